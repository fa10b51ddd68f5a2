using System.Text.Json;
using Probity.IO;
using Probity.Learning.Engine;

namespace Probity.Learning.Files;

/// <summary>A training between two epochs on disk. Arrays are as they lie in memory: a checkpoint is for going on, not for keeping.</summary>
internal static class CheckpointFile
{
    private const int Version = 1;
    private const string Now = "now", Best = "best", LossState = "loss.state";

    public static void Write(string path, TrainingRun<float> run, OrderedDictionary<string, string> recipe)
    {
        List<SafetensorsTensor> tensors = [.. Of(new Snapshot<float>(run.Network), Now), .. Of(run.Best, Best), .. HistoryTensors.Of(run.Epochs, run.ValidationRows > 0)];
        foreach ((string name, PinnedArray<float> values) in run.Optimizer.State) tensors.Add(SafetensorsTensor.Create(OptimizerName(name), values.Span));
        if (run.LossState.Length > 0) tensors.Add(SafetensorsTensor.Create(LossState, run.LossState));
        var manifest = new CheckpointManifest { Format = ProbityFile.Checkpoint, Version = Version, Recipe = recipe, BestEpoch = run.BestEpoch, Steps = run.Optimizer.Steps };
        SealedFile.Write(path, JsonSerializer.Serialize(manifest, ManifestJson.Default.CheckpointManifest), tensors);
    }

    /// <summary>Brings a run that has not begun to where the file's stood.</summary>
    /// <exception cref="ArgumentException">The file was made by other options or rows.</exception>
    /// <exception cref="InvalidDataException">Damaged, or of another version.</exception>
    public static void Read(string path, TrainingRun<float> run, OrderedDictionary<string, string> recipe, int epochs)
    {
        (string json, TensorSource tensors) = SealedFile.Read(path, ProbityFile.Checkpoint, Version);
        CheckpointManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.CheckpointManifest) ?? throw new JsonException("it is null");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the checkpoint's manifest cannot be read: {damage.Message}", damage);
        }
        if (TrainingRecipe.Difference(manifest.Recipe, recipe) is { } difference)
            throw new ArgumentException($"checkpoint {tensors.File}: made with {difference}; use what it was made with, or another file");

        EpochFigures[] done = HistoryTensors.Read(tensors, epochs, run.ValidationRows > 0);
        if (manifest.BestEpoch < 0 || manifest.BestEpoch > done.Length || manifest.Steps < done.Length)
            throw new InvalidDataException($"{tensors.File}: best epoch {manifest.BestEpoch} and {manifest.Steps:N0} steps after {done.Length:N0} epochs");
        var now = new Snapshot<float>(run.Network);
        Fill(now, Now);
        Fill(run.Best, Best);
        now.Put(run.Network);
        foreach ((string name, PinnedArray<float> values) in run.Optimizer.State) Copy(OptimizerName(name), values.Span);
        if (run.LossState.Length > 0) tensors.Take(LossState, NumberType.Float64, run.LossState.Length).ToDoubles().CopyTo(run.LossState, 0);
        tensors.RequireAllTaken();
        run.Optimizer.Steps = manifest.Steps;
        run.Resume(done, manifest.BestEpoch);

        void Fill(Snapshot<float> snapshot, string prefix)
        {
            foreach ((string name, float[] values) in Arrays(snapshot, prefix)) Copy(name, values);
        }

        void Copy(string name, Span<float> values) => tensors.Take(name, NumberType.Float32, values.Length).CopyTo(values);
    }

    private static IEnumerable<SafetensorsTensor> Of(Snapshot<float> snapshot, string prefix) =>
        Arrays(snapshot, prefix).Select(array => SafetensorsTensor.Create(array.Name, array.Values));

    private static IEnumerable<(string Name, float[] Values)> Arrays(Snapshot<float> snapshot, string prefix)
    {
        yield return ($"{prefix}.parameters", snapshot.Parameters);
        for (int i = 0; i < snapshot.Statistics.Count; i++) yield return (FormattableString.Invariant($"{prefix}.statistics.{i}"), snapshot.Statistics[i]);
    }

    private static string OptimizerName(string name) => $"optimizer.{name}";
}
