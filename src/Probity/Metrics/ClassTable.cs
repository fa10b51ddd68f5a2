namespace Probity.Metrics;

/// <summary>The figures of a classifier, and those of each of its classes.</summary>
/// <param name="Figures">As <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions, IProgress{double})"/> gives them.</param>
/// <param name="Classes">One element a class, in order.</param>
public sealed record ClassTable(IReadOnlyDictionary<string, Figure> Figures, IReadOnlyList<ClassFigures> Classes)
{
    /// <summary>
    /// For every class <c>precision</c>, <c>recall</c> and <c>f1</c>, <c>mean_confidence</c> and <c>ece</c> of the rows predicted as it,
    /// <c>auroc</c> against the rest and <c>ece_classwise</c>, each with its interval, null with the reason where undefined.
    /// </summary>
    /// <param name="rows">N rows with labels and logits; confidence must be that of the logits at their temperature.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">As <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions, IProgress{double})"/>, or there are no logits.</exception>
    public static ClassTable Compute(EvaluationRows rows, EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        Evaluation.Check(rows);
        if (rows.Logits.IsEmpty) throw new ArgumentException("logits: none; a table of classes looks at the probability of every class");
        return ClassifierReport.Table(rows, options, progress);
    }
}

/// <summary>The figures of one class.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Rows">Rows with this label.</param>
/// <param name="Predicted">Rows predicted as it.</param>
/// <param name="Figures">By name, in order of display.</param>
public sealed record ClassFigures(int Class, int Rows, int Predicted, IReadOnlyDictionary<string, Figure> Figures);
