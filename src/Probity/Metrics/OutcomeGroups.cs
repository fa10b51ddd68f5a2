namespace Probity.Metrics;

/// <summary>Groups of ties, highest first: how much of each outcome lies at or above each. Groups without weight are left out.</summary>
internal sealed class OutcomeGroups
{
    private OutcomeGroups(double[] thresholds, double[] seenPositives, double[] seenNegatives)
    {
        Thresholds = thresholds;
        SeenPositives = seenPositives;
        SeenNegatives = seenNegatives;
    }

    public int Count => Thresholds.Length;

    public double[] Thresholds { get; }

    public double[] SeenPositives { get; }

    public double[] SeenNegatives { get; }

    public double Positives => SeenPositives[^1];

    public double Negatives => SeenNegatives[^1];

    /// <param name="ranking">Checked, as are the others.</param>
    /// <param name="positive">N outcomes.</param>
    /// <param name="weights">N weights or none.</param>
    public static OutcomeGroups Of(ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights)
    {
        var ranked = RankedRows.Descending(ranking);
        double[] repeated = RepetitionWeights.Of(weights, ranking.Length);
        int most = ranked.GroupEnds.Length, count = 0;
        double[] thresholds = new double[most], positives = new double[most], negatives = new double[most];
        double hits = 0, misses = 0;
        int i = 0;
        foreach (int end in ranked.GroupEnds)
        {
            double before = hits + misses;
            for (; i < end; i++)
            {
                int row = ranked.Order[i];
                if (positive[row]) hits += repeated[row];
                else misses += repeated[row];
            }
            if (hits + misses == before) continue;
            (thresholds[count], positives[count], negatives[count]) = (ranking[ranked.Order[end - 1]], hits, misses);
            count++;
        }
        return new OutcomeGroups(thresholds[..count], positives[..count], negatives[..count]);
    }
}
