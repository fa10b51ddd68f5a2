using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>How the mean of a bounded loss is bounded from above.</summary>
public enum RiskBound
{
    /// <summary>By betting (Waudby-Smith &amp; Ramdas, JRSS B 2024): tighter where losses vary less than a coin, about the same where they are 0 or the most. Depends on the order of rows, which the seed fixes.</summary>
    Betting,

    /// <summary>
    /// The Hoeffding–Bentkus inequality (Bates et al., J. ACM 2021; Angelopoulos et al., 2021): the smaller of Hoeffding's tail in its relative-entropy form and
    /// e times a binomial tail. Knows nothing of the variance, depends on no order.
    /// </summary>
    HoeffdingBentkus,
}

/// <summary>
/// The laxest threshold whose accepted rows cost at most so much a row on average, for any bounded loss that a row incurs where it is accepted:
/// risk-controlling prediction sets (Bates et al., J. ACM 2021) with a confidence, conformal risk control (Angelopoulos et al., ICLR 2024) in expectation.
/// </summary>
/// <remarks>
/// <para>
/// What is bounded is the mean over <i>all</i> rows of loss·[score ≥ threshold], a budget: it can only grow as the threshold falls, so that one test decides and
/// the search costs nothing. The mean among accepted rows is not monotone, and nothing is said of it. In expectation the threshold is the lowest with
/// (n·R̂ + B)/(n + 1) ≤ limit: the mean over the draw of the rows is then kept, a single draw may miss it half the time.
/// </para>
/// <para>
/// For losses of 0 and 1 a <see cref="RatePromise.JointRisk"/> is exact and accepts no fewer rows but by luck of the order: use that. Fresh rows must come from where these came
/// from, and nothing may have been learned from these. O(n log n), deterministic.
/// </para>
/// </remarks>
public static class RiskControl
{
    /// <summary>Looks for the threshold.</summary>
    /// <param name="scores">N scores, high when to be accepted. Equal ones are accepted together; −∞ never is.</param>
    /// <param name="losses">What each row costs where it is accepted, 0 to <paramref name="maxLoss"/>.</param>
    /// <param name="maxLoss">B, the most that any row can ever cost, known beforehand and not read off these rows.</param>
    /// <param name="limit">The most that rows may cost on average, in (0, B). Rows that are not accepted cost 0.</param>
    /// <param name="confidence">1 − δ in [0.5, 1), or null for the expectation. The default value is 0.95.</param>
    /// <param name="bound">Unused in expectation. The default value is betting.</param>
    /// <param name="seed">Fixes the order of rows that bets are placed in. The default value is 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, a loss is out of its range, or a limit that is none.</exception>
    public static RiskOutcome Certify(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> losses, double maxLoss, double limit, double? confidence = .95, RiskBound bound = RiskBound.Betting, ulong seed = 0)
    {
        Check(scores, losses, maxLoss, limit, confidence);
        var outcome = new RiskOutcome { Limit = limit, MaxLoss = maxLoss, Confidence = confidence, Method = Method(confidence, bound), Rows = scores.Length };
        double[] shares = new double[losses.Length], ordered = new double[scores.Length], reachable = NestedThresholds.Reachable(scores, []);
        int[] order = RowSplit.Shuffled(scores.Length, seed);
        for (int i = 0; i < order.Length; i++) (ordered[i], shares[i]) = (scores[order[i]], losses[order[i]] / maxLoss);
        var test = new RiskTest(limit / maxLoss, confidence, bound, ordered, shares);

        double free = test.PValue(double.PositiveInfinity);   // where nothing costs anything
        if (!test.Holds(free)) return outcome with { Refusal = TooFew(outcome, test) };
        if (NestedThresholds.Laxest(reachable, test, (rows, threshold) => rows.Holds(rows.PValue(threshold))) is not { } accept)
        {
            return outcome with
            {
                Refusal = Invariant($"{Wanted(outcome)}: no threshold lets the {scores.Length:N0} rows keep it, not even that of the highest score: use a better score, or allow more"),
            };
        }
        double sum = 0;
        int accepted = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= accept)) continue;
            accepted++;
            sum += losses[i];
        }
        return outcome with { Threshold = accept, Accepted = accepted, MeanLoss = sum / scores.Length, PValue = confidence is null ? null : test.PValue(accept) };
    }

    private static string Method(double? confidence, RiskBound bound) =>
        confidence is null ? "conformal" : bound == RiskBound.Betting ? "betting" : "hoeffding_bentkus";

    private static string Wanted(RiskOutcome outcome) =>
        Invariant($"mean loss {outcome.Limit} of at most {outcome.MaxLoss}") + (outcome.Confidence is { } confidence ? Invariant($" at confidence {confidence}") : " in expectation");

    private static string TooFew(RiskOutcome outcome, RiskTest test)
    {
        int needed = 1;
        while (needed < 1 << 29 && !test.HoldsWithoutLoss(needed)) needed *= 2;
        int low = needed / 2;
        while (needed - low > 1)
        {
            int middle = low + ((needed - low) / 2);
            if (test.HoldsWithoutLoss(middle)) needed = middle;
            else low = middle;
        }
        return Invariant($"{Wanted(outcome)} needs at least {needed:N0} rows even if none cost anything, there are {outcome.Rows:N0}: label more rows, or allow more");
    }

    private static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<double> losses, double maxLoss, double limit, double? confidence)
    {
        Require.SomeRows(scores.Length, nameof(scores));
        Require.SameRows(scores.Length, losses.Length, nameof(scores), nameof(losses));
        Require.NoNaN(scores, nameof(scores));
        Require.Positive(maxLoss, "maximal loss");
        Require.Positive(limit, nameof(limit));
        if (limit >= maxLoss) throw new ArgumentException(Invariant($"limit: {limit}, but no row costs more than {maxLoss}, so that it limits nothing; give less"));
        if (confidence is { } asked) DecisionPromise.CheckConfidence(asked);
        for (int i = 0; i < losses.Length; i++)
        {
            if (!(losses[i] >= 0 && losses[i] <= maxLoss))
                throw new ArgumentException(Invariant($"losses: row {i} is {losses[i]}; losses lie between 0 and the maximal loss {maxLoss}, which must hold for every row that could come"));
        }
    }
}

/// <summary>What came of asking for a threshold on a loss: either one that keeps the limit, or the reason why none does.</summary>
public sealed record RiskOutcome
{
    /// <summary>Accept a row when its score is at least this; null where none keeps the limit. A little below a score, so that rounding moves no row across it.</summary>
    public double? Threshold { get; init; }

    /// <summary>Why there is none, with the numbers and what to do; null when there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>The most that rows may cost on average, rows that are not accepted costing 0.</summary>
    public required double Limit { get; init; }

    /// <summary>The most that a row can cost.</summary>
    public required double MaxLoss { get; init; }

    /// <summary>1 − δ over the draw of the rows; null in expectation.</summary>
    public required double? Confidence { get; init; }

    /// <summary><c>betting</c>, <c>hoeffding_bentkus</c> or <c>conformal</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Rows that certified.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that the threshold accepts.</summary>
    public int Accepted { get; init; }

    /// <summary>What these cost, over all rows.</summary>
    public double MeanLoss { get; init; }

    /// <summary>How likely so little cost would be if its mean were just above the limit; null in expectation.</summary>
    public double? PValue { get; init; }
}
