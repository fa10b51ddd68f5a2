using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Metrics;

namespace Probity.Cli.Measuring;

/// <summary>Every figure of the outputs: before, with those of unknown rows, and after where a policy calibrates.</summary>
internal sealed class AllFigures
{
    public AllFigures(LabelledOutputs rows, Outputs? unknown, ConfidencePolicy? policy, EvaluationOptions options, bool tables = false)
    {
        using var progress = new ProgressLine("bootstrap");
        string[]? groups = tables ? rows.Groups : null;
        int parts = 1 + (groups is null ? 0 : 1) + (unknown is null ? 0 : 1) + (policy?.Calibrator is null ? 0 : 1);
        Columns = new RowColumns(rows.Logits, rows.Labels, rows.Columns);
        IProgress<double> first = progress.Part(0, 1.0 / parts);
        ClassTable? classes = tables ? Columns.ByClass(options, rows.Weights, first) : null;
        Classes = classes?.Classes ?? [];
        Groups = groups is null ? null : Columns.ByGroup(groups, options, rows.Weights, progress.Part(1.0 / parts, 2.0 / parts));
        var before = new Dictionary<string, Figure>(classes?.Figures ?? Columns.Figures(options, rows.Weights, first), StringComparer.Ordinal);
        int done = groups is null ? 1 : 2;
        Unknowns = unknown is null ? null : UnknownScores.Compute(
            rows.Logits, unknown.Logits, rows.Columns, Columns.Correct, rows.Weights, options, progress.Part((double)done / parts, (done + 1.0) / parts));
        foreach (var (name, figure) in Unknowns?.Figures ?? new Dictionary<string, Figure>(StringComparer.Ordinal)) before.Add(name, figure);
        Before = before;
        if (policy?.Calibrator is null) return;
        ColumnsAfter = new RowColumns(rows.Logits, rows.Labels, rows.Columns, policy.Calibrator.ForRows(rows.Groups));
        After = ColumnsAfter.Figures(options, rows.Weights, progress.Part(1 - (1.0 / parts), 1));
    }

    public RowColumns Columns { get; }

    public IReadOnlyDictionary<string, Figure> Before { get; }

    /// <summary>Figures of every class; empty where no tables were asked for.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; }

    /// <summary>Figures of every group, or null without groups.</summary>
    public GroupTable? Groups { get; }

    public UnknownScores? Unknowns { get; }

    public RowColumns? ColumnsAfter { get; }

    public IReadOnlyDictionary<string, Figure>? After { get; }
}
