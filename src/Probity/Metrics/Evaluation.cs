using Probity.Scores;

namespace Probity.Metrics;

/// <summary>Every figure of a model's outputs, each with its interval and its definition in words.</summary>
public static partial class Evaluation
{
    /// <summary>The figures of a classifier, in order of display.</summary>
    /// <remarks>
    /// Keys: <c>accuracy</c>, <c>nll</c>, <c>brier</c>, <c>ece</c>, <c>mce</c>, <c>rmsce</c>, <c>ece_equal_mass</c>,
    /// <c>rmsce_debiased</c>, <c>overconfidence</c>, <c>underconfidence</c>, <c>smooth_ece</c>, <c>ks</c>, <c>kuiper</c>,
    /// <c>spiegelhalter_z</c>, <c>brier_reliability</c>, <c>brier_resolution</c>, <c>brier_uncertainty</c>,
    /// <c>auroc</c>, <c>aurc</c>, <c>eaurc</c>, <c>augrc</c>, <c>risk_at_coverage_80</c>, <c>coverage_at_risk_5</c>, <c>sac_99</c>,
    /// <c>prr</c>; with labels <c>aurc_class_balanced</c>; with logits <c>ece_classwise</c>, <c>nll_calibration</c>,
    /// <c>nll_refinement</c>, <c>brier_calibration</c>, <c>brier_refinement</c>.
    /// <para>
    /// Weights act as repetition in the values. In the intervals and tests a weighted row is still one observation: the
    /// bootstrap draws rows, and closed forms use (Σw)²/Σw² rows. Rows of weight 0 are left out.
    /// </para>
    /// <para>
    /// How often the 95 % intervals held the truth in simulations of 300 to 1,000 rows, also with heavy ties, weights and confidences
    /// of 1: accuracy, NLL, Brier, AUROC, AURC, E-AURC, AUGRC and risk at coverage 92 to 98 %; the calibration errors 93 to 100 %;
    /// coverage at risk 95 to 100 %, being cautious at its lower end. Worse: Brier's resolution where it is near 0
    /// (70 %) and Spiegelhalter's z below some 50 rows (80 to 90 %).
    /// </para>
    /// </remarks>
    /// <param name="rows">N rows.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">
    /// Lengths differ, no rows, NaN, a confidence outside [0, 1], a bad weight, or an option out of range.
    /// </exception>
    public static IReadOnlyDictionary<string, Figure> Classify(
        EvaluationRows rows, EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        Check(rows);
        return ClassifierReport.Figures(rows, options, progress);
    }

