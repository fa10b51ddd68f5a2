using System.Text.Json;
using Probity.Decisions;
using Probity.IO;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>Match confidences on disk: a manifest, the combiner's numbers, the gate's threshold and the whole policy as it would stand in a file of its own.</summary>
internal static class MatchConfidenceFile
{
    private const int Version = 1;
    private const string MeansTensor = "combiner.means", DeviationsTensor = "combiner.deviations", WeightsTensor = "combiner.weights", InterceptTensor = "combiner.intercept";
    private const string ListSearch = "lists", ExactSearch = "exact";
    private const string GateTensor = "gate.threshold", PolicyTensor = "policy";

    public static void Write(string path, MatchConfidence match)
    {
        ScoreCombiner combiner = match.Combiner;
        using var policy = new MemoryStream();
        PolicyFile.Write(policy, match.Policy);
        List<SafetensorsTensor> tensors =
        [
            SafetensorsTensor.Create(MeansTensor, [.. combiner.Means]),
            SafetensorsTensor.Create(DeviationsTensor, [.. combiner.Deviations]),
            SafetensorsTensor.Create(WeightsTensor, [.. combiner.Weights]),
            SafetensorsTensor.Create(InterceptTensor, [combiner.Intercept]),
            SafetensorsTensor.Create(PolicyTensor, policy.ToArray()),
        ];
        if (match.GateThreshold is { } threshold) tensors.Add(SafetensorsTensor.Create(GateTensor, [threshold]));
        var manifest = new MatchManifest
        {
            Format = ProbityFile.Match,
            Version = Version,
            Distance = match.Distance.Token(),
            Search = match.ByLists ? ListSearch : ExactSearch,
            Neighbours = match.Neighbours,
            Columns = match.Columns,
            HeadId = match.HeadId,
            References = match.References,
            ReferenceGroups = match.ReferenceGroups,
            OwnReference = match.OwnReference,
            FeatureGroups = match.Shape?.Groups ?? 0,
            ValuesPerGroup = match.Shape?.Values ?? 0,
            Scores = combiner.Names,
            Diagnostics = combiner.Diagnostics,
            MaxFalseAlarm = match.MaxFalseAlarm,
            GateRows = match.GateRows,
            GateChecked = match.GateChecked,
            GateStopped = match.GateStopped,
            Warnings = match.Warnings,
        };
        SealedFile.Write(path, JsonSerializer.Serialize(manifest, MatchManifestJson.Default.MatchManifest), tensors);
    }

    public static MatchConfidence Read(string path)
    {
        (string json, TensorSource tensors) = SealedFile.Read(path, ProbityFile.Match, Version);
        try
        {
            MatchManifest manifest = JsonSerializer.Deserialize(json, MatchManifestJson.Default.MatchManifest) ?? throw new JsonException("it is null");
            return Build(manifest, tensors);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the manifest cannot be read: {damage.Message}", damage);
        }
        catch (ArgumentException damage)
        {
            throw new InvalidDataException($"{tensors.File}: {damage.Message}", damage);
        }
    }

    private static MatchConfidence Build(MatchManifest manifest, TensorSource tensors)
    {
        int scores = manifest.Scores.Count;
        Expect(scores is >= 1 and <= 64 && !manifest.Scores.Contains(null!) && !manifest.Warnings.Contains(null!) && !manifest.Diagnostics.Warnings.Contains(null!), $"{scores:N0} scores, or a null in a list");
        Expect(manifest.Neighbours is >= 2 and <= 10_000, $"{manifest.Neighbours:N0} neighbours");
        Expect(manifest.Columns >= 1 && (manifest.FeatureGroups == 0 || (long)manifest.FeatureGroups * manifest.ValuesPerGroup == manifest.Columns), $"embeddings of {manifest.Columns:N0} numbers in {manifest.FeatureGroups:N0} feature groups of {manifest.ValuesPerGroup:N0}");
        Expect(manifest.References >= 1 && manifest.ReferenceGroups >= 1 && manifest.ReferenceGroups <= manifest.References, $"{manifest.References:N0} references of {manifest.ReferenceGroups:N0} groups");
        Expect(manifest.GateRows >= 0 && manifest.GateStopped >= 0 && manifest.GateStopped <= manifest.GateChecked, $"a gate that stopped {manifest.GateStopped:N0} of {manifest.GateChecked:N0}");
        Expect(manifest.Search is ListSearch or ExactSearch, $"search '{manifest.Search}'; it is {ListSearch} or {ExactSearch}");
        GroupShape? shape = manifest.FeatureGroups == 0 && manifest.ValuesPerGroup == 0 ? null : new GroupShape(manifest.FeatureGroups, manifest.ValuesPerGroup);
        shape?.Check();
        double? gate = null;
        if (manifest.MaxFalseAlarm is { } alarm)
        {
            Require.OpenShare(alarm, "maximal false alarm");
            gate = Number(GateTensor);
            Expect(!double.IsNaN(gate.Value) && !double.IsPositiveInfinity(gate.Value), $"a gate at {gate}");
        }
        var combiner = ScoreCombiner.Restore(
            [.. manifest.Scores], Numbers(MeansTensor, scores), Numbers(DeviationsTensor, scores), Numbers(WeightsTensor, scores), Number(InterceptTensor), manifest.Diagnostics);
        using var bytes = new MemoryStream(tensors.TakeBytes(PolicyTensor), writable: false);
        ConfidencePolicy policy = PolicyFile.Read(bytes, $"{tensors.File}#{PolicyTensor}");
        Expect(policy.Outputs == OutputKind.Correctness, "its policy is not for answers given elsewhere");
        tensors.RequireAllTaken();
        return new MatchConfidence
        {
            Combiner = combiner,
            Policy = policy,
            GateThreshold = gate,
            MaxFalseAlarm = manifest.MaxFalseAlarm,
            GateRows = manifest.GateRows,
            GateChecked = manifest.GateChecked,
            GateStopped = manifest.GateStopped,
            Distance = DistanceTokens.Parse(manifest.Distance),
            ByLists = manifest.Search == ListSearch,
            Neighbours = manifest.Neighbours,
            Columns = manifest.Columns,
            HeadId = manifest.HeadId,
            References = manifest.References,
            ReferenceGroups = manifest.ReferenceGroups,
            OwnReference = manifest.OwnReference,
            Shape = shape,
            Warnings = manifest.Warnings,
        };

        double[] Numbers(string name, int count) => tensors.Take(name, NumberType.Float64, count).ToDoubles();

        double Number(string name) => Numbers(name, 1)[0];

        void Expect(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException($"{tensors.File}: {otherwise}");
        }
    }
}
