using Probity.Metrics.MultiLabel;

namespace Probity.Metrics;

/// <summary>The figures of multi-label outputs: of all cells (row, label) together, and of every label.</summary>
/// <param name="Figures">By name, in order of display.</param>
/// <param name="Labels">One element a label, in order.</param>
public sealed record MultiLabelEvaluation(IReadOnlyDictionary<string, Figure> Figures, IReadOnlyList<LabelFigures> Labels);

/// <summary>The figures of one label.</summary>
/// <param name="Label">Its index.</param>
/// <param name="Rows">Rows in which it is present.</param>
/// <param name="Figures"><c>auroc</c>, <c>average_precision</c>, <c>ece</c>.</param>
public sealed record LabelFigures(int Label, int Rows, IReadOnlyDictionary<string, Figure> Figures);

public static partial class Evaluation
{
    /// <summary>The figures of multi-label outputs, each label a question of its own, answered by a sigmoid.</summary>
    /// <remarks>
    /// Keys: <c>accuracy</c> (of cells), <c>subset_accuracy</c>, <c>nll</c> and <c>brier</c> a cell, <c>ece</c> (all cells in common
    /// bins of the label's probability), <c>ece_labelwise</c>, <c>auroc_micro</c>, <c>auroc_macro</c>, <c>average_precision_micro</c>,
    /// <c>average_precision_macro</c>. The bootstrap draws rows with all their cells, because the labels of a row depend on each other;
    /// taking cells for independent makes intervals too narrow. Weights act as repetition; rows of weight 0 are left out.
    /// </remarks>
    /// <param name="logits">N×L logits, row-major; NaN and +∞ are refused.</param>
    /// <param name="present">N×L outcomes.</param>
    /// <param name="labels">L.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <param name="temperature">T &gt; 0; probabilities are the sigmoid of z/T. The default value is 1.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, cells that do not pair up, a bad logit or weight, or an option out of range.</exception>
    public static MultiLabelEvaluation MultiLabel(
        ReadOnlySpan<float> logits, ReadOnlySpan<bool> present, int labels, ReadOnlySpan<double> weights = default, double temperature = 1,
        EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        int rows = Require.Rows(logits.Length, labels, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        if (present.Length != logits.Length)
            throw new ArgumentException($"logits: {logits.Length:N0} cells but present: {present.Length:N0}; cell i of one must describe cell i of the other");
        Require.Weights(weights, rows, nameof(weights));
        Require.Temperature(temperature, nameof(temperature));
        for (int i = 0; i < logits.Length; i++)
        {
            if (!(logits[i] < float.PositiveInfinity)) Require.BadLogit(logits[i], i / labels, i % labels);
        }
        return new MultiLabelReport(new MultiLabelRows(logits, present, labels, weights, temperature), options, progress).Evaluation();
    }
}
