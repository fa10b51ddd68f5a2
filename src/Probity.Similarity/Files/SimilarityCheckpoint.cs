using System.Text.Json;
using Probity.IO;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>Keeps the checkpoint of one run up to date.</summary>
internal sealed class SimilarityCheckpoint
{
    private const int Version = 1;
    private const string Now = "now", Best = "best", LossParameters = "loss.parameters", MemoryValues = "memory.values", MemoryRows = "memory.rows";

    private readonly Checkpoint _checkpoint;
    private readonly SimilarityRun<float> _run;
    private readonly SimilarityOptions _options;
    private readonly OrderedDictionary<string, string> _recipe;

    /// <summary>Takes the run to where its file stands, if there is one.</summary>
    /// <exception cref="ArgumentException">The file could not be written, or was made by other options or rows.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another version.</exception>
    public SimilarityCheckpoint(Checkpoint checkpoint, SimilarityRun<float> run, SimilarityOptions options, OrderedDictionary<string, string> recipe)
    {
        (_checkpoint, _run, _options, _recipe) = (checkpoint, run, options, recipe);
        WholeFile.RequireTarget(checkpoint.Path);
        SealedFile.RequireRoom(Arrays(new Snapshot<float>(run.Network)).Sum(array => (long)array.Numbers().Length), "checkpoint");
        if (File.Exists(checkpoint.Path)) Read();
    }

    /// <summary>Why the file could not be written when that first happened, or null.</summary>
    public string? FirstTrouble { get; private set; }

    /// <summary>Writes the file after an epoch where it is time to.</summary>
    /// <returns>Why that failed, or null. What the run has learned is safe in memory and the older file as it was: no reason to stop.</returns>
    public string? AfterEpoch()
    {
        int epoch = _run.Epochs.Count;
        if (_run.End is null && epoch % _checkpoint.EveryEpochs != 0) return null;
        try
        {
            Write();
            return null;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or ArgumentException)
        {
            FirstTrouble ??= $"checkpoint {_checkpoint.Path}: not written after epoch {epoch:N0}";
            return $"checkpoint {_checkpoint.Path}: not written after epoch {epoch:N0} ({refusal.Message.TrimEnd('.')}); training went on, but an interruption would have lost what came since the last that was written";
        }
    }

    private void Write()
    {
        List<SafetensorsTensor> tensors = [.. Arrays(new Snapshot<float>(_run.Network)).Select(array => SafetensorsTensor.Create(array.Name, array.Numbers()))];
        tensors.Add(SafetensorsTensor.Create(MemoryRows, Array.ConvertAll(_run.Memory.Rows, row => (double)row)));
        tensors.Add(SimilarityHistoryTensors.Of(_run.Epochs, _options.Metrics.Count, _options.Loss.OwnNumbers.Count));
        var manifest = new SimilarityCheckpointManifest
        {
            Format = ProbityFile.SimilarityCheckpoint,
            Version = Version,
            Recipe = _recipe,
            BestEpoch = _run.BestEpoch,
            Steps = _run.Optimizer.Steps,
            Remembered = _run.Memory.Seen,
        };
        SealedFile.Write(_checkpoint.Path, JsonSerializer.Serialize(manifest, SimilarityManifestJson.Default.SimilarityCheckpointManifest), tensors);
    }

    private void Read()
    {
        (string json, TensorSource tensors) = SealedFile.Read(_checkpoint.Path, ProbityFile.SimilarityCheckpoint, Version);
        SimilarityCheckpointManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, SimilarityManifestJson.Default.SimilarityCheckpointManifest) ?? throw new JsonException("it is null");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{tensors.File}: the checkpoint's manifest cannot be read: {damage.Message}", damage);
        }
        if (TrainingRecipe.Difference(manifest.Recipe, _recipe) is { } difference)
            throw new ArgumentException($"checkpoint {tensors.File}: made with {difference}; use what it was made with, or another file");
        SimilarityEpoch[] done = SimilarityHistoryTensors.Read(tensors, _options.Epochs, _options.Metrics.Count, _options.Loss.OwnNumbers.Count);
        bool bestIsOne = manifest.BestEpoch == 0 ? !double.IsFinite(done[^1].TrainingLoss) : manifest.BestEpoch > 0 && manifest.BestEpoch <= done.Length && double.IsFinite(done[manifest.BestEpoch - 1].TrainingLoss);
        if (!bestIsOne || manifest.Steps != (long)done.Length * _run.StepsPerEpoch || manifest.Remembered < 0 || (manifest.Remembered > 0 && _run.Memory.Rows.Length == 0))
            throw new InvalidDataException($"{tensors.File}: best epoch {manifest.BestEpoch}, {manifest.Steps:N0} steps and {manifest.Remembered:N0} remembered rows after {done.Length:N0} epochs");
        double[] rows = tensors.Take(MemoryRows, NumberType.Float64, _run.Memory.Rows.Length).ToDoubles();
        foreach (double row in rows)
        {
            if (!(row >= 0 && row < _run.TrainingRows && row == Math.Floor(row))) throw new InvalidDataException($"{tensors.File}: the memory holds row {row} of {_run.TrainingRows:N0}");
        }
        var now = new Snapshot<float>(_run.Network);
        foreach ((string name, Numbers numbers) in Arrays(now))
        {
            tensors.Take(name, NumberType.Float32, numbers().Length).CopyTo(numbers());
            if (!name.StartsWith(Best, StringComparison.Ordinal)) continue;   // a run that diverged stands at NaN, but keeps none
            foreach (float number in numbers())
            {
                if (!float.IsFinite(number)) throw new InvalidDataException($"{tensors.File}: tensor '{name}' holds {number}; what was kept is finite");
            }
        }
        tensors.RequireAllTaken();
        for (int i = 0; i < rows.Length; i++) _run.Memory.Rows[i] = (int)rows[i];
        _run.Memory.Resume(manifest.Remembered);
        _run.Best.Put(_run.Network);
        EmbeddingHead.RequireSound(_run.Network, tensors.File);
        now.Put(_run.Network);
        EmbeddingHead.RequireSound(_run.Network, tensors.File);
        _run.Optimizer.Steps = manifest.Steps;
        if (_run.LossOptimizer is { } own) own.Steps = manifest.Steps;
        _run.Resume(done, manifest.BestEpoch);
    }

    private delegate Span<float> Numbers();

    /// <summary>All numbers that a run consists of, to be read or written; those of the network by way of a snapshot.</summary>
    private IEnumerable<(string Name, Numbers Numbers)> Arrays(Snapshot<float> now)
    {
        foreach ((string prefix, Snapshot<float> snapshot) in new[] { (Now, now), (Best, _run.Best) })
        {
            yield return ($"{prefix}.parameters", () => snapshot.Parameters);
            for (int i = 0; i < snapshot.Statistics.Count; i++)
            {
                float[] values = snapshot.Statistics[i];
                yield return (FormattableString.Invariant($"{prefix}.statistics.{i}"), () => values);
            }
        }
        foreach ((string name, PinnedArray<float> values) in _run.Optimizer.State) yield return ($"optimizer.{name}", () => values.Span);
        if (_run.LossOptimizer is { } own)
        {
            yield return (LossParameters, () => _run.LossParameters.Values);
            foreach ((string name, PinnedArray<float> values) in own.State) yield return ($"loss.optimizer.{name}", () => values.Span);
        }
        yield return (MemoryValues, () => _run.Memory.Values);
    }
}
