namespace Probity.Metrics;

/// <summary>The receiver operating characteristic: true against false positives as a threshold falls.</summary>
public static class RocCurve
{
    /// <summary>One point at the end of each group of ties, after (0, 0) at a threshold of +∞.</summary>
    /// <param name="ranking">N values, higher = more likely positive; ±∞ is fine, NaN is refused.</param>
    /// <param name="positive">N outcomes, of both kinds.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <param name="most">
    /// Return at most so many points, 2 or more: those on a straight line go first, which changes nothing, then those that
    /// move the curve least. 0, the default value, keeps all.
    /// </param>
    /// <returns>Thresholds fall; the last point is (1, 1). The area by trapezoids is <see cref="Auroc"/> where none is left out.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, NaN, a bad weight, one kind of outcome only, or room for one point.</exception>
    public static IReadOnlyList<RocPoint> Compute(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights = default, int most = 0)
    {
        Require.Ranking(ranking, positive, weights, nameof(ranking), nameof(positive));
        CurvePoints.Check(most);
        var groups = OutcomeGroups.Of(ranking, positive, weights);
        if (!(groups.Positives > 0 && groups.Negatives > 0))
            throw new ArgumentException($"positive: {groups.Positives:N0} positive and {groups.Negatives:N0} negative rows; the curve needs both kinds");

        var points = new List<RocPoint>(groups.Count + 1) { new(double.PositiveInfinity, 0, 0) };
        for (int i = 0; i < groups.Count; i++)
        {
            bool last = i == groups.Count - 1;   // exactly 1, whatever the order of the sums
            points.Add(new(
                groups.Thresholds[i], last ? 1 : groups.SeenNegatives[i] / groups.Negatives, last ? 1 : groups.SeenPositives[i] / groups.Positives));
        }
        return CurvePoints.Reduce(points, point => (point.FalsePositiveRate, point.TruePositiveRate), most);
    }
}

/// <summary>What happens when rows at or above a threshold are called positive.</summary>
/// <param name="Threshold">The least ranking value called positive.</param>
/// <param name="FalsePositiveRate">Share of the negative rows at or above it.</param>
/// <param name="TruePositiveRate">Share of the positive rows at or above it.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
