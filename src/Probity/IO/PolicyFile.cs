using System.Text.Json;
using Probity.Calibration;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.IO;

/// <summary>
/// Policies on disk: safetensors whose metadata holds one manifest; parameters are tensors named
/// <c>calibrator.…</c>, <c>rule.threshold</c> and <c>gate.threshold</c> (all F64).
/// </summary>
internal static class PolicyFile
{
    private const string Format = ProbityFile.Policy;
    private const string ManifestKey = ProbityFile.ManifestKey;
    private const int Version = 1;
    private const long MaxBytes = 256L << 20;

    /// <summary>By <see cref="OutputKind"/>.</summary>
    private static readonly string[] Outputs = ["logits", "probabilities", "correctness"];

    /// <summary>Which rules and gates can be read, and up to which version; for calibrators see <see cref="CalibrationMethod"/>.</summary>
    private static readonly Dictionary<string, int> Kinds = new(StringComparer.Ordinal)
    {
        ["rule:selective_precision"] = 1,
        ["rule:monotone_rate"] = 1,
        ["rule:sgr"] = 1,
        ["rule:betting"] = 1,
        ["rule:class_thresholds"] = 1,
        ["rule:costs"] = 1,
        ["combined scores:logistic"] = 1,
        ["rule:chosen"] = 1,
        ["gate:score"] = 1,
    };

    public static void Write(string path, ConfidencePolicy policy) => WholeFile.Write(path, stream => Write(stream, policy));

    public static void Write(Stream stream, ConfidencePolicy policy)
    {
        List<SafetensorsTensor> tensors = [];
        var manifest = new PolicyManifest
        {
            Format = Format,
            Version = Version,
            Outputs = Outputs[(int)policy.Outputs],
            Classes = policy.Classes,
            ClassNames = policy.ClassNames,
            Score = policy.Score.Token(),
            Calibrator = (policy.Calibrator is null ? new() { Kind = "none", Version = 1 } : CalibratorWriter.Describe(policy.Calibrator, tensors)) with { Chosen = policy.CalibratorChoice },
            Positive = policy.Positive,
            Combined = CombinedFile.Describe(policy.Combined, tensors),
            Rule = RuleFile.Describe(policy.Rule, tensors),
            Gate = Describe(policy.Gate, tensors),
            RowsLearned = policy.RowsLearned,
            RowsCertified = policy.RowsCertified,
            Seed = policy.Seed,
            RowsHash = policy.RowsHash,
            Warnings = policy.Warnings,
        };
        string json = JsonSerializer.Serialize(manifest, PolicyJson.Default.PolicyManifest);
        SafetensorsWriter.Write(stream, new Dictionary<string, string>(StringComparer.Ordinal) { [ManifestKey] = json }, tensors);
    }

    public static ConfidencePolicy Read(string path)
    {
        using FileStream stream = InputFile.Open(path);
        return Read(stream, Path.GetFileName(path));
    }

    /// <summary>Reads from the position of a stream to its end.</summary>
    public static ConfidencePolicy Read(Stream stream, string name)
    {
        SafetensorsFile file = SafetensorsFile.Read(stream, MaxBytes, name);
        if (!file.Metadata.ContainsKey(ManifestKey))
            throw new InvalidDataException($"{name}: a safetensors file, but not a policy (its metadata has no '{ManifestKey}')");
        PolicyManifest manifest = ProbityFile.Read(file, Format, Version, name, PolicyJson.Default.PolicyManifest);
        try
        {
            return Build(name, manifest, file);
        }
        catch (ArgumentException damage)   // a token that does not exist, a number out of range
        {
            throw new InvalidDataException($"{name}: {damage.Message}", damage);
        }
    }

