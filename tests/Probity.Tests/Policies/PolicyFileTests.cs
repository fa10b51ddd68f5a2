using Probity.Decisions;
using Probity.IO;
using Probity.Numerics;
using Probity.Scores;
using Probity.Tests.IO;

namespace Probity.Tests.Policies;

public class PolicyFileTests
{
    private static readonly SimulatedOutputs Fitting = SimulatedOutputs.Draw(900, 3, 21);

    /// <summary>With a calibrator, a promise, a gate, names and seed: everything that a file can hold.</summary>
    private static readonly Lazy<ConfidencePolicy> Full = new(() => ConfidencePolicy.Fit(
        Fitting.Logits, Fitting.Labels, 3,
        new() { Promise = new PrecisionPromise(.9), GateScore = Score.LogSumExp, Seed = 8, ClassNames = ["cat", "dog", "é"] }));

    public static TheoryData<string, string, string> Lies => new()
    {
        { "\"format\":\"probity.policy\"", "\"format\":\"probity.model\"", "a model, not a policy" },
        { "\"version\":1,\"outputs\"", "\"version\":2,\"outputs\"", "policy version 2 where this Probity reads 1; use a newer Probity" },
        { "\"outputs\":\"logits\"", "\"outputs\":\"embeddings\"", "outputs 'embeddings'" },
        { "\"classes\":3", "\"classes\":0", "0 classes" },
        { "\"classes\":3", "\"classes\":1000000000", "1000000000 classes" },
        { "\"classes\":3", "\"classes\":4", "3 class names for 4 classes" },
        { "\"classes\":3", "\"classes\":3.5", "manifest cannot be read" },
        { "\"classes\":3", "\"classes\":1e99", "manifest cannot be read" },
        { "\"classes\":3", "\"classes\":3,\"classes\":3", "manifest cannot be read" },
        { "\"classes\":3", "\"classes\":3,\"code\":\"x\"", "manifest cannot be read" },
        { "\"classes\":3,", "", "manifest cannot be read" },
        { "\"dog\"", "null", "the class names hold a null" },
        { "\"warnings\":[]", "\"warnings\":[null]", "warnings hold a null" },
        { "\"score\":\"max_probability\"", "\"score\":\"gut_feeling\"", "score 'gut_feeling' is not known" },
        { "\"kind\":\"temperature\",\"version\":2", "\"kind\":\"unheard-of\",\"version\":1", "calibrator 'unheard-of' is not known to this Probity" },
        { "\"kind\":\"temperature\",\"version\":2", "\"kind\":\"temperature\",\"version\":3", "version 3 where this Probity reads up to 2" },
        { "\"kind\":\"temperature\",\"version\":2", "\"kind\":\"temperature\",\"version\":0", "version 0" },
        { "\"kind\":\"temperature\",\"version\":2", "\"kind\":\"none\",\"version\":1", "4 tensors where the manifest accounts for 2" },
        { "\"kind\":\"selective_precision\"", "\"kind\":\"hope\"", "rule 'hope' is not known" },
        { "\"kind\":\"score\"", "\"kind\":\"mahalanobis\"", "gate 'mahalanobis' is not known" },
        { "\"target_precision\":0.9", "\"target_precision\":1.5", "target precision: 1.5" },
        { "\"target_precision\":0.9", "\"target_precision\":\"NaN\"", "target precision: NaN" },
        { "\"confidence\":0.95", "\"confidence\":-1", "confidence: -1" },
        { "\"starts\":4", "\"starts\":0", "starts: 0; it must be 1 to 100" },
        { "\"accepted\":", "\"accepted\":9", "errors among 9" },
        { "\"errors\":", "\"errors\":-", "errors among" },
        { "\"p_value\":", "\"p_value\":1", "errors among" },
        { "\"errors\":", "\"errors\":1", "is the most that carries the promise" },
        { "\"precision_lower_bound\":0.", "\"precision_lower_bound\":0.0", "lower bound 0.0" },
        { "\"max_false_alarm\":0.05", "\"max_false_alarm\":0", "maximal false alarm: 0" },
        { "\"rows_checked\":450", "\"rows_checked\":3", "of 3 among 450 certifying rows" },
        { "\"rows_certified\":450", "\"rows_certified\":-1", "negative number of rows" },
        { "\"rows_hash\":\"", "\"rows_hash\":\"Z", "hash of the fitting rows is damaged" },
        { "\"diagnostics\":{", "\"diagnostics\":null,\"x\":{", "manifest cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_manifest_that_lies_is_refused_in_words(string truth, string lie, string words)
    {
        SafetensorsFile file = Written();
        string manifest = file.Metadata["probity"];
        Assert.Contains(truth, manifest, StringComparison.Ordinal);
        int at = manifest.IndexOf(truth, StringComparison.Ordinal);
        Refused(words, manifest[..at] + lie + manifest[(at + truth.Length)..], [.. file.Tensors.Values]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"\\ud800\"}")]
    public void What_is_no_manifest_is_refused(string manifest) => Refused("manifest", manifest, []);

    [Fact]
    public void Tensors_must_be_those_that_the_manifest_accounts_for()
    {
        SafetensorsFile file = Written();
        string manifest = file.Metadata["probity"];
        SafetensorsTensor[] tensors = [.. file.Tensors.Values];
        Assert.Equal(4, tensors.Length);
        foreach (SafetensorsTensor missing in tensors)
            Refused($"the tensor '{missing.Name}' is missing", manifest, [.. tensors.Except([missing])]);
        Refused("5 tensors where the manifest accounts for 4", manifest, [.. tensors, SafetensorsTensor.Create("knots", [1.0])]);
        Refused("'calibrator.temperature' is not one float64", manifest, With("calibrator.temperature", SafetensorsTensor.Create("calibrator.temperature", [2f])));
        Refused("'calibrator.temperature' is not one float64", manifest, With("calibrator.temperature", SafetensorsTensor.Create("calibrator.temperature", [2.0, 2.0])));

        foreach (double bad in (ReadOnlySpan<double>)[0, -1, double.NaN, double.PositiveInfinity, double.Epsilon])
            Refused("temperature", manifest, With("calibrator.temperature", SafetensorsTensor.Create("calibrator.temperature", [bad])));
        foreach (double bad in (ReadOnlySpan<double>)[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            Refused("'rule.threshold' is", manifest, With("rule.threshold", SafetensorsTensor.Create("rule.threshold", [bad])));
        foreach (double bad in (ReadOnlySpan<double>)[double.NaN, double.PositiveInfinity])
            Refused("'gate.threshold' is", manifest, With("gate.threshold", SafetensorsTensor.Create("gate.threshold", [bad])));

        SafetensorsTensor[] With(string name, SafetensorsTensor instead) => [.. tensors.Where(tensor => tensor.Name != name), instead];
    }

    [Fact]
    public void Other_files_are_refused_by_name()
    {
        using var scratch = new Scratch();
        SafetensorsWriter.Write(scratch["model.safetensors"], new Dictionary<string, string> { ["format"] = "pt" }, [SafetensorsTensor.Create("w", [1.0])]);
        Assert.Equal(
            "model.safetensors: a safetensors file, but not a policy (its metadata has no 'probity')",
            Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["model.safetensors"])).Message);
        SafetensorsFile file = Written();
        var more = new Dictionary<string, string> { ["probity"] = file.Metadata["probity"], ["code"] = "x" };
        SafetensorsWriter.Write(scratch["more"], more, [.. file.Tensors.Values]);
        Assert.Contains("more than 'probity'", Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["more"])).Message, StringComparison.Ordinal);
        scratch.Write("empty.probity", []);
        Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["empty.probity"]));
        Assert.Throws<FileNotFoundException>(() => ConfidencePolicy.Load(scratch["none.probity"]));
    }

    [Fact]
    public void A_gate_that_stops_nothing_survives_a_file()
    {
        SimulatedOutputs few = SimulatedOutputs.Draw(15, 3, 4);   // a twentieth of 15 rows is none
        var policy = ConfidencePolicy.Fit(few.Logits, few.Labels, 3, new() { GateScore = Score.MaxLogit });
        Assert.Equal(double.NegativeInfinity, policy.Gate!.Threshold);
        using var scratch = new Scratch();
        policy.Save(scratch["p"]);
        var loaded = ConfidencePolicy.Load(scratch["p"]);
        Assert.Equal(double.NegativeInfinity, loaded.Gate!.Threshold);
        Assert.Contains("the gate stops nothing", loaded.Explain(), StringComparison.Ordinal);
        Assert.Equal(Decision.None, loaded.Assess([-1e30f, -2e30f, -3e30f]).Decision);
    }

    /// <summary>Raw confidences of an overconfident model: six digits of this threshold, 17.7 in log-odds, would say 1.</summary>
    [Fact]
    public void A_threshold_just_below_1_is_shown_in_full()
    {
        SafetensorsFile file = Written();
        using var scratch = new Scratch();
        SafetensorsTensor[] tensors = [.. file.Tensors.Values.Where(tensor => tensor.Name != "rule.threshold"), SafetensorsTensor.Create("rule.threshold", [17.7])];
        SafetensorsWriter.Write(scratch["p"], file.Metadata, tensors);
        var policy = ConfidencePolicy.Load(scratch["p"]);
        double threshold = 1 / (1 + Math.Exp(-17.7)), lower = 1 / (1 + Math.Exp(-17.6));
        Assert.StartsWith("0.99999997", $"{threshold:R}", StringComparison.Ordinal);
        Assert.Contains("with calibrated confidence at least 1 − 2.06E-08;", policy.Explain(), StringComparison.Ordinal);   // exp(−17.7)
        Assert.Equal($"confidence {lower:R} < {threshold:R}", policy.Reason(Decision.Review, 0, 17.6, 0));
    }

    /// <summary>Seeded flips, cuts, insertions and changed digits: refused in one line, or a policy that works.</summary>
    [Fact]
    public void Damaged_files_are_refused_or_harmless()
    {
        using var scratch = new Scratch();
        Full.Value.Save(scratch["whole"]);
        byte[] whole = File.ReadAllBytes(scratch["whole"]);
        int refused = 0, read = 0;
        for (ulong i = 0; i < 3_000; i++)
        {
            string path = scratch.Write("damaged", Damaged(whole, new RandomStream(5, i)));
            ConfidencePolicy policy;
            try
            {
                policy = ConfidencePolicy.Load(path);
            }
            catch (InvalidDataException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
                continue;
            }
            read++;
            Assert.NotEmpty(policy.Explain());
            if (policy.Classes > 1_000) continue;
            float[] row = [.. Enumerable.Range(0, policy.Classes).Select(j => (float)j)];
            Assessment said = policy.Assess(row);
            Assert.InRange(said.Confidence, 0, 1);
            Assert.NotEmpty(said.Reason);
        }
        Assert.True(refused > 1_500, $"only {refused} were refused");
        Assert.True(read > 50, $"only {read} were read: the damage is too coarse to reach the checks of values");
    }

    private static byte[] Damaged(byte[] whole, RandomStream random)
    {
        int at = random.NextInt32(whole.Length);
        switch (random.NextInt32(4))
        {
            case 0: return whole[..at];
            case 1: return [.. whole[..at], (byte)random.NextUInt32(), .. whole[at..]];
            case 2:
                byte[] digits = [.. whole];
                for (int i = 8; i < digits.Length; i++)
                {
                    if (char.IsAsciiDigit((char)digits[i]) && random.NextInt32(40) == 0) digits[i] = (byte)('0' + random.NextInt32(10));
                }
                return digits;
            default:
                byte[] flipped = [.. whole];
                for (int flips = 1 + random.NextInt32(3); flips > 0; flips--) flipped[random.NextInt32(whole.Length)] ^= (byte)(1 << random.NextInt32(8));
                return flipped;
        }
    }

    private static SafetensorsFile Written()
    {
        using var scratch = new Scratch();
        Full.Value.Save(scratch["p"]);
        return SafetensorsFile.Read(scratch["p"], 100_000);
    }

    private static void Refused(string words, string manifest, SafetensorsTensor[] tensors)
    {
        using var scratch = new Scratch();
        SafetensorsWriter.Write(scratch["lie.probity"], new Dictionary<string, string> { ["probity"] = manifest }, tensors);
        var refusal = Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["lie.probity"]));
        Assert.StartsWith("lie.probity: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
