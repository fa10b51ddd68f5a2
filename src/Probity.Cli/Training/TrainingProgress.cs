using Probity.Cli.Output;
using Probity.Learning;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>How the training of a classifier goes on.</summary>
internal sealed class TrainingProgress : IDisposable
{
    private readonly EpochLines _lines = new();

    /// <summary>Warnings that were printed as they came.</summary>
    public List<string> Warnings => _lines.Warnings;

    /// <summary>Of a model that is trained without a fold.</summary>
    public void Report(CrossFitProgress progress) => Report(progress.Figures, progress.Fold is { } fold ? Invariant($"fold {fold}/{progress.Folds}  ") : "");

    public void Report(EpochFigures figures) => Report(figures, "");

    public void Dispose() => _lines.Dispose();

    private void Report(EpochFigures figures, string fold) => _lines.Report(fold, figures.Epoch, Line(figures), figures.Warning);

    private static string Line(EpochFigures figures)
    {
        string line = Invariant($"epoch {figures.Epoch.ToString().PadLeft(figures.Epochs.ToString().Length)}/{figures.Epochs}  loss {figures.TrainingLoss:0.0000}");
        if (figures.Members > 1) line = Invariant($"member {figures.Member}/{figures.Members}  {line}");
        return figures.Validation is { } validation
            ? Invariant($"{line}  validation NLL {validation.Nll:0.0000}  accuracy {100 * validation.Accuracy:0.0} %  ECE {validation.Ece:0.0000}")
            : double.IsNaN(figures.TrainingAccuracy) ? line : Invariant($"{line}  training accuracy {100 * figures.TrainingAccuracy:0.0} %");
    }
}
