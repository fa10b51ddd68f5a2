using System.Text.Json;
using Probity.IO;
using Probity.Learning.Engine;

namespace Probity.Learning.Files;

/// <summary>Models on disk: a manifest, the networks' tensors, figures of the epochs, and the model's own policy as the bytes of its file.</summary>
internal static class ModelFile
{
    private const int Version = 1, MostInputs = 1 << 28, MostClasses = 1 << 24;
    private const string PolicyTensor = "policy", ConfidNetPrefix = "confidnet.";

    public static void Write(string path, Classifier model)
    {
        SealedFile.RequireRoom(model.Members.Sum(member => (long)member.Parameters.Length), "model");
        List<SafetensorsTensor> tensors = [.. model.Members.SelectMany((member, i) => NetworkTensors.Of(member, Prefix(i)))];
        IReadOnlyList<TrainingHistory> histories = model.History.Members.Count > 0 ? model.History.Members : [model.History];
        tensors.AddRange(histories.SelectMany((history, i) => HistoryTensors.Of(history.Epochs, history.ValidationRows > 0, Prefix(i))));
        if (model.ConfidNet is { } confidNet)
        {
            tensors.AddRange(NetworkTensors.Of(confidNet.Network, ConfidNetPrefix));
            tensors.AddRange(HistoryTensors.Of(confidNet.History.Epochs, confidNet.History.ValidationRows > 0, ConfidNetPrefix));
        }
        FeaturizerManifest? featurizer = null;
        if (model.Featurizer is not null)
        {
            (featurizer, IReadOnlyList<SafetensorsTensor> its) = FeaturizerFile.Of(model.Featurizer);
            tensors.AddRange(its);
        }
        if (model.Policy is { } policy)
        {
            using var bytes = new MemoryStream();
            PolicyFile.Write(bytes, policy);
            tensors.Add(SafetensorsTensor.Create(PolicyTensor, bytes.ToArray()));
        }
        var manifest = new ModelManifest
        {
            Format = ProbityFile.Model,
            Version = Version,
            Network = model.Design.ToString(),
            Head = model.Head.ToString(),
            Inputs = model.Inputs,
            Classes = model.Classes,
            ClassNames = model.ClassNames,
            FeatureNames = model.FeatureNames,
            Members = model.Members.Count,
            ScaledColumns = model.Network.Scaling?.Means.Length ?? 0,
            Policy = model.Policy is not null,
            Histories = [.. histories.Select(Describe)],
            DropoutPasses = model.DropoutPasses == 0 ? null : model.DropoutPasses,
            DropoutSeed = model.DropoutPasses == 0 ? null : model.DropoutSeed,
            Confidnet = model.ConfidNet is null ? null : Describe(model.ConfidNet),
            Featurizer = featurizer,
        };
        string json = JsonSerializer.Serialize(manifest, ManifestJson.Default.ModelManifest);
        try
        {
            SealedFile.Write(path, json, tensors);
        }
        catch (IOException refusal)
        {
            throw new IOException($"{path}: the model could not be written ({refusal.Message.TrimEnd('.')}); make room or save it elsewhere", refusal);
        }
    }

