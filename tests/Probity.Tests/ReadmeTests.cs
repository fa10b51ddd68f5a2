using System.Text.RegularExpressions;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Learning;
using Probity.Metrics;
using Probity.Scores;
using Probity.Similarity;
using Probity.Tests.Calibration;

namespace Probity.Tests;

/// <summary>The README's C# stands in this file, where it compiles and runs; the last test holds the two together.</summary>
public partial class ReadmeTests
{
    private readonly (float[] Logits, int[] Labels) _rows = TemperatureScalingTests.Sampled(3_000, 10, 9, 2.5, 4);

    [Fact]
    public void Policy()
    {
        (float[] logits, int[] labels) = _rows;
        float[] newRow = logits[..10];
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "p.probity");
        try
        {
            // logits: N×10 floats, row by row; labels: N ints; rows that the model was not trained on.
            ConfidencePolicy policy = ConfidencePolicy.Fit(logits, labels, classes: 10, new PolicyOptions
            {
                Promise = new PrecisionPromise(0.95),   // 95 % of accepted answers right, with 95 % confidence
                GateScore = Score.LogSumExp,            // reject what looks like nothing it knows
            });
            policy.Save(file);

            Assessment answer = ConfidencePolicy.Load(file).Assess(newRow);
            Console.WriteLine($"{answer.Predicted} at {answer.Confidence:P1}: {answer.Decision}, {answer.Reason}");
            Console.WriteLine(policy.Explain());

            Assert.InRange(answer.Confidence, .1, 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Figures()
    {
        (float[] logits, int[] labels) = _rows;

        // Every figure with its interval and its definition in words.
        var figures = Evaluation.Classify(logits, labels, classes: 10);
        Figure ece = figures["ece"];
        Console.WriteLine($"ECE {ece.Value:0.000} ({ece.Low:0.000} to {ece.High:0.000}), p = {ece.P:0.000}: {ece.Definition}");

        // Rows that do not fit into memory: chunks add up, accumulators merge, in any order to the same bits.
        var chunks = new EvaluationAccumulator();
        chunks.Add(new EvaluationRows { Confidence = [0.9, 0.6, 0.8], Correct = [true, false, true] });
        Console.WriteLine(chunks.Figures()["accuracy"].Value);

        Assert.True(ece.Low <= ece.Value && ece.Value <= ece.High && ece.P < .05);
        Assert.Equal(2 / 3.0, chunks.Figures()["accuracy"].Value);
    }

    [Fact]
    public void Parts()
    {
        (float[] logits, int[] labels) = _rows;

        // Any part alone, on plain spans.
        var scaling = TemperatureScaling.Fit(logits, labels, classes: 10);
        double confidence = MaxProbabilityConfidence.Of(logits.AsSpan(0, 10), scaling.Temperature);

        var entropy = new double[labels.Length];
        var energy = new double[labels.Length];
        LogitScores.Compute(logits, classes: 10, new ScoreColumns { NegativeEntropy = entropy, LogSumExp = energy });

        Assert.Equal(2.5, scaling.Temperature, .3);
        Assert.InRange(confidence, .1, 1);
        Assert.All(entropy, value => Assert.InRange(value, -Math.Log(10), 0));
        Assert.DoesNotContain(0, energy);
    }

    [Fact]
    public void Calibrators()
    {
        (float[] logits, int[] labels) = _rows;
        float[] newLogits = logits[..1_000];
        var probabilities = new double[newLogits.Length];

        // Rows checked once, then as many calibrators as you like; each says what it learned and how sure it is of its optimum.
        var rows = CalibrationRows.Of(logits, labels, classes: 10);
        foreach (string name in new[] { "temperature", "svs", "one-vs-rest:venn-abers" })
        {
            Calibrator calibrator = CalibrationMethod.Parse(name).Fit(rows);
            Console.WriteLine($"{name}: NLL {calibrator.Diagnostics.NllAfter:0.000}, gradient {calibrator.Diagnostics.Gradient:G2}. {calibrator.Explain()}");
            calibrator.Calibrate(newLogits, classes: 10, probabilities);
        }

        Assert.Equal(1, probabilities[..10].Sum(), 1e-9);
    }

    [Fact]
    public void Tables()
    {
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i * 7 % 5 % 2)];
        string[] reviews = [.. labels.Select((label, i) => $"{(label == 1 ? "works well" : "broke early")}, order {i % 9}")];
        string?[] stars = [.. labels.Select((label, i) => i % 10 == 0 ? null : label == 1 ? "4.5" : "2")];
        string[] days = [.. labels.Select((_, i) => $"2024-0{1 + (i % 9)}-11")];
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "m.probity");
        try
        {
            // A table: names of columns, and their cells as they stand in a file; null is missing. What the columns are is inferred.
            var table = new Table(["review", "stars", "bought"], [reviews, stars, days]);
            var cross = CrossFit.Run(new LabelledTable(table, labels, classes: 2));

            // Every row has logits of a model that has not learned from it: they teach what the confidence of the final model means.
            ConfidencePolicy policy = ConfidencePolicy.Fit(cross.Logits, labels, cross.LogitColumns);
            Classifier model = cross.Model!.With(["no", "yes"], policy);
            Console.WriteLine($"{model.Featurizer!.Explain()}\n{policy.Explain()}");
            model.Save(file);

            Assert.Equal(200 * cross.LogitColumns, cross.Logits.Length);
            Assert.Equal(["review", "stars", "bought"], Classifier.Load(file).Featurizer!.Columns);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Training()
    {
        (float[] features, int[] labels) = _rows;
        (float[] newFeatures, int[] newLabels) = TemperatureScalingTests.Sampled(600, 10, 10, 2.5, 4);
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "m.probity");
        try
        {
            // features: N×10 floats, row by row; labels: N ints. A tenth of the rows chooses the epoch.
            Classifier model = Classifier.Train(new TrainingRows(Features.Dense(features, columns: 10), labels, classes: 10), new TrainingOptions
            {
                Network = NetworkDesign.Parse("linear(64) gelu dropout(0.2)"),
                Loss = new SoftmaxCrossEntropy(labelSmoothing: 0.05),
                Optimizer = new AdamW { WeightDecay = 0.01 },
                Schedule = Schedule.Cosine(),
                Epochs = 20,
            }, progress: epoch => Console.WriteLine($"epoch {epoch.Epoch}: NLL {epoch.Validation!.Nll:0.000}, ECE {epoch.Validation.Ece:0.000}"));

            // Rows that it has not seen teach it what its confidence means; the policy goes into the model's file.
            var outputs = new float[newLabels.Length * model.LogitColumns];
            model.Logits(newFeatures, outputs);
            model.With(classNames: null, ConfidencePolicy.Fit(outputs, newLabels, classes: 10)).Save(file);

            Assert.Equal(newLabels.Length * 10, outputs.Length);
            Assert.NotNull(Classifier.Load(file).Policy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Embeddings()
    {
        (ReadOnlyMemory<float>[] items, int[] groups) = Items(600, 11);
        (ReadOnlyMemory<float>[] newItems, int[] newGroups) = Items(300, 12);
        ReadOnlyMemory<float>[] rows = items;
        Classifier classifier = Classifier.Train(
            new TrainingRows(Features.Dense(_rows.Logits, columns: 10), _rows.Labels, classes: 10), new TrainingOptions { Network = NetworkDesign.Hidden(16), Epochs = 2 });
        string folder = Directory.CreateTempSubdirectory().FullName;
        string file = Path.Combine(folder, "m.probity"), features = Path.Combine(folder, "features.store");
        try
        {
            // items: N rows of pixels; groups: N ints, the same where items belong together. Each item is encoded once, in this run or an earlier one.
            var garments = new Garments(new ClassifierEncoder(classifier));
            using FeatureStore store = FeatureStore.Open(features, garments.Encoder);
            SimilarityModel head = garments.Fit(items, groups, store, epoch => Console.WriteLine($"epoch {epoch.Epoch}: R-precision {epoch.Metrics[0]:0.000}"));
            head.Save(file);

            // How well does it find what belongs together, among items that it has not seen? Every item against all others, with intervals.
            float[] embeddings = garments.Embed(newItems);
            RetrievalReport found = RetrievalEvaluation.Evaluate(embeddings, head.EmbeddingSize, newGroups);
            Console.WriteLine($"R-precision {found.Figures["r_precision"].Value:0.000}, {found.LoneQueries} items without another of their group");

            // How decided are its feature groups?
            GroupHealth health = GroupHealth.Of(embeddings, featureGroups: 8, valuesPerGroup: 16, newGroups);
            Console.WriteLine($"information {health.MeanInformation:0.00} of {health.Ceiling:0.00} nats; {string.Join("; ", health.Warnings)}");

            // Or choose from lists: any head and loss by their texts, on rows that are embeddings already.
            SimilarityModel ready = new ReadyModel(inputEmbeddingSize: 10, "skip(1)", "triplet-semihard(0.2)").Fit(rows, groups);

            (ReadOnlyMemory<float>[] asked, int[] queryGroups) = Items(1_200, 13);
            float[] queries = garments.Embed(asked);

            // How likely is the closest item right? Learned from items whose groups the head never saw: half of them learns, half only certifies.
            var reference = MatchReference.Of(embeddings, head.EmbeddingSize, newGroups, head.Distance, new GroupShape(8, 16));
            MatchEvidence evidence = reference.Look(queries);
            MatchConfidence match = MatchConfidence.Fit(evidence, queryGroups, new MatchOptions { Promise = new PrecisionPromise(0.5), MaxFalseAlarm = 0.05 });
            Console.WriteLine(match.Explain());

            // The closest item of each query: how likely it is right, what to do, and which feature groups speak for it.
            MatchAssessment first = match.Assess(reference.Look(queries))[0];
            MatchInterpretation why = MatchInterpretation.Of(queries.AsSpan(0, 128), embeddings.AsSpan(first.Hit * 128, 128), GroupReference.Of(embeddings, new GroupShape(8, 16)));
            Console.WriteLine($"{first.Group} with {first.Confidence:0.00}: {first.Decision}, {first.Reason}; {why.Words}");

            Assert.InRange(first.Confidence, 0, 1);
            Assert.Equal(128, SimilarityModel.Load(file).EmbeddingSize);
            Assert.InRange(found.Figures["r_precision"].Value!.Value, .1, 1);
            Assert.Equal(8, health.FeatureGroups.Count);
            Assert.Equal(10, ready.EmbeddingSize);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_example_of_the_readme_stands_in_this_file()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Probity.slnx"))) root = Path.GetDirectoryName(root)!;
        string source = Flat(File.ReadAllText(Path.Combine(root, "tests", "Probity.Tests", "ReadmeTests.cs")));
        string readme = File.ReadAllText(Path.Combine(root, "README.md"));
        var examples = Fenced().Matches(readme).Select(match => match.Groups["code"].Value).ToList();
        Assert.Equal(9, examples.Count);
        foreach (string example in examples)
        {
            string body = Flat(string.Join('\n', example.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains('=', StringComparison.Ordinal))))
                .Replace("\"p.probity\"", "file", StringComparison.Ordinal)
                .Replace("\"features.store\"", "features", StringComparison.Ordinal)
                .Replace("\"m.probity\"", "file", StringComparison.Ordinal);
            Assert.Contains(body, source, StringComparison.Ordinal);
        }
    }

    private static (ReadOnlyMemory<float>[] Items, int[] Groups) Items(int count, ulong seed)
    {
        (float[] values, int[] groups) = TemperatureScalingTests.Sampled(count, 10, 9, 2.5, seed);
        return ([.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<float>)values.AsMemory(i * 10, 10))], groups);
    }

    // A frozen encoder reads the items; a head of softmax feature groups is trained on what it gives.
    internal sealed class Garments(Encoder<ReadOnlyMemory<float>> images) : TrainableModel<ReadOnlyMemory<float>>
    {
        protected override IReadOnlyDictionary<string, Encoder<ReadOnlyMemory<float>>> ConfigureEncoders() =>
            new Dictionary<string, Encoder<ReadOnlyMemory<float>>> { ["image"] = images };

        protected override EmbeddingHead ConfigureHead(int inputEmbeddingSize) => new SoftmaxEmbeddingsHead(8, 16, inputEmbeddingSize);

        protected override SimilarityLoss ConfigureLoss() => new SupervisedContrastiveLoss(temperature: 0.1);
    }

    private static string Flat(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1_000)]
    private static partial Regex Spaces();
}
