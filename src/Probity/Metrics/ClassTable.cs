using Probity.Metrics.Classes;

namespace Probity.Metrics;

/// <summary>Figures of every class.</summary>
public static class ClassTable
{
    /// <summary>
    /// For every class <c>precision</c>, <c>recall</c>, <c>f1</c>, <c>mean_confidence</c> and <c>ece</c> of the rows predicted as it,
    /// <c>auroc</c> against the rest and <c>ece_classwise</c>, each with its interval, null with the reason where undefined.
    /// </summary>
    /// <param name="rows">N rows with labels and logits; confidence must be that of the logits at their temperature.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <returns>One element a class, in order.</returns>
    /// <exception cref="ArgumentException">As <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions, IProgress{double})"/>, or there are no logits.</exception>
    public static IReadOnlyList<ClassFigures> Compute(EvaluationRows rows, EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        Evaluation.Check(rows);
        if (rows.Logits.IsEmpty) throw new ArgumentException("logits: none; a table of classes looks at the probability of every class");
        var sample = new Families.Sample(rows);
        var errors = ClasswiseErrors.Measure(sample, rows, options, everyClass: true, progress is null ? null : progress.Report);
        return ClassReport.Of(sample, rows, options, errors);
    }
}

/// <summary>The figures of one class.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Rows">Rows with this label.</param>
/// <param name="Predicted">Rows predicted as it.</param>
/// <param name="Figures">By name, in order of display.</param>
public sealed record ClassFigures(int Class, int Rows, int Predicted, IReadOnlyDictionary<string, Figure> Figures);
