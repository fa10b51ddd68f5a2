using System.Text.Json;
using Probity.IO;
using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>Similarity models on disk: a manifest, the network's tensors, the seen groups and the figures of the epochs.</summary>
internal static class SimilarityFile
{
    private const int Version = 1, MostInputs = 1 << 20;
    private const string GroupsTensor = "groups", RawTensor = "raw", Prefix = "";

    public static void Write(string path, SimilarityModel model)
    {
        SealedFile.RequireRoom(model.Network.Parameters.Length, "model");
        SimilarityHistory history = model.History;
        List<SafetensorsTensor> tensors = [.. NetworkTensors.Of(model.Network, Prefix), SimilarityHistoryTensors.Of(history.Epochs, history.Metrics.Count, history.Epochs[0].LossNumbers.Count)];
        if (model.SeenGroups.Count > 0) tensors.Add(SafetensorsTensor.Create(GroupsTensor, [.. model.SeenGroups.Select(group => (double)group)]));
        if (history.Raw.Count > 0) tensors.Add(SafetensorsTensor.Create(RawTensor, [.. history.Raw]));
        var manifest = new SimilarityManifest
        {
            Format = ProbityFile.Similarity,
            Version = Version,
            Head = model.Head.ToString(),
            Distance = model.Distance.Token(),
            Inputs = model.Inputs,
            ScaledColumns = model.Network.Scaling?.Means.Length ?? 0,
            Groups = model.SeenGroups.Count,
            GroupNames = model.GroupNames,
            FeatureNames = model.FeatureNames,
            Encoder = model.EncoderId,
            EncoderVersion = model.EncoderVersion,
            Recipe = new OrderedDictionary<string, string>(history.Recipe, StringComparer.Ordinal),
            Metrics = history.Metrics,
            LossNumbers = history.Epochs[0].LossNumbers.Count,
            Epochs = history.Epochs[0].Epochs,
            KeptEpoch = history.KeptEpoch,
            End = TrainingEnds.Token(history.End),
            TrainingRows = history.TrainingRows,
            ValidationRows = history.ValidationRows,
            Warnings = history.Warnings,
        };
        string json = JsonSerializer.Serialize(manifest, SimilarityManifestJson.Default.SimilarityManifest);
        try
        {
            SealedFile.Write(path, json, tensors);
        }
        catch (IOException refusal)
        {
            throw new IOException($"{path}: the model could not be written ({refusal.Message.TrimEnd('.')}); make room or save it elsewhere", refusal);
        }
    }

    public static SimilarityModel Read(string path)
    {
        (string json, TensorSource tensors) = SealedFile.Read(path, ProbityFile.Similarity, Version);
        try
        {
            SimilarityManifest manifest = JsonSerializer.Deserialize(json, SimilarityManifestJson.Default.SimilarityManifest) ?? throw new JsonException("it is null");
            return Build(manifest, tensors);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the model's manifest cannot be read: {damage.Message}", damage);
        }
        catch (ArgumentException damage)   // a head or a scaling that cannot be
        {
            throw new InvalidDataException($"{tensors.File}: {damage.Message}", damage);
        }
    }

    private static SimilarityModel Build(SimilarityManifest manifest, TensorSource tensors)
    {
        Expect(manifest.Inputs is >= 1 and <= MostInputs, $"{manifest.Inputs:N0} inputs");
        Expect(manifest.Groups >= 0 && manifest.LossNumbers is >= 0 and <= 1_000, $"{manifest.Groups:N0} groups and {manifest.LossNumbers:N0} numbers of the loss");
        Expect(manifest.ScaledColumns == 0 || manifest.ScaledColumns == 1 || manifest.ScaledColumns == manifest.Inputs,
            $"scaling of {manifest.ScaledColumns:N0} columns where there are {manifest.Inputs:N0}");
        Expect(!(manifest.GroupNames ?? []).Contains(null!) && !manifest.Metrics.Contains(null!) && !manifest.Warnings.Contains(null!) && !manifest.Recipe.ContainsValue(null!), "a null in a list");
        EmbeddingHead head = EmbeddingHead.Parse(manifest.Head, manifest.Inputs);
        Expect(head.WeightCount <= tensors.Numbers, $"a head of {head.WeightCount:N0} weights but {tensors.Numbers:N0} numbers in all");
        Network<float> network = head.Build<float>();
        NetworkTensors.Fill(network, tensors, Prefix, manifest.ScaledColumns);
        EmbeddingHead.RequireSound(network, tensors.File);
        SimilarityEpoch[] epochs = SimilarityHistoryTensors.Read(tensors, manifest.Epochs, manifest.Metrics.Count, manifest.LossNumbers);
        Expect(manifest.KeptEpoch >= 1 && manifest.KeptEpoch <= epochs.Length && manifest.TrainingRows >= 1 && manifest.ValidationRows >= 0, "the history of its training contradicts itself");
        double[] groups = manifest.Groups > 0 ? tensors.Take(GroupsTensor, NumberType.Float64, manifest.Groups).ToDoubles() : [];
        Expect(Array.TrueForAll(groups, group => group == (int)group), "a group that is no whole number");
        for (int i = 1; i < groups.Length; i++) Expect(groups[i] > groups[i - 1], $"group {groups[i]} behind {groups[i - 1]}; they ascend");
        var model = new SimilarityModel(network)
        {
            Head = head,
            Distance = DistanceTokens.Parse(manifest.Distance),
            SeenGroups = Array.ConvertAll(groups, group => (int)group),
            History = new SimilarityHistory
            {
                Recipe = manifest.Recipe,
                Epochs = epochs,
                Metrics = manifest.Metrics,
                Raw = manifest.Metrics.Count > 0 ? tensors.Take(RawTensor, NumberType.Float64, manifest.Metrics.Count).ToDoubles() : [],
                KeptEpoch = manifest.KeptEpoch,
                End = TrainingEnds.Parse(manifest.End, tensors.File),
                TrainingRows = manifest.TrainingRows,
                ValidationRows = manifest.ValidationRows,
                Warnings = manifest.Warnings,
            },
        }.With(manifest.GroupNames, manifest.Encoder, manifest.EncoderVersion).WithFeatureNames(manifest.FeatureNames);
        tensors.RequireAllTaken();
        return model;

        void Expect(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException($"{tensors.File}: {otherwise}");
        }
    }
}
