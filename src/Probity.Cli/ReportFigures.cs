using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Metrics;

namespace Probity.Cli;

/// <summary>The figures of a report: before, and after where a policy calibrates.</summary>
internal sealed class ReportFigures
{
    public ReportFigures(LabelledOutputs rows, Outputs? unknown, ConfidencePolicy? policy, EvaluationOptions options)
    {
        using var progress = new ProgressLine("bootstrap");
        Columns = new RowColumns(rows.Logits, rows.Labels, rows.Columns);
        var before = new Dictionary<string, Figure>(Columns.Figures(options, rows.Weights, progress), StringComparer.Ordinal);
        Unknowns = unknown is null ? null : UnknownScores.Compute(rows.Logits, unknown.Logits, rows.Columns, options, progress);
        foreach (var (name, figure) in Unknowns?.Figures ?? new Dictionary<string, Figure>(StringComparer.Ordinal)) before.Add(name, figure);
        Before = before;
        if (policy?.Calibrator is null) return;
        ColumnsAfter = new RowColumns(rows.Logits, rows.Labels, rows.Columns, policy.Temperature);
        After = ColumnsAfter.Figures(options, rows.Weights, progress);
    }

    public RowColumns Columns { get; }

    public IReadOnlyDictionary<string, Figure> Before { get; }

    public UnknownScores? Unknowns { get; }

    public RowColumns? ColumnsAfter { get; }

    public IReadOnlyDictionary<string, Figure>? After { get; }
}
