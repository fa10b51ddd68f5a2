using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Metrics;

namespace Probity.Cli.Measuring;

/// <summary>Every figure of the outputs: before, with those of unknown rows, and after where a policy calibrates.</summary>
internal sealed class AllFigures
{
    public AllFigures(LabelledOutputs rows, Outputs? unknown, ConfidencePolicy? policy, EvaluationOptions options)
    {
        using var progress = new ProgressLine("bootstrap");
        int parts = 1 + (unknown is null ? 0 : 1) + (policy?.Calibrator is null ? 0 : 1);
        Columns = new RowColumns(rows.Logits, rows.Labels, rows.Columns);
        var before = new Dictionary<string, Figure>(Columns.Figures(options, rows.Weights, progress.Part(0, 1.0 / parts)), StringComparer.Ordinal);
        Unknowns = unknown is null ? null : UnknownScores.Compute(
            rows.Logits, unknown.Logits, rows.Columns, Columns.Correct, rows.Weights, options, progress.Part(1.0 / parts, 2.0 / parts));
        foreach (var (name, figure) in Unknowns?.Figures ?? new Dictionary<string, Figure>(StringComparer.Ordinal)) before.Add(name, figure);
        Before = before;
        if (policy?.Calibrator is null) return;
        ColumnsAfter = new RowColumns(rows.Logits, rows.Labels, rows.Columns, policy.Temperature);
        After = ColumnsAfter.Figures(options, rows.Weights, progress.Part(1 - (1.0 / parts), 1));
    }

    public RowColumns Columns { get; }

    public IReadOnlyDictionary<string, Figure> Before { get; }

    public UnknownScores? Unknowns { get; }

    public RowColumns? ColumnsAfter { get; }

    public IReadOnlyDictionary<string, Figure>? After { get; }
}
