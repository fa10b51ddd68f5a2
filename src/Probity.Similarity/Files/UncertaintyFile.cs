using System.Text.Json;
using Probity.IO;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>Learned uncertainties on disk: a manifest, the network's tensors, the losses of the epochs, and what an output stands for.</summary>
internal static class UncertaintyFile
{
    private const int Version = 1, MostInputs = 1 << 20;
    private const string Losses = "loss_prediction", Concentrations = "concentration_prediction";
    private const string LossesTensor = "losses", StartTensor = "start", Prefix = "";
    private const double LargestStart = 1e12;

    public static void Write(string path, LearnedUncertainty learned)
    {
        SealedFile.RequireRoom(learned.Network.Parameters.Length, "learned uncertainty");
        List<SafetensorsTensor> tensors = [.. NetworkTensors.Of(learned.Network, Prefix), SafetensorsTensor.Create(LossesTensor, [.. learned.TrainingLosses])];
        if (learned is ConcentrationPrediction prediction) tensors.Add(SafetensorsTensor.Create(StartTensor, [prediction.Start]));
        var manifest = new UncertaintyManifest
        {
            Format = ProbityFile.Uncertainty,
            Version = Version,
            Method = learned is ConcentrationPrediction ? Concentrations : Losses,
            Network = learned.Design.ToString(),
            Inputs = learned.Inputs,
            ScaledColumns = learned.Network.Scaling?.Means.Length ?? 0,
            Epochs = learned.TrainingLosses.Count,
        };
        SealedFile.Write(path, JsonSerializer.Serialize(manifest, UncertaintyManifestJson.Default.UncertaintyManifest), tensors);
    }

    public static LearnedUncertainty Read(string path)
    {
        (string json, TensorSource tensors) = SealedFile.Read(path, ProbityFile.Uncertainty, Version);
        try
        {
            UncertaintyManifest manifest = JsonSerializer.Deserialize(json, UncertaintyManifestJson.Default.UncertaintyManifest) ?? throw new JsonException("it is null");
            return Build(manifest, tensors);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the manifest cannot be read: {damage.Message}", damage);
        }
        catch (ArgumentException damage)   // a design or a scaling that cannot be
        {
            throw new InvalidDataException($"{tensors.File}: {damage.Message}", damage);
        }
    }

    private static LearnedUncertainty Build(UncertaintyManifest manifest, TensorSource tensors)
    {
        Expect(manifest.Method is Losses or Concentrations, $"method '{manifest.Method}' is not known to this Probity");
        Expect(manifest.Inputs is >= 1 and <= MostInputs, $"{manifest.Inputs:N0} inputs");
        Expect(manifest.ScaledColumns == 0 || manifest.ScaledColumns == 1 || manifest.ScaledColumns == manifest.Inputs,
            $"scaling of {manifest.ScaledColumns:N0} columns where there are {manifest.Inputs:N0}");
        Expect(manifest.Epochs >= 1, $"{manifest.Epochs:N0} epochs");
        NetworkDesign design = NetworkDesign.Parse(manifest.Network);
        NetworkTensors.Check(tensors, design, manifest.Inputs, outputs: 1, Prefix);
        Network<float> network = design.Build<float>(manifest.Inputs, 1);
        NetworkTensors.Fill(network, tensors, Prefix, manifest.ScaledColumns);
        EmbeddingHead.RequireSound(network, tensors.File);
        double[] losses = tensors.Take(LossesTensor, NumberType.Float64, manifest.Epochs).ToDoubles();
        Expect(Array.TrueForAll(losses, double.IsFinite), "a loss that is not finite");
        double? start = manifest.Method == Concentrations ? tensors.Take(StartTensor, NumberType.Float64, 1).ToDoubles()[0] : null;
        Expect(start is null or (> 0 and <= LargestStart), $"a concentration that starts at {start}");
        tensors.RequireAllTaken();
        var trained = new TrainedUncertainty(design, network, losses);
        return start is { } kappa ? new ConcentrationPrediction(trained, kappa) : new LossPrediction(trained);

        void Expect(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException($"{tensors.File}: {otherwise}");
        }
    }
}
