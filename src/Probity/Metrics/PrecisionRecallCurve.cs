namespace Probity.Metrics;

/// <summary>Precision against recall as a threshold falls.</summary>
public static class PrecisionRecallCurve
{
    /// <summary>
    /// One point at the end of each group of ties. Where a chart starts at a recall of 0, draw a precision of 1 there by
    /// convention; no threshold has it, so it is not among the points.
    /// </summary>
    /// <param name="ranking">N values, higher = more likely positive; ±∞ is fine, NaN is refused.</param>
    /// <param name="positive">N outcomes, one of them true.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <param name="most">
    /// Return at most so many points, 2 or more: those on a straight line go first, then those that move the curve least.
    /// 0, the default value, keeps all.
    /// </param>
    /// <returns>
    /// Thresholds fall and recall rises to 1. Steps, Σ (recall_k − recall_{k−1})·precision_k, add up to
    /// <see cref="AveragePrecision"/> where no point is left out.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, no positive row, or room for one point.</exception>
    public static IReadOnlyList<PrecisionRecallPoint> Compute(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights = default, int most = 0)
    {
        Require.Ranking(ranking, positive, weights, nameof(ranking), nameof(positive));
        CurvePoints.Check(most);
        var groups = OutcomeGroups.Of(ranking, positive, weights);
        if (!(groups.Positives > 0)) throw new ArgumentException("positive: no positive rows; recall needs at least one");

        var points = new List<PrecisionRecallPoint>(groups.Count);
        for (int i = 0; i < groups.Count; i++)
        {
            double hits = groups.SeenPositives[i];
            points.Add(new(
                groups.Thresholds[i], hits / (hits + groups.SeenNegatives[i]), i == groups.Count - 1 ? 1 : hits / groups.Positives));
        }
        return CurvePoints.Reduce(points, point => (point.Recall, point.Precision), most);
    }
}

/// <summary>What happens when rows at or above a threshold are called positive.</summary>
/// <param name="Threshold">The least ranking value called positive.</param>
/// <param name="Precision">Share of positive rows among those at or above it.</param>
/// <param name="Recall">Share of the positive rows at or above it.</param>
public readonly record struct PrecisionRecallPoint(double Threshold, double Precision, double Recall);
