namespace Probity.Metrics;

/// <summary>
/// Figures of selective prediction: how often the rows that a model is most confident of are wrong, as more are accepted.
/// </summary>
/// <remarks>
/// Rows of equal confidence are taken in every order at once (the expectation over random orders, in closed form), so
/// no figure depends on the order of the rows. Weights act as repetition; weights that are not all whole numbers are
/// scaled to a mean of 1, and the sums over repeated rows are continued to fractions by the digamma function.
/// </remarks>
public static class RiskCoverage
{
    /// <summary>
    /// Area under the risk–coverage curve (Geifman, Uziel &amp; El-Yaniv, ICLR 2019): the mean over i of the selective
    /// risk of the i most confident rows.
    /// </summary>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1]; 0 where every row is right.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static double Aurc(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default) =>
        RiskCoveragePass.Of(ranking, correct, weights).Aurc;

    /// <summary>
    /// Excess AURC: <see cref="Aurc"/> minus that of the exact discrete oracle, which ranks every error last. Never
    /// negative, unlike the difference from the continuous oracle r + (1−r)·ln(1−r).
    /// </summary>
    /// <inheritdoc cref="Aurc"/>
    public static double Eaurc(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default) =>
        RiskCoveragePass.Of(ranking, correct, weights).Eaurc;

    /// <summary>
    /// Area under the generalised risk–coverage curve (Traub et al., NeurIPS 2024): the share of all rows that are both
    /// accepted and wrong, integrated over coverage by trapezoids from (0, 0), so that
    /// AUGRC = (1 − AUROC)·acc·(1 − acc) + ½·(1 − acc)² holds exactly.
    /// </summary>
    /// <returns>In [0, ½]; 0 where every row is right.</returns>
    /// <inheritdoc cref="Aurc"/>
    public static double Augrc(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default) =>
        RiskCoveragePass.Of(ranking, correct, weights).Augrc;

    /// <summary>Selective risk of the ⌈coverage·N⌉ most confident rows.</summary>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="coverage">Share of the rows to accept, in (0, 1). The default value is 0.8.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, or a share outside (0, 1).</exception>
    public static double RiskAtCoverage(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, double coverage = 0.8, ReadOnlySpan<double> weights = default)
    {
        Require.OpenShare(coverage, nameof(coverage));
        return RiskCoveragePass.Of(ranking, correct, weights, coverage: coverage).RiskAtCoverage;
    }

    /// <summary>Largest share of the rows, cut between tie groups, whose selective risk is no more than wanted.</summary>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="risk">Share of errors to tolerate, in (0, 1). The default value is 0.05.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1]; 1 where every row is right, 0 where no cut is good enough. Never NaN.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, or a share outside (0, 1).</exception>
    public static double CoverageAtRisk(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, double risk = 0.05, ReadOnlySpan<double> weights = default)
    {
        Require.OpenShare(risk, nameof(risk));
        return RiskCoveragePass.Of(ranking, correct, weights, risk: risk).CoverageAtRisk;
    }

    /// <summary>
    /// Selective accuracy constraint (SAC; Galil, Dabbah &amp; El-Yaniv, ICLR 2023): the largest share of the rows, cut between
    /// tie groups, whose accuracy is at least what is wanted. <see cref="CoverageAtRisk"/> seen from the other side.
    /// </summary>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="accuracy">Share of right predictions to keep, in (0, 1). The default value is 0.99.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1]; 1 where every row is right, 0 where no cut is good enough. Never NaN.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, or a share outside (0, 1).</exception>
    public static double CoverageAtAccuracy(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, double accuracy = 0.99, ReadOnlySpan<double> weights = default)
    {
        Require.OpenShare(accuracy, nameof(accuracy));
        return RiskCoveragePass.Of(ranking, correct, weights, accuracy: accuracy).CoverageAtAccuracy;
    }

    /// <summary>
    /// Area under the accuracy–rejection curve (Nadeem, Zucker &amp; Hanczar, 2009): the mean over i of the accuracy of the i
    /// most confident rows, 1 − <see cref="Aurc"/>.
    /// </summary>
    /// <returns>In [0, 1]; 1 where every row is right.</returns>
    /// <inheritdoc cref="Aurc"/>
    public static double Auarc(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default) =>
        1 - Aurc(ranking, correct, weights);

    /// <summary>
    /// Prediction rejection ratio (Malinin &amp; Gales, ICLR 2021): (random − ranking) / (random − oracle), areas under the
    /// rejection curve that gives rejected rows to an oracle: errors left among the accepted rows, as a share of all rows.
    /// </summary>
    /// <remarks>
    /// That curve is the generalised risk of <see cref="Augrc"/>, so for right and wrong the ratio is exactly 2·AUROC − 1:
    /// it says nothing that AUROC does not. Some libraries put the selective risk on the curve instead, which is another figure.
    /// </remarks>
    /// <returns>In [−1, 1]: 0 as good as chance, 1 every error last; NaN where every row is right, or none.</returns>
    /// <inheritdoc cref="Aurc"/>
    public static double PredictionRejectionRatio(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default) =>
        RiskCoveragePass.Of(ranking, correct, weights).Prr;

    /// <summary>
    /// AURC in which every true class counts the same, however many rows it has: a row of class c weighs N / (K·N_c), with
    /// K classes among the labels.
    /// </summary>
    /// <remarks>
    /// Equals <see cref="Aurc"/> where classes have as many rows each. Papers on rare classes differ: some average the error
    /// rates of the classes among the accepted rows, some average one AURC a class.
    /// </remarks>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="labels">N true classes, any whole numbers.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each; N and N_c are then sums of weights.</param>
    /// <returns>In [0, 1]; 0 where every row is right.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static double AurcClassBalanced(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights = default)
    {
        Require.Ranking(ranking, correct, weights, nameof(ranking), nameof(correct));
        Require.SameRows(ranking.Length, labels.Length, nameof(ranking), nameof(labels));
        return RiskCoveragePass.OfRepeated(ranking, correct, RepetitionWeights.Balanced(labels, weights)).Aurc;
    }

    /// <summary>The curve itself: one point at the end of each tie group, most confident first.</summary>
    /// <param name="ranking">N values, higher = more trustworthy; ±∞ is fine, NaN is refused.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>Coverage rises to 1.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, or a bad weight.</exception>
    public static IReadOnlyList<RiskCoveragePoint> Curve(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default)
    {
        Require.Ranking(ranking, correct, weights, nameof(ranking), nameof(correct));
        var ranked = RankedRows.Descending(ranking);
        var repeated = RepetitionWeights.Of(weights, ranking.Length);

        double total = 0;
        foreach (int row in ranked.Order) total += repeated[row];
        var points = new List<RiskCoveragePoint>(ranked.GroupEnds.Length);
        double m = 0, errors = 0;
        int start = 0;
        foreach (int end in ranked.GroupEnds)
        {
            double before = m;
            for (; start < end; start++)
            {
                int row = ranked.Order[start];
                m += repeated[row];
                if (!correct[row]) errors += repeated[row];
            }
            if (m > before) points.Add(new RiskCoveragePoint(ranking[ranked.Order[end - 1]], m / total, errors / m));
        }
        return points;
    }
}

/// <summary>What happens when the rows at or above a threshold are accepted.</summary>
/// <param name="Threshold">The least ranking value accepted.</param>
/// <param name="Coverage">Share of rows accepted, in (0, 1].</param>
/// <param name="Risk">Share of the accepted rows that are wrong, in [0, 1].</param>
public readonly record struct RiskCoveragePoint(double Threshold, double Coverage, double Risk);
