using System.Text.Json;
using System.Text.Json.Nodes;
using Probity.Calibration;
using Probity.Learning;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Studies;

/// <summary>Learned confidence against max probability and others: which finds errors, which finds rows of no known class?</summary>
/// <remarks>
/// Settings are those of the papers or fixed beforehand. Validation rows choose the epoch of every network, and the one setting of heads that have
/// a confidence of their own. Test rows choose nothing.
/// </remarks>
internal static class OwnConfidenceStudy
{
    private const string Baseline = "max-probability", Learned = "learned-confidence", LearnedBaseline = "learned-max-probability";
    private const int TrainImages = 10_000, Points = 50;   // the latter of a risk–coverage curve

    private static readonly double[] Budgets = [.1, .3, 1], Rewards = [2.2, 4, 6, 9];

    private static readonly (string Name, string Method, string From)[] Same =
    [
        ("learned confidence", Learned, LearnedBaseline), ("learned confidence, 60 epochs", "long-learned-confidence", "long-learned-max-probability"),
        ("reservation", "reservation", "gamblers-max-probability"),
    ];

    private static readonly Method[] Methods =
    [
        new(Baseline, "max probability", "plain"),
        new("temperature", "max probability after temperature", "plain"),
        new("entropy", "entropy", "plain"),
        new("max-logit", "max logit", "plain"),
        new("log-sum-exp", "log-sum-exp", "plain"),
        new("confidnet", "ConfidNet", "plain"),
        new(Learned, "learned confidence", "learned confidence"),
        new(LearnedBaseline, "its max probability", "learned confidence"),
        new("long-max-probability", "max probability", "plain, 60 epochs"),
        new("long-learned-confidence", "learned confidence", "learned confidence, 60 epochs"),
        new("long-learned-max-probability", "its max probability", "learned confidence, 60 epochs"),
        new("reservation", "reservation", "Deep Gamblers"),
        new("gamblers-max-probability", "its max probability", "Deep Gamblers"),
        new("dropout-max-probability", "max probability, dropout off", "dropout"),
        new("dropout-entropy", "entropy of the mean of 20 passes", "dropout"),
        new("dropout-mutual-information", "mutual information of 20 passes", "dropout"),
        new("ensemble-max-probability", "max probability of the mean", "ensemble of 5"),
        new("ensemble-entropy", "entropy of the mean", "ensemble of 5"),
        new("ensemble-mutual-information", "mutual information", "ensemble of 5"),
        new("outlier-exposure", "max probability", "outlier exposure"),
    ];

    /// <summary>Reads the three sets of images that the study needs.</summary>
    /// <exception cref="InvalidDataException">There is no folder, or a file is missing or damaged; the message says what is needed.</exception>
    public static (ImageSet Train, ImageSet Test, ImageSet Unknown) Read(string? data)
    {
        if (data is null || !Directory.Exists(data))
        {
            throw new InvalidDataException(
                $"{(data is null ? "--data is missing" : $"--data {data}: no such folder")}; it must hold img_fashion_mnist/train-images-idx3-ubyte.gz " +
                "and train-labels-idx1-ubyte.gz (or train10k-…, the first 10,000), img_fashion_mnist/t10k-… and img_mnist/t10k-…; docs/studies.md says where such files come from");
        }
        string known = Path.Combine(data, "img_fashion_mnist");
        string train = File.Exists(Path.Combine(known, "train10k-images-idx3-ubyte.gz")) ? "train10k" : "train";
        return (ImageSet.Read(known, train).First(TrainImages), ImageSet.Read(known, "t10k"), ImageSet.Read(Path.Combine(data, "img_mnist"), "t10k"));
    }

