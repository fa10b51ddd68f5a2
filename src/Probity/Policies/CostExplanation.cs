using System.Globalization;
using Probity.Decisions;
using Probity.Metrics;

namespace Probity;

/// <summary>A cost rule in words that hold up in a meeting.</summary>
internal static class CostExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static IEnumerable<string> Lines(ConfidencePolicy policy, CostRule rule)
    {
        CostMatrix costs = rule.Costs;
        string joint = policy.Gate is null ? "" : " not rejected and";
        string instead = costs.Rejection is null ? "send the others to a human" : costs.Review is null ? "reject the others" : "send the others to a human or reject them, whichever is expected to cost less";
        yield return $"Accept: rows{joint} where the answer of least expected cost is expected to cost no more than {Alternatives(costs)}; {instead} (Chow's rule). Rows are answered with the class of least expected cost, which need not be the likeliest.";
        yield return $"Costs: {Errors(costs)}; {Instead("a review", costs.Review)}; {Instead("a rejection", costs.Rejection)}.{Chow(costs)}";
        if (rule.Estimate is { } estimate)
        {
            string review = estimate.AlwaysReview is { } always ? $", always reviewing {Said(always)}" : "";
            yield return string.Create(Invariant, $"Expected cost of a row: {Said(estimate.Policy)}; always answering {Said(estimate.AlwaysAnswer)}{review}. Of {estimate.Policy.Rows:N0} rows the policy answers {Percent.Nearest(estimate.Accepted)}, ") +
                $"has {Percent.Nearest(estimate.Reviewed)} reviewed and rejects {Percent.Nearest(estimate.Rejected)}: {CostFigures.Words(estimate.Source)}.";
        }
        yield return "Promise: none. The rule is as good as the calibrated probabilities; for a guarantee ask for a target precision, recall, false-alarm rate, coverage or joint risk instead of costs.";
    }

    private static string Alternatives(CostMatrix costs) => costs.Rejection is null ? "a review" : costs.Review is null ? "a rejection" : "the cheaper of review and rejection";

    private static string Errors(CostMatrix costs)
    {
        if (costs.Error is { } error) return string.Create(Invariant, $"an error {error:G6}");
        double least = double.PositiveInfinity, most = 0;
        for (int k = 0; k < costs.Classes; k++)
        {
            for (int a = 0; a < costs.Classes; a++)
            {
                if (a != k) (least, most) = (Math.Min(least, costs.Of(k, a)), Math.Max(most, costs.Of(k, a)));
            }
        }
        return string.Create(Invariant, $"an error by class pair, {least:G6} to {most:G6}");
    }

    private static string Instead(string what, IReadOnlyList<double>? costs) =>
        costs is null ? $"no {what[2..]}"
        : costs.Min() == costs.Max() ? string.Create(Invariant, $"{what} {costs[0]:G6}")
        : string.Create(Invariant, $"{what} by true class, {costs.Min():G6} to {costs.Max():G6}");

    /// <summary>The threshold on confidence that it comes to where all errors cost the same.</summary>
    private static string Chow(CostMatrix costs)
    {
        if (costs.Error is not > 0 || !One(costs.Review) || !One(costs.Rejection)) return "";
        double cheapest = Math.Min(costs.Review?[0] ?? double.PositiveInfinity, costs.Rejection?[0] ?? double.PositiveInfinity);
        double from = 1 - (cheapest / costs.Error.Value);
        return from > 0
            ? string.Create(Invariant, $" That comes to a calibrated confidence of at least {from:G6}.")
            : " Review or rejection costs as much as an error, so every row is answered.";

        static bool One(IReadOnlyList<double>? costs) => costs is null || costs.Min() == costs.Max();
    }

    private static string Said(Figure figure)
    {
        if (figure is not { Value: { } value, Low: { } low, High: { } high } || low == high) return string.Create(Invariant, $"{figure.Value:G5}");
        string decimals = "F" + Math.Clamp(3 - (int)Math.Floor(Math.Log10(high)), 0, 12).ToString(Invariant);   // the same of all three: four digits of the largest
        return $"{value.ToString(decimals, Invariant)} ({low.ToString(decimals, Invariant)} to {high.ToString(decimals, Invariant)})";
    }
}