    /// <summary>Every figure of a model's logits; those of other columns as in the other overload.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary. −∞ masks a class.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="weights">N weights ≥ 0 that act as repetition, or empty for one each.</param>
    /// <param name="temperature">The probabilities are the softmax of z/T. The default value is 1.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, no rows, a label out of range, a logit NaN or +∞, a bad weight or option.</exception>
    public static IReadOnlyDictionary<string, Figure> Classify(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, EvaluationOptions? options = null,
        ReadOnlySpan<double> weights = default, double temperature = 1, IProgress<double>? progress = null)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        double[] confidence = new double[rows], ranking = new double[rows], nll = new double[rows], brier = new double[rows];
        var correct = new bool[rows];
        LogitScores.Compute(logits, classes, new ScoreColumns { MaxProbability = confidence, MaxProbabilityLogOdds = ranking }, temperature);
        LabelLosses.Compute(logits, labels, classes, correct, nll, brier, temperature);
        return Classify(
            new EvaluationRows
            {
                Confidence = confidence,
                Ranking = ranking,
                Correct = correct,
                Nll = nll,
                Brier = brier,
                Weights = weights,
                Labels = labels,
                Logits = logits,
                Temperature = temperature,
            },
            options, progress);
    }

    /// <summary>
    /// How well one score tells unknown rows from in-distribution ones: <c>ood_auroc_</c>, <c>ood_fpr95_</c>,
    /// <c>ood_aupr_in_</c>, <c>ood_aupr_out_</c>, <c>ood_autc_</c> and <c>ood_oscr_</c>, each followed by the score's token.
    /// </summary>
    /// <param name="token">The score's name, such as <c>entropy</c>.</param>
    /// <param name="inDistribution">Scores of N rows like those trained on, higher = more in-distribution; ±∞ is fine, NaN is refused.</param>
    /// <param name="unknown">Scores of rows that are not.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="correct">N outcomes: the class predicted for the in-distribution row is right. Empty leaves <c>ood_oscr_</c> out.</param>
    /// <param name="weights">N weights ≥ 0 of the in-distribution rows, as repetition, or empty for one each.</param>
    /// <exception cref="ArgumentException">Either has no rows or a NaN, lengths differ, a bad weight, or an option is out of range.</exception>
    public static IReadOnlyDictionary<string, Figure> Unknowns(
        string token, ReadOnlySpan<double> inDistribution, ReadOnlySpan<double> unknown, EvaluationOptions? options = null,
        ReadOnlySpan<bool> correct = default, ReadOnlySpan<double> weights = default) =>
        Unknowns([new UnknownScore(token, inDistribution.ToArray(), unknown.ToArray())], options, correct, weights);

    /// <summary>
    /// How well each of several scores of the same rows tells unknown rows from in-distribution ones. All scores see the
    /// same resamples, which is quicker than one call a score and makes their intervals comparable.
    /// </summary>
    /// <param name="scores">At least one; all of the same in-distribution and the same unknown rows.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="correct">One outcome an in-distribution row: its predicted class is right. Empty leaves <c>ood_oscr_</c> out.</param>
    /// <param name="weights">One weight ≥ 0 an in-distribution row, as repetition, or empty for one each.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No scores or rows, a NaN, lengths differ, a bad weight, or an option is out of range.</exception>
    public static IReadOnlyDictionary<string, Figure> Unknowns(
        IReadOnlyList<UnknownScore> scores, EvaluationOptions? options = null, ReadOnlySpan<bool> correct = default,
        ReadOnlySpan<double> weights = default, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        UnknownScore.Check(scores, correct, weights);
        return new UnknownsReport(scores, correct, weights, options, progress).Figures();
    }

    internal static void Check(EvaluationRows rows)
    {
        int count = rows.Confidence.Length;
        Require.SomeRows(count, "confidence");
        Require.Probabilities(rows.Confidence, "confidence");
        Require.SameRows(count, rows.Correct.Length, "confidence", "correct");
        CheckColumn(rows.Ranking, count, "ranking");
        CheckColumn(rows.Nll, count, "nll");
        CheckColumn(rows.Brier, count, "brier");
        CheckLosses(rows.Nll, double.PositiveInfinity, "nll");
        CheckLosses(rows.Brier, double.MaxValue, "brier");
        Require.Weights(rows.Weights, count, "weights");
        if (rows.Labels.IsEmpty && rows.Logits.IsEmpty) return;
        Require.SameRows(count, rows.Labels.Length, "confidence", "labels");
        if (rows.Logits.IsEmpty) return;
        int classes = rows.Logits.Length / count;
        Require.SameRows(count, Require.Rows(rows.Logits.Length, Math.Max(1, classes), "logits"), "confidence", "logits");
        Require.Labels(rows.Labels, Math.Max(2, classes), "labels");
        Require.Temperature(rows.Temperature, "temperature");
    }

    private static void CheckColumn(ReadOnlySpan<double> column, int count, string name)
    {
        if (column.IsEmpty) return;
        Require.SameRows(count, column.Length, "confidence", name);
        Require.NoNaN(column, name);
    }

    private static void CheckLosses(ReadOnlySpan<double> losses, double most, string name)
    {
        const double rounding = -1e-9;
        for (int i = 0; i < losses.Length; i++)
        {
            if (losses[i] < rounding || losses[i] > most)
                throw new ArgumentException($"{name}: row {i} is {losses[i]}; it must not be negative{(most == double.MaxValue ? " or infinite" : "")}");
        }
    }
}