    public static void Run(Study study, ImageSet train, ImageSet test, ImageSet unknown)
    {
        var measured = new Measured();
        var curves = new Measured();
        var choices = new Measured();
        int held = train.Count / 10, learned = study.Quick ? 300 : train.Count - (2 * held);
        int[] tested = study.Quick ? test.All[..500] : test.All, strange = study.Quick ? unknown.All[..500] : unknown.All;
        Features knownRows = test.Features(tested), unknownRows = unknown.Features(strange);
        for (int seed = 0; seed < study.Seeds; seed++)
        {
            int[] order = RowSplit.Shuffled(train.Count, (ulong)seed);
            var run = new SeedRun
            {
                Seed = (ulong)seed,
                Rows = train.Rows(order[(2 * held)..((2 * held) + learned)]),
                Outliers = train.Permuted(order[(2 * held)..((2 * held) + learned)], (ulong)seed),
                Validation = train.Rows(order[..held]),
                ValidationLabels = train.Labels(order[..held]),
                Calibrate = train.Features(order[held..(2 * held)]),
                CalibrateLabels = train.Labels(order[held..(2 * held)]),
                Known = knownRows,
                KnownLabels = test.Labels(tested),
                Unknown = unknownRows,
                Options = new TrainingOptions
                {
                    Network = NetworkDesign.Hidden(256, 128),
                    Scaling = FeatureScaling.Together,
                    Epochs = study.Quick ? 2 : 60,
                    Seed = (ulong)seed,
                },
                Measured = measured,
                Curves = curves,
                Choices = choices,
            };
            run.All();
            Study.Progress($"seed {seed + 1} of {study.Seeds}: done");
        }
        Write(study, new { Train = learned, Validation = held, Calibration = held, Known = tested.Length, Unknown = strange.Length }, measured, curves, new { Budget = choices.Of(Learned)["setting"].Values, Reward = choices.Of("reservation")["setting"].Values });
    }

    /// <summary>Writes the file of a run again, with its tables: all comes from the values of the seeds.</summary>
    public static void Rewrite(Study study, JsonElement written)
    {
        var measured = new Measured();
        var curves = new Measured();
        foreach (JsonElement method in written.GetProperty("methods").EnumerateArray()) measured.AddWritten(method.GetProperty("key").GetString()!, method.GetProperty("figures"));
        foreach (JsonElement curve in written.GetProperty("curves").EnumerateArray())
        {
            var points = new JsonObject();
            foreach (JsonElement point in curve.GetProperty("points").EnumerateArray())
                points.Add($"{point.GetProperty("coverage").GetDouble()}", JsonNode.Parse(point.GetProperty("risk").GetRawText()));
            curves.AddWritten(curve.GetProperty("method").GetString()!, JsonSerializer.SerializeToElement(points));
        }
        Write(study, written.GetProperty("rows"), measured, curves, written.GetProperty("choices"));
    }

    private static void Write(Study study, object rows, Measured measured, Measured curves, object choices)
    {
        var figures = new
        {
            Study = "own-confidence",
            study.Quick,
            study.Seeds,
            Rows = rows,
            Definitions = new
            {
                Errors = "right test rows against wrong ones of the same network",
                Unknowns = "all known test rows, right or wrong, against rows of no known class",
                Fpr95 = "share of wrong (or unknown) rows let through by the largest threshold that keeps 95 % of the right (or known) ones",
                Interval = "mean over seeds, Student's 95 % interval",
                Choices = "β of learned confidence and o of Deep Gamblers, a seed each: of a few fixed values the one with the lowest AURC of the own confidence on the validation rows",
            },
            Methods = Methods.Select(method => new { method.Key, method.Name, method.Network, Figures = measured.Of(method.Key) }),
            Differences = from method in Methods
                          where method.Key != Baseline
                          select new { Method = method.Key, From = Baseline, Figures = measured.Difference(method.Key, Baseline) },
            Choices = choices,
            SameNetwork = Same.Select(pair => new { pair.Method, pair.From, Figures = measured.Difference(pair.Method, pair.From) }),
            Curves = Methods.Select(method => new
            {
                Method = method.Key,
                Points = curves.Of(method.Key).Select(point => new { Coverage = double.Parse(point.Key), Risk = point.Value }),
            }),
        };
        var table = new MarkdownTable("network: score", "accuracy %", "errors: AUROC ×100", "errors: FPR at 95 %", "AURC ×1,000", "unknowns: AUROC ×100", "unknowns: FPR at 95 %");
        var paired = new MarkdownTable("network: score", "errors: AUROC ×100", "errors: FPR at 95 %", "AURC ×1,000", "unknowns: AUROC ×100", "unknowns: FPR at 95 %");
        foreach (Method method in Methods)
        {
            table.Add([$"{method.Network}: {method.Name}", MarkdownTable.Cell(measured.Of(method.Key)["accuracy"], 1, percent: true), .. Cells(measured.Of(method.Key), signed: false)]);
            if (method.Key != Baseline) paired.Add([$"{method.Network}: {method.Name}", .. Cells(measured.Difference(method.Key, Baseline), signed: true)]);
        }
        foreach ((string name, string of, string from) in Same) paired.Add([$"{name} − max probability of the same network", .. Cells(measured.Difference(of, from), signed: true)]);
        study.Write("own-confidence", figures, new Dictionary<string, MarkdownTable>(StringComparer.Ordinal) { ["own-confidence"] = table, ["own-confidence-paired"] = paired });
    }

