using Probity.Decisions;
using Probity.IO;
using Probity.Numerics;
using Probity.Scores;
using Probity.Tests.IO;

namespace Probity.Tests.Policies;

/// <summary>Files of rules beyond one threshold: the same policy again, and refusals of what contradicts itself.</summary>
public class RuleFileTests
{
    private static readonly SimulatedOutputs Fitting = SimulatedOutputs.Draw(1_500, 3, 31, scale: 6);

    private static readonly Dictionary<string, Lazy<ConfidencePolicy>> Policies = new(StringComparer.Ordinal)
    {
        ["class"] = Fit(new() { Positive = 1, Promise = new PrecisionPromise(.8) }),
        ["by class"] = Fit(new() { Scope = RuleScope.PerClass, Promise = new PrecisionPromise(.7) }),
        ["by class by SGR"] = Fit(new() { Scope = RuleScope.PerClass, Promise = new SelectiveRiskPromise(.7) }),
        ["each alone"] = Fit(new() { Scope = RuleScope.EachAlone, Promise = RatePromise.Recall(.5) }),
        ["joined"] = Fit(new() { Scores = [Score.MaxProbability, Score.MaxLogit], Promise = new PrecisionPromise(.8) }),
        ["costs"] = Fit(new() { Costs = CostMatrix.Of([0, 1, 5, 2, 0, 5, 20, 10, 0], 3, [1], [2, 2, .5]) }),
    };