    private static ConfidencePolicy Build(string name, PolicyManifest manifest, SafetensorsFile file)
    {
        int outputs = Array.IndexOf(Outputs, manifest.Outputs);
        Expect(outputs >= 0, name, $"outputs '{manifest.Outputs}' are none of {string.Join(", ", Outputs)}");
        Expect((OutputKind)outputs != OutputKind.Correctness || (manifest.Classes == 1 && manifest.Gate is null && manifest.Score == Score.MaxProbability.Token()), name,
            "a policy for answers given elsewhere with more than one column, a gate or another score");
        Expect(manifest.Classes is >= 1 and <= 1 << 24, name, $"{manifest.Classes} classes");
        Expect(manifest.ClassNames is null || manifest.ClassNames.Count == Math.Max(2, manifest.Classes), name,
            $"{manifest.ClassNames?.Count} class names for {manifest.Classes} classes");
        Expect(manifest.Positive is not { } positive || (positive >= 0 && positive < Math.Max(2, manifest.Classes) && manifest.Score == Score.MaxProbability.Token() && manifest.Outputs != Outputs[(int)OutputKind.Correctness]
            && manifest.Rule?.Kind != ClassThresholdsFile.Kind), name, $"class of interest {manifest.Positive} among {manifest.Classes} columns, or together with another score or thresholds by class");
        NoNull(manifest.ClassNames ?? [], "the class names");
        NoNull(manifest.Warnings, "the warnings");
        Expect(manifest.RowsLearned >= 0 && manifest.RowsCertified >= 0, name, "a negative number of rows");
        Expect(FittingHash.IsOne(manifest.RowsHash), name, "the hash of the fitting rows is damaged");

        var tensors = new PolicyTensors(file, name);
        var policy = new ConfidencePolicy
        {
            Classes = manifest.Classes,
            ClassNames = manifest.ClassNames,
            Outputs = (OutputKind)outputs,
            Score = ScoreTokens.Parse(manifest.Score),
            Calibrator = manifest.Calibrator.Kind == "none" ? null : CalibratorReader.Read(tensors, manifest.Calibrator, manifest.Classes),
            CalibratorChoice = manifest.Calibrator.Chosen,
            Positive = manifest.Positive,
            Combined = ReadCombined(),
            Rule = RuleFile.Read(manifest.Rule, tensors, manifest, name, rule => Known("rule", rule.Kind, rule.Version, name)),
            Gate = ReadGate(),
            RowsLearned = manifest.RowsLearned,
            RowsCertified = manifest.RowsCertified,
            Seed = manifest.Seed,
            RowsHash = manifest.RowsHash,
            Warnings = manifest.Warnings,
        };
        tensors.ExpectAllAsked();
        return policy;

        CombinedScores? ReadCombined()
        {
            if (manifest.Combined is { } combined) Known("combined scores", combined.Kind, combined.Version, name);
            return CombinedFile.Read(manifest.Combined, tensors, manifest);
        }

        PolicyGate? ReadGate()
        {
            if (manifest.Gate is not { } gate) return null;
            Known("gate", gate.Kind, gate.Version, name);
            Require.OpenShare(gate.MaxFalseAlarm, "maximal false alarm");
            Expect(gate.RowsLearned > 0 && gate.Stopped >= 0 && gate.Stopped <= gate.RowsChecked && gate.RowsChecked <= manifest.RowsCertified, name,
                $"a gate set on {gate.RowsLearned} rows that stopped {gate.Stopped} of {gate.RowsChecked} among {manifest.RowsCertified} certifying rows");
            return new PolicyGate
            {
                Score = ScoreTokens.Parse(gate.Score),
                Threshold = tensors.Number("gate.threshold", infinite: true),
                MaxFalseAlarm = gate.MaxFalseAlarm,
                RowsLearned = gate.RowsLearned,
                Stopped = gate.Stopped,
                RowsChecked = gate.RowsChecked,
            };
        }

        // The serialiser checks members for null, but not what a list holds.
        void NoNull(IReadOnlyList<string> texts, string what) => Expect(!texts.Contains(null!), name, $"{what} hold a null");
    }

    private static GateManifest? Describe(PolicyGate? gate, List<SafetensorsTensor> tensors)
    {
        if (gate is null) return null;
        tensors.Add(SafetensorsTensor.Create("gate.threshold", [gate.Threshold], 1));
        return new GateManifest
        {
            Kind = "score",
            Version = Kinds["gate:score"],
            Score = gate.Score.Token(),
            MaxFalseAlarm = gate.MaxFalseAlarm,
            RowsLearned = gate.RowsLearned,
            Stopped = gate.Stopped,
            RowsChecked = gate.RowsChecked,
        };
    }

    private static void Known(string component, string kind, int version, string name)
    {
        if (!Kinds.TryGetValue($"{component}:{kind}", out int latest))
            throw new InvalidDataException($"{name}: {component} '{kind}' is not known to this Probity; use a newer one");
        Expect(version >= 1 && version <= latest, name, $"{component} '{kind}' version {version} where this Probity reads up to {latest}; use a newer one");
    }

    private static void Expect(bool holds, string name, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"{name}: {otherwise}");
    }
}