    private static string[] Cells(IReadOnlyDictionary<string, Spread> of, bool signed) =>
    [
        .. ((string[])["error_auroc", "error_fpr95"]).Select(name => MarkdownTable.Cell(of[name], 1, percent: true, signed)),
        MarkdownTable.Cell(of["aurc"].Times(1_000), 1, signed: signed),
        .. ((string[])["unknown_auroc", "unknown_fpr95"]).Select(name => MarkdownTable.Cell(of[name], 1, percent: true, signed)),
    ];

    private sealed record Method(string Key, string Name, string Network);

    /// <summary>All networks of one seed, on the same rows.</summary>
    private sealed class SeedRun
    {
        public required ulong Seed { get; init; }

        public required TrainingRows Rows { get; init; }

        public required Features Outliers { get; init; }

        public required TrainingRows Validation { get; init; }

        public required int[] ValidationLabels { get; init; }

        public required Features Calibrate { get; init; }

        public required int[] CalibrateLabels { get; init; }

        public required Features Known { get; init; }

        public required int[] KnownLabels { get; init; }

        public required Features Unknown { get; init; }

        public required TrainingOptions Options { get; init; }

        public required Measured Measured { get; init; }

        public required Measured Curves { get; init; }

        public required Measured Choices { get; init; }

        public void All()
        {
            Plain();
            Own(Learned, [.. Budgets.Select(budget => (budget, Head.LearnedConfidence(budget)))], LearnedBaseline);
            Own("reservation", [.. Rewards.Select(reward => (reward, Head.DeepGamblers(reward)))], "gamblers-max-probability");
            Long();
            Dropout();
            Ensemble();
            Classifier exposed = Train("outlier exposure", Options with { Penalties = [new OutlierExposurePenalty()] }, Outliers);
            Logits(exposed, ("outlier-exposure", Score.MaxProbability, 1));
        }

        private Classifier Train(string name, TrainingOptions options, Features? outliers = null)
        {
            Classifier model = Classifier.Train(Rows, options, Validation, outliers);
            Study.Progress($"  {name}: epoch {model.History.KeptEpoch} kept");
            foreach (string warning in model.History.Warnings) Study.Progress($"    {warning}");
            return model;
        }

        private void Plain()
        {
            Classifier model = Train("plain", Options);
            double temperature = TemperatureScaling.Fit(LabelledLogits.LogitsOf(model, Calibrate), CalibrateLabels, ImageSet.Classes).Temperature;
            Logits(
                model, (Baseline, Score.MaxProbability, 1), ("temperature", Score.MaxProbability, temperature), ("entropy", Score.Entropy, 1),
                ("max-logit", Score.MaxLogit, 1), ("log-sum-exp", Score.LogSumExp, 1));
            double[] targets = CrossFit.Run(Rows, options: Options, final: false).TrueClassProbabilities();
            TrainingOptions own = ConfidNet.DefaultOptions with { Seed = Seed, Epochs = Options.Epochs };
            Classifier beside = model.WithConfidNet(ConfidNet.Train(model, Rows.Features, targets, own));
            Study.Progress($"  ConfidNet: epoch {beside.ConfidNet!.History.KeptEpoch} kept");
            Add("confidnet", Correct(model), OwnConfidence(beside, Known), OwnConfidence(beside, Unknown));
        }

        /// <summary>One network a setting; the one whose own confidence has the lowest AURC on the validation rows is measured.</summary>
        private void Own(string key, (double Setting, Head Head)[] heads, string maxProbability)
        {
            Classifier? best = null;
            double lowest = double.PositiveInfinity, chosen = double.NaN;
            foreach ((double setting, Head head) in heads)
            {
                Classifier model = Train($"{head}", Options with { Head = head });
                bool[] correct = LabelledLogits.Of(model, Validation.Features, ValidationLabels).Correct();
                double aurc = RiskCoverage.Aurc(OwnConfidence(model, Validation.Features), correct);
                Study.Progress(FormattableString.Invariant($"    validation AURC {aurc:F4}"));
                if (aurc < lowest) (best, lowest, chosen) = (model, aurc, setting);
            }
            Add(key, Correct(best!), OwnConfidence(best!, Known), OwnConfidence(best!, Unknown));
            Logits(best!, (maxProbability, Score.MaxProbability, 1));
            Choices.Add(key, new Dictionary<string, double>(StringComparer.Ordinal) { ["setting"] = chosen });
        }