    public static TheoryData<string> Kinds => new(Policies.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_policy_read_back_says_and_writes_the_same(string kind)
    {
        ConfidencePolicy policy = Policies[kind].Value;
        using var scratch = new Scratch();
        policy.Save(scratch["a"]);
        var read = ConfidencePolicy.Load(scratch["a"]);
        read.Save(scratch["b"]);
        Assert.Equal(File.ReadAllBytes(scratch["a"]), File.ReadAllBytes(scratch["b"]));
        Assert.Equal(policy.Explain(), read.Explain());
        AssessedOutputs.Of(policy, Fitting).AssertSame(AssessedOutputs.Of(read, Fitting));
        for (int i = 0; i < 50; i++) Assert.Equal(policy.Assess(Fitting.Row(i)), read.Assess(Fitting.Row(i)));
    }

    public static TheoryData<string, string, string, string> Lies => new()
    {
        { "class", "\"positive\":1", "\"positive\":3", "class of interest 3 among 3 columns" },
        { "class", "\"positive\":1", "\"positive\":-1", "class of interest -1" },
        { "by class", "\"kind\":\"class_thresholds\",\"version\":1", "\"kind\":\"class_thresholds\",\"version\":2", "version 2 where this Probity reads up to 1" },
        { "by class", "\"scope\":\"per_class\"", "\"scope\":\"together\"", "with the scope 'together'" },
        { "by class", "\"scope\":\"per_class\"", "\"scope\":\"each_alone\"", "a confidence split over 3 classes for 3 promises, each_alone" },
        { "by class", "\"scope\":\"per_class\"", "\"scope\":\"some\"", "scope 'some' is none of" },
        { "by class", "\"parts\":3", "\"parts\":2", "a confidence split over 2 classes for 3 promises" },
        { "by class", "\"parts\":3", "\"parts\":0", "a confidence split over 0 of 3 classes" },
        { "by class", "\"confidence\":0.95,\"scope\"", "\"confidence\":0.5,\"scope\"", "where 0.5 over 3 leaves" },
        { "by class", "\"confidence\":0.95,\"scope\"", "\"confidence\":7,\"scope\"", "confidence: 7" },
        { "by class", "\"by_class\":[{", "\"by_class\":[null,{", "thresholds of 4 classes where there are 3" },
        { "by class", "\"by_class\":[{\"rule\":{", "\"by_class\":[{\"refusal\":\"no\",\"rule\":{", "neither or both of a threshold and a reason" },
        { "by class", "\"by_class\":[{\"rule\":{\"kind\":\"selective_precision\"", "\"by_class\":[{\"rule\":{\"kind\":\"hope\"", "rule 'hope' is not known" },
        { "by class", "\"by_class\":[{\"rule\":{\"kind\":\"selective_precision\"", "\"by_class\":[{\"rule\":{\"kind\":\"class_thresholds\"", "the threshold of class 0 is a rule 'class_thresholds'" },
        { "by class", "\"target_precision\":0.7", "\"target_precision\":0.6", "p-value" },
        { "by class", "\"errors\":", "\"errors\":1", "errors" },
        { "by class by SGR", "\"rows_searched\":", "\"rows_searched\":9", " certifying rows" },
        { "by class by SGR", "\"candidates_tested\":", "\"candidates_tested\":5", "candidates tested" },
        { "joined", "\"scores\":[\"max_probability\",\"max_logit\"]", "\"scores\":[\"max_logit\",\"max_logit\"]", "or one twice" },
        { "joined", "\"scores\":[\"max_probability\",\"max_logit\"]", "\"scores\":[\"max_probability\",\"vibes\"]", "score 'vibes' is not known" },
        { "joined", "\"scores\":[\"max_probability\",\"max_logit\"]", "\"scores\":[\"max_probability\",\"max_logit\",\"gini\"]", "holds 10 numbers where 15 belong" },
        { "joined", "\"kind\":\"logistic\"", "\"kind\":\"forest\"", "combined scores 'forest' is not known" },
        { "costs", "\"reviews\":true", "\"reviews\":false", "costs of reviewing every row without costs of a review" },
        { "costs", "\"source\":\"cross_fitted\"", "\"source\":\"guessed\"", "an estimate on rows 'guessed', which are none of held_out, cross_fitted, in_sample" },
        { "costs", "\"source\":\"cross_fitted\"", "\"source\":\"held_out\"", "costs estimated on 'held_out' rows where 0 were set apart" },
        { "costs", "\"policy\":[", "\"policy\":[900,", "a mean cost with its interval" },
        { "costs", "\"always_review\":[1,", "\"always_review\":[1.5,", "no row costs more than 1" },
        { "costs", "\"decided\":[", "\"decided\":[0.5,", "shares of decisions" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_manifest_that_lies_is_refused_in_words(string kind, string truth, string lie, string words)
    {
        SafetensorsFile file = Written(kind);
        string manifest = file.Metadata["probity"];
        Assert.Contains(truth, manifest, StringComparison.Ordinal);
        int at = manifest.IndexOf(truth, StringComparison.Ordinal);
        Refused(words, manifest[..at] + lie + manifest[(at + truth.Length)..], [.. file.Tensors.Values]);
    }

    /// <summary>Levels of SGR by class are those of the rows answered with the class: of its share of δ, 1/⌈log2 n⌉.</summary>
    [Fact]
    public void A_search_by_class_says_among_how_many_rows_it_searched()
    {
        ConfidencePolicy policy = Policies["by class by SGR"].Value;
        using var scratch = new Scratch();
        policy.Save(scratch["p"]);
        var rule = (ClassThresholdsRule)ConfidencePolicy.Load(scratch["p"]).Rule!;
        Assert.Equal(750, rule.Classes.Sum(one => one.Threshold!.RowsSearched));   // every certifying row is answered with one class
        foreach (ClassThreshold one in rule.Classes)
        {
            double level = .05 / 3 / Math.Ceiling(Math.Log2(one.Threshold!.RowsSearched!.Value));
            Assert.InRange(one.Threshold.PValue!.Value, 0, level * (1 + 1e-9));
        }
    }

    [Fact]
    public void Tensors_that_no_fit_could_have_written_are_refused()
    {
        With("costs", "rule.costs", SafetensorsTensor.Create("rule.costs", [0, -1.0, 5, 2, 0, 5, 20, 10, 0], 3, 3), "cost of answering class 0 with 1: -1");
        With("costs", "rule.costs", SafetensorsTensor.Create("rule.costs", [0, double.NaN, 5, 2, 0, 5, 20, 10, 0], 3, 3), "holds NaN");
        With("costs", "rule.review", SafetensorsTensor.Create("rule.review", [1.0, 1], 2), "holds 2 numbers where 3 belong");
        With("by class", "rule.thresholds", SafetensorsTensor.Create("rule.thresholds", [1.0, 2], 2), "holds 2 numbers where 3 belong");
        With("by class", "rule.thresholds", SafetensorsTensor.Create("rule.thresholds", [1.0, 2, double.PositiveInfinity], 3), "holds ");
        With("joined", "combined.scores", SafetensorsTensor.Create("combined.scores", [0.0, 1, -1, 0, 1, 0, 1, 1, 0, 1], 2, 5), "a deviation or weight of a combined score is below 0");
        With("joined", "combined.scores", SafetensorsTensor.Create("combined.scores", [0.0, 1, 1, 2, 1, 0, 1, 1, 0, 1], 2, 5), "lies between 2 and 1");

        static void With(string kind, string name, SafetensorsTensor instead, string words)
        {
            SafetensorsFile file = Written(kind);
            Refused(words, file.Metadata["probity"], [.. file.Tensors.Values.Where(tensor => tensor.Name != name), instead]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Damaged_files_are_refused_or_harmless(string kind)
    {
        using var scratch = new Scratch();
        Policies[kind].Value.Save(scratch["whole"]);
        byte[] whole = File.ReadAllBytes(scratch["whole"]);
        int refused = 0;
        for (ulong i = 0; i < 400; i++)
        {
            var random = new RandomStream(6, i);
            byte[] damaged = [.. whole];
            for (int flips = random.NextInt32(3); flips >= 0; flips--) damaged[random.NextInt32(damaged.Length)] = (byte)('0' + random.NextInt32(10));
            ConfidencePolicy policy;
            try
            {
                policy = ConfidencePolicy.Load(scratch.Write("damaged", damaged));
            }
            catch (InvalidDataException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
                continue;
            }
            Assert.NotEmpty(policy.Explain());
            if (policy.Classes > 1_000) continue;
            Assessment said = policy.Assess([.. Enumerable.Range(0, policy.Classes).Select(j => (float)j)]);
            Assert.InRange(said.Confidence, 0, 1);
            Assert.NotEmpty(said.Reason);
        }
        Assert.InRange(refused, 150, 399);
    }

    private static Lazy<ConfidencePolicy> Fit(PolicyOptions options) => new(() => ConfidencePolicy.Fit(
        Fitting.Logits, Fitting.Labels, 3, options with { Calibrator = "temperature", Seed = 5, ClassNames = ["cat", "dog", "bird"] }));

    private static SafetensorsFile Written(string kind)
    {
        using var scratch = new Scratch();
        Policies[kind].Value.Save(scratch["p"]);
        return SafetensorsFile.Read(scratch["p"], 1 << 24);
    }

    private static void Refused(string words, string manifest, SafetensorsTensor[] tensors)
    {
        using var scratch = new Scratch();
        SafetensorsWriter.Write(scratch["p"], new Dictionary<string, string> { ["probity"] = manifest }, tensors);
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["p"])).Message, StringComparison.Ordinal);
    }
}
