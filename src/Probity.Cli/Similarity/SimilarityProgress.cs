using Probity.Cli.Output;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>How the training of a head goes on.</summary>
internal sealed class SimilarityProgress(string metric) : IDisposable
{
    private readonly EpochLines _lines = new();

    /// <summary>Warnings that were printed as they came.</summary>
    public List<string> Warnings => _lines.Warnings;

    public void Report(SimilarityEpoch figures)
    {
        string line = Invariant($"epoch {figures.Epoch.ToString().PadLeft(figures.Epochs.ToString().Length)}/{figures.Epochs}  loss {figures.TrainingLoss:0.0000}");
        if (figures.Metrics.Count > 0) line += Invariant($"  validation {metric} {figures.Metrics[0]:0.0000}");
        if (figures.Information is { } information) line += Invariant($"  groups' information {100 * information:0} %");
        _lines.Report("", figures.Epoch, line, figures.Warning);
    }

    public void Dispose() => _lines.Dispose();
}