        /// <summary>To the end, the last epoch kept: the paper trains long, and stopping early might come too early for the confidence.</summary>
        private void Long()
        {
            TrainingOptions toTheEnd = Options with { ValidationShare = 0 };
            Logits(Classifier.Train(Rows, toTheEnd), ("long-max-probability", Score.MaxProbability, 1));
            Classifier model = Classifier.Train(Rows, toTheEnd with { Head = Head.LearnedConfidence() });
            Add("long-learned-confidence", Correct(model), OwnConfidence(model, Known), OwnConfidence(model, Unknown));
            Logits(model, ("long-learned-max-probability", Score.MaxProbability, 1));
        }

        private void Dropout()
        {
            Classifier model = Train("dropout", Options with { Network = NetworkDesign.Hidden([256, 128], "relu", dropout: .5) });
            Logits(model, ("dropout-max-probability", Score.MaxProbability, 1));
            Uncertainty(model.WithDropoutPasses(20, Seed), "dropout-entropy", "dropout-mutual-information");
        }

        private void Ensemble()
        {
            Classifier model = Train("ensemble, its first member", Options with { Members = 5 });
            Logits(model, ("ensemble-max-probability", Score.MaxProbability, 1));
            Uncertainty(model, "ensemble-entropy", "ensemble-mutual-information");
        }

        private void Uncertainty(Classifier model, string entropy, string mutualInformation)
        {
            bool[] correct = Correct(model);
            EnsembleUncertainty known = model.Uncertainty(Known), unknown = model.Uncertainty(Unknown);
            Add(entropy, correct, Negative(known.PredictiveEntropy), Negative(unknown.PredictiveEntropy));
            Add(mutualInformation, correct, Negative(known.MutualInformation), Negative(unknown.MutualInformation));
        }

        private void Logits(Classifier model, params (string Key, Score Score, double Temperature)[] scores)
        {
            var test = LabelledLogits.Of(model, Known, KnownLabels);
            float[] strange = LabelledLogits.LogitsOf(model, Unknown);
            bool[] correct = test.Correct();
            foreach ((string key, Score score, double temperature) in scores)
                Add(key, correct, LabelledLogits.Rank(test.Logits, score, temperature), LabelledLogits.Rank(strange, score, temperature));
        }

        private bool[] Correct(Classifier model) => LabelledLogits.Of(model, Known, KnownLabels).Correct();

        private static double[] OwnConfidence(Classifier model, Features rows)
        {
            var logOdds = new double[rows.Rows];
            model.OwnConfidenceLogOdds(rows, logOdds);
            return logOdds;
        }

        private static double[] Negative(ReadOnlySpan<double> values)
        {
            double[] turned = values.ToArray();
            foreach (ref double value in turned.AsSpan()) value = -value;
            return turned;
        }

        /// <summary>Figures of a score that is high where a row is to be trusted.</summary>
        private void Add(string key, bool[] correct, double[] known, double[] unknown)
        {
            double[] both = [.. known, .. unknown];
            bool[] isKnown = [.. Enumerable.Repeat(true, known.Length), .. Enumerable.Repeat(false, unknown.Length)];
            double errors = correct.Count(right => !right) / (double)correct.Length;
            Measured.Add(key, new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["accuracy"] = 1 - errors,
                ["error_auroc"] = Auroc.Compute(known, correct),
                ["error_fpr95"] = FalsePositiveRate.AtTruePositiveRate(known, correct),
                ["aurc"] = RiskCoverage.Aurc(known, correct),
                ["unknown_auroc"] = Auroc.Compute(both, isKnown),
                ["unknown_fpr95"] = FalsePositiveRate.AtTruePositiveRate(both, isKnown),
            });
            var risks = new Dictionary<string, double>(StringComparer.Ordinal);
            for (int point = 1; point <= Points; point++)
            {
                double coverage = (double)point / Points;
                risks[$"{coverage}"] = point == Points ? errors : RiskCoverage.RiskAtCoverage(known, correct, coverage);
            }
            Curves.Add(key, risks);
        }
    }
}
