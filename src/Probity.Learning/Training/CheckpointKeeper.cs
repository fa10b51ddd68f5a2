using Probity.IO;
using Probity.Learning.Files;

namespace Probity.Learning;

/// <summary>Keeps the checkpoint of one run up to date.</summary>
internal sealed class CheckpointKeeper
{
    private readonly Checkpoint _checkpoint;
    private readonly TrainingRun<float> _run;
    private readonly OrderedDictionary<string, string> _recipe;

    /// <summary>Takes the run to where its file stands, if there is one.</summary>
    /// <exception cref="ArgumentException">The file could not be written, or was made by other options or rows.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another version.</exception>
    public CheckpointKeeper(Checkpoint checkpoint, TrainingRun<float> run, TrainingOptions options, OrderedDictionary<string, string> recipe)
    {
        (_checkpoint, _run, _recipe) = (checkpoint, run, recipe);
        WholeFile.RequireTarget(checkpoint.Path);
        SealedFile.RequireRoom((2L + run.Optimizer.State.Count) * run.Network.Parameters.Length, "checkpoint");
        if (File.Exists(checkpoint.Path)) CheckpointFile.Read(checkpoint.Path, run, recipe, options.Epochs);
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
            CheckpointFile.Write(_checkpoint.Path, _run, _recipe);
            return null;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string trouble = $"checkpoint {_checkpoint.Path}: not written after epoch {epoch:N0} ({refusal.Message.TrimEnd('.')}); training went on, but an interruption would have lost what came since the last that was written";
            FirstTrouble ??= $"checkpoint {_checkpoint.Path}: not written after epoch {epoch:N0}";   // no more: a system's words may name a file at random, and models are the same bytes
            return trouble;
        }
    }
}
