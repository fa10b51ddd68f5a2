using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>What accepting from a threshold upwards would do, at up to 400 thresholds that are confidences of rows.</summary>
internal static class ExplorerSection
{
    private const int ByRank = 200;
    private const int ByLogOdds = 199;

    public static Explorer Of(ReportInput input, RankedRows ranked, bool[] right)
    {
        var known = Passing(ranked.Known, input.PassesGate);
        var outcomes = input.PassesGate is null ? (bool[])right.Clone() : [.. right.Where((_, i) => input.PassesGate[i])];
        Array.Sort(known, outcomes);
        var rightFrom = new int[known.Length + 1];
        for (int i = known.Length - 1; i >= 0; i--) rightFrom[i] = rightFrom[i + 1] + (outcomes[i] ? 1 : 0);

        double[]? unknown = ranked.Unknown is null ? null : Passing(ranked.Unknown, input.Unknowns!.PassesGate);
        if (unknown is not null) Array.Sort(unknown);

        double[] thresholds = Thresholds(known, ranked);
        int[] accepted = [.. thresholds.Select(t => known.Length - FirstAtLeast(known, t))];
        int[] hits = [.. thresholds.Select(t => rightFrom[FirstAtLeast(known, t)])];
        var intervals = accepted.Zip(hits, (n, k) => n == 0 ? new Interval(0, 1) : Interval.Wilson(k / (double)n, n, .95)).ToArray();
        return new(
            [.. thresholds.Select(ranked.Probability)], Places(thresholds, ranked), accepted, hits, [.. intervals.Select(i => i.Low)], [.. intervals.Select(i => i.High)],
            unknown is null ? null : [.. thresholds.Select(t => unknown.Length - FirstAtLeast(unknown, t))],
            ranked.Known.Length, ranked.Known.Length - known.Length,
            ranked.Unknown?.Length ?? 0, (ranked.Unknown?.Length ?? 0) - (unknown?.Length ?? 0),
            ranked.Threshold is { } policy ? Array.IndexOf(thresholds, policy) : null,
            input.ConfidenceAfter is not null);
    }

    private static double[] Passing(double[] confidence, bool[]? passes) =>
        passes is null ? (double[])confidence.Clone() : [.. confidence.Where((_, i) => passes[i])];

    /// <summary>Evenly spaced by rank, where the rows are, and by log-odds, where the eye is; none that accepts so few rows that nobody would choose it.</summary>
    private static double[] Thresholds(double[] ascending, RankedRows ranked)
    {
        double? policy = ranked.Threshold;
        var chosen = new SortedSet<double>();
        if (policy is { } given) chosen.Add(given);
        if (ascending.Length > 0)
        {
            int acceptedByPolicy = policy is { } p ? ascending.Length - FirstAtLeast(ascending, p) : ascending.Length;
            int fewest = Math.Min(Math.Max(10, ascending.Length / 20), Math.Max(1, acceptedByPolicy / 2));
            int last = ascending.Length - fewest;
            int distinct = 1;
            for (int i = 1; i <= last; i++) distinct += ascending[i] != ascending[i - 1] ? 1 : 0;
            if (distinct <= ByRank + ByLogOdds) chosen.UnionWith(ascending[..(last + 1)]);
            else
            {
                for (int i = 0; i < ByRank; i++) chosen.Add(ascending[(int)((long)i * last / (ByRank - 1))]);
                double low = Finite(ranked.Place(ascending[0])), high = Finite(ranked.Place(ascending[last]));
                double[] places = [.. ascending.Select(ranked.Place)];
                for (int i = 0; i < ByLogOdds; i++)
                    chosen.Add(ascending[Math.Min(last, FirstAtLeast(places, low + (high - low) * i / (ByLogOdds - 1)))]);
            }
        }
        return [.. chosen];
    }

    /// <summary>On an axis: infinite log-odds are put beside the finite ones.</summary>
    private static double[] Places(double[] thresholds, RankedRows ranked)
    {
        double[] places = [.. thresholds.Select(ranked.Place)];
        double[] finite = [.. places.Where(double.IsFinite).DefaultIfEmpty(0)];
        double low = finite.Min() - 1, high = finite.Max() + 1;
        return [.. places.Select(place => Math.Clamp(place, low, high))];
    }

    private static double Finite(double place) => Math.Clamp(place, -1e9, 1e9);

    private static int FirstAtLeast(double[] ascending, double value)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