    public static Classifier Read(string path)
    {
        (string json, TensorSource tensors) = SealedFile.Read(path, ProbityFile.Model, Version);
        try
        {
            ModelManifest manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.ModelManifest) ?? throw new JsonException("it is null");
            return Build(manifest, tensors);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the model's manifest cannot be read: {damage.Message}", damage);
        }
        catch (ArgumentException damage)   // a design, a head or a scaling that cannot be
        {
            throw new InvalidDataException($"{tensors.File}: {damage.Message}", damage);
        }
    }

    private static Classifier Build(ModelManifest manifest, TensorSource tensors)
    {
        string file = tensors.File;
        Expect(manifest.Inputs is >= 1 and <= MostInputs && manifest.Classes is >= 1 and <= MostClasses, $"{manifest.Inputs:N0} inputs and {manifest.Classes:N0} classes");
        NetworkDesign design = NetworkDesign.Parse(manifest.Network);
        Head head = Head.Parse(manifest.Head);
        int least = head.Targets == TargetKind.Cells ? 1 : 2;
        Expect(manifest.Classes >= least && (head.Targets != TargetKind.Binary || manifest.Classes == 2), $"{manifest.Classes:N0} classes with a {head} head");
        Expect(manifest.ClassNames is null || manifest.ClassNames.Count == manifest.Classes, $"{manifest.ClassNames?.Count:N0} class names for {manifest.Classes:N0} classes");
        Expect(!(manifest.ClassNames ?? []).Contains(null!), "the class names hold a null");
        Expect(manifest.Members >= 1 && manifest.Members <= tensors.Count, $"{manifest.Members:N0} members");
        Expect(manifest.ScaledColumns == 0 || manifest.ScaledColumns == 1 || manifest.ScaledColumns == manifest.Inputs,
            $"scaling of {manifest.ScaledColumns:N0} columns where there are {manifest.Inputs:N0}");

        int outputs = head.Outputs(manifest.Classes);
        for (int i = 0; i < manifest.Members; i++) NetworkTensors.Check(tensors, design, manifest.Inputs, outputs, Prefix(i));
        if (manifest.FeatureNames is { } names) Classifier.RequireFeatureNames(names, manifest.Inputs);
        var members = new Network<float>[manifest.Members];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = design.Build<float>(manifest.Inputs, outputs);
            NetworkTensors.Fill(members[i], tensors, Prefix(i), manifest.ScaledColumns);
        }
        Expect(manifest.DropoutPasses is null or (>= 2 and <= Classifier.MostDropoutPasses), $"{manifest.DropoutPasses:N0} passes with dropout");
        var model = new Classifier(members)
        {
            Classes = manifest.Classes,
            ClassNames = manifest.ClassNames,
            FeatureNames = manifest.FeatureNames,
            Design = design,
            Head = head,
            History = History(manifest.Histories, members.Length, tensors),
            Policy = manifest.Policy ? Policy(tensors) : null,
            DropoutPasses = manifest.DropoutPasses ?? 0,
            DropoutSeed = manifest.DropoutSeed ?? 0,
            ConfidNet = manifest.Confidnet is { } confidNet ? ConfidNet(confidNet, members.Sum(member => member.Layers[^1].Inputs), tensors) : null,
            Featurizer = manifest.Featurizer is { } featurizer ? FeaturizerFile.Read(featurizer, tensors) : null,
        };
        Expect(model.Featurizer is null || model.Featurizer.Width == model.Inputs, $"its featurizer makes {model.Featurizer?.Width:N0} numbers of a row but the network has {model.Inputs:N0} inputs");
        Expect(model.Policy is null || model.Policy.Classes == model.LogitColumns, $"its policy is for {model.Policy?.Classes:N0} columns of logits but the model has {model.LogitColumns:N0}");
        tensors.RequireAllTaken();
        return model;

        void Expect(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException($"{file}: {otherwise}");
        }
    }

    private static HistoryManifest Describe(TrainingHistory history) => new()
    {
        Recipe = new OrderedDictionary<string, string>(history.Recipe, StringComparer.Ordinal),
        Epochs = history.Epochs[0].Epochs,
        KeptEpoch = history.KeptEpoch,
        End = TrainingEnds.Token(history.End),
        Optimum = history.Optimum,
        TrainingRows = history.TrainingRows,
        ValidationRows = history.ValidationRows,
        Warnings = history.Warnings,
    };

    private static ConfidNetManifest Describe(ConfidNet confidNet) => new()
    {
        Network = confidNet.Design.ToString(),
        ScaledColumns = confidNet.Network.Scaling?.Means.Length ?? 0,
        History = Describe(confidNet.History),
    };

    private static ConfidNet ConfidNet(ConfidNetManifest manifest, int inputs, TensorSource tensors)
    {
        if (manifest.ScaledColumns != 0 && manifest.ScaledColumns != 1 && manifest.ScaledColumns != inputs)
            throw new InvalidDataException($"{tensors.File}: ConfidNet scales {manifest.ScaledColumns:N0} columns where there are {inputs:N0}");
        NetworkDesign design = NetworkDesign.Parse(manifest.Network);
        NetworkTensors.Check(tensors, design, inputs, outputs: 1, ConfidNetPrefix);
        Network<float> network = design.Build<float>(inputs, 1);
        NetworkTensors.Fill(network, tensors, ConfidNetPrefix, manifest.ScaledColumns);
        return new ConfidNet(network, design, History(manifest.History, tensors, ConfidNetPrefix));
    }

    private static TrainingHistory History(IReadOnlyList<HistoryManifest> manifests, int members, TensorSource tensors)
    {
        if ((manifests.Count != 1 && manifests.Count != members) || manifests.Contains(null!))
            throw new InvalidDataException($"{tensors.File}: {manifests.Count:N0} histories of training for {members:N0} networks");
        TrainingHistory[] histories = [.. manifests.Select((manifest, i) => History(manifest, tensors, Prefix(i)))];
        return histories.Length == 1 ? histories[0] : TrainingHistory.OfMembers(histories);
    }

    private static TrainingHistory History(HistoryManifest manifest, TensorSource tensors, string prefix)
    {
        EpochFigures[] epochs = HistoryTensors.Read(tensors, manifest.Epochs, manifest.ValidationRows > 0, prefix);
        bool sound = manifest.KeptEpoch >= 1 && manifest.KeptEpoch <= epochs.Length && manifest.TrainingRows >= 1 && manifest.ValidationRows >= 0
            && !manifest.Warnings.Contains(null!) && !manifest.Recipe.ContainsValue(null!);
        if (!sound) throw new InvalidDataException($"{tensors.File}: the history of its training contradicts itself");
        return new TrainingHistory
        {
            Recipe = manifest.Recipe,
            Epochs = epochs,
            KeptEpoch = manifest.KeptEpoch,
            End = TrainingEnds.Parse(manifest.End, tensors.File),
            Optimum = manifest.Optimum,
            TrainingRows = manifest.TrainingRows,
            ValidationRows = manifest.ValidationRows,
            Warnings = manifest.Warnings,
        };
    }

    private static string Prefix(int member) => FormattableString.Invariant($"member.{member}.");

    private static ConfidencePolicy Policy(TensorSource tensors)
    {
        using var bytes = new MemoryStream(tensors.TakeBytes(PolicyTensor), writable: false);
        return PolicyFile.Read(bytes, $"{tensors.File}#{PolicyTensor}");
    }
}
