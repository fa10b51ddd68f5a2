using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// What a bootstrap draws: whole groups where there are enough of them, for queries of one group are alike; else single queries.
/// </summary>
internal sealed class ResamplingUnits
{
    /// <summary>Fewer groups say too little about how groups differ.</summary>
    public const int FewestGroups = 20;

    private ResamplingUnits(int[] ofQuery, int count, bool groups)
    {
        (OfQuery, Count, AreGroups) = (ofQuery, count, groups);
    }

    public static ResamplingUnits None { get; } = new([], 0, groups: false);

    /// <summary>The unit of each query as given; −1 for those left out.</summary>
    public int[] OfQuery { get; }

    public int Count { get; }

    public bool AreGroups { get; }

    /// <summary>What they are, for definitions.</summary>
    public string Words => AreGroups ? $"{Count:N0} groups" : $"{Count:N0} queries";

    /// <param name="groups">One a query; null where there are none.</param>
    /// <param name="counts">Whether a query counts.</param>
    /// <param name="queries">How many there are.</param>
    public static ResamplingUnits Of(int[]? groups, Func<int, bool> counts, int queries)
    {
        var units = new int[queries];
        var ofGroup = new Dictionary<int, int>();
        int single = 0;
        for (int i = 0; i < queries; i++)
        {
            units[i] = counts(i) ? single++ : -1;
            if (groups is not null && units[i] >= 0) ofGroup.TryAdd(groups[i], ofGroup.Count);
        }
        if (groups is null || ofGroup.Count < FewestGroups || ofGroup.Count == single) return new ResamplingUnits(units, single, groups: false);
        for (int i = 0; i < queries; i++)
        {
            if (units[i] >= 0) units[i] = ofGroup[groups[i]];
        }
        return new ResamplingUnits(units, ofGroup.Count, groups: true);
    }

    /// <summary>
    /// The interval of a figure in [0, 1] from its resamples: percentiles, as much wider as Student's t of the units is than the normal law; at 0 and 1
    /// at least Wilson's.
    /// </summary>
    /// <param name="value">In [0, 1].</param>
    /// <param name="resamples">Its resamples.</param>
    /// <param name="level">Such as .95.</param>
    /// <param name="stretch">By how much more it is widened.</param>
    /// <returns>Null where there are too few units or resamples.</returns>
    public Interval? IntervalOf(double value, double[] resamples, double level, double stretch = 1)
    {
        if (Count < 2 || Interval.Percentile(resamples, level) is not { } plain) return null;
        double factor = stretch * StudentDistribution.TwoSided(level, Count - 1) / NormalDistribution.TwoSided(level) * Math.Sqrt(Count / (Count - 1.0));
        var wider = new Interval(
            Math.Clamp(value - ((value - plain.Low) * factor), 0, value), Math.Clamp(value + ((plain.High - value) * factor), value, 1));
        return value is > 0 and < 1 ? wider : wider.Hull(Interval.Wilson(value, Count, level));
    }
}
