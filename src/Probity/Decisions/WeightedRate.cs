using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// A <see cref="RatePromise"/> on rows with weights: as <see cref="MonotoneRate"/>, with the test by betting (see <see cref="BettingTest"/>) in place of the binomial
/// one. Wealth is monotone in the threshold where misses are, so that here, too, one test decides for all.
/// </summary>
internal static class WeightedRate
{
    public static ThresholdOutcome Certify(CertifyingRows rows, RatePromise promise)
    {
        if (promise.Confidence is null)
            throw new ArgumentException($"{MonotoneRate.Wanted(promise)} with weights: a promise in expectation holds for rows that count once each; give a confidence, for a bound by betting");
        var outcome = new ThresholdOutcome { Promise = promise, Tested = [], RowsLearned = rows.LearningScores.Length, RowsCertified = rows.Scores.Length };
        var weighted = new WeightedRows(rows);
        double level = promise.Level, needed = -Math.Log(level);
        double none = weighted.LogWealth(rows, promise, level, promise.Kind.IsFloor() ? double.NegativeInfinity : double.PositiveInfinity);
        if (!BettingTest.Passes(none, level))
        {
            return outcome with
            {
                Refusal = Invariant($"{MonotoneRate.Wanted(promise)} with weights up to {rows.MaxWeight}: even the threshold with the fewest misses of the {rows.Scores.Length:N0} certifying rows ") +
                    Invariant($"has a log-wealth of {none:0.##} where {needed:0.##} is needed: label more rows, ask for less, or draw rows so that weights differ less"),
            };
        }
        double[] reachable = NestedThresholds.Reachable(rows.Scores, rows.Passes);
        Func<CertifyingRows, double, bool> holds = (certifying, at) => BettingTest.Passes(weighted.LogWealth(certifying, promise, level, at), level);
        double? threshold = promise.Kind.IsFloor() ? NestedThresholds.Strictest(reachable, rows, holds) : NestedThresholds.Laxest(reachable, rows, holds);
        if (threshold is not { } accept)
            return outcome with { Refusal = Invariant($"{MonotoneRate.Wanted(promise)} with weights up to {rows.MaxWeight}: no threshold that accepts a row keeps it: use a better model or score, or ask for less") };
        return outcome with { Threshold = WeightedRows.Certified(rows, promise, accept, weighted.LogWealth(rows, promise, level, accept), 1) };
    }
}
