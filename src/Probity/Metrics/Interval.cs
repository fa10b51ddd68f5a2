using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>The two ends of a confidence interval.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>The wider of two intervals at each end.</summary>
    public Interval Hull(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>
    /// The score interval of a share (Wilson, 1927). Unlike a bootstrap it has width at shares of 0 and 1.
    /// </summary>
    /// <param name="share">Observed, in [0, 1].</param>
    /// <param name="rows">How many rows stand behind it; an effective number where they are weighted.</param>
    /// <param name="level">Such as 0.95.</param>
    public static Interval Wilson(double share, double rows, double level)
    {
        double z = NormalDistribution.TwoSided(level);
        double z2 = z * z / rows;
        double centre = (share + (z2 / 2)) / (1 + z2);
        double half = Math.Sqrt((share * (1 - share) * z2) + (z2 * z2 / 4)) / (1 + z2);
        // At the ends the closed form is exact and its rounding is not.
        return new(share <= 0 ? 0 : Math.Max(0, centre - half), share >= 1 ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>
    /// The score interval of an area under the ROC curve (Newcombe, 2006, method 5): the areas from which the observed
    /// one is z standard errors of Hanley &amp; McNeil away. It has width at areas of 0 and 1.
    /// </summary>
    public static Interval Newcombe(double auroc, double positives, double negatives, double level)
    {
        double z = NormalDistribution.TwoSided(level);
        double extra = Math.Max(0, ((positives + negatives) / 2) - 1);

        bool Within(double area)
        {
            double variance = area * (1 - area) / (positives * negatives)
                * (1 + (extra * (((1 - area) / (2 - area)) + (area / (1 + area)))));
            return Math.Abs(auroc - area) <= z * Math.Sqrt(variance);
        }

        return new(auroc <= 0 ? 0 : Edge(auroc, 0, Within), auroc >= 1 ? 1 : Edge(auroc, 1, Within));
    }

    private static double Edge(double inside, double outside, Func<double, bool> within)
    {
        // At an observed 0 or 1 the variance vanishes on the spot itself, so the walk starts from outside.
        for (int step = 0; step < 60; step++)
        {
            double middle = (inside + outside) / 2;
            if (within(middle)) inside = middle;
            else outside = middle;
        }
        return (inside + outside) / 2;
    }

    /// <summary>
    /// The percentile interval of replicates: order statistics number (B+1)·p (Davison &amp; Hinkley, 1997), read between
    /// ranks. Replicates where the figure is undefined (NaN) are left out.
    /// </summary>
    /// <returns>Null where fewer than half of the replicates are defined.</returns>
    public static Interval? Percentile(double[] replicates, double level)
    {
        var sorted = Array.FindAll(replicates, value => !double.IsNaN(value));
        if (sorted.Length == 0 || sorted.Length * 2 < replicates.Length) return null;
        Array.Sort(sorted);
        return new(Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2));
    }

    /// <summary>The quantile of ascending values at rank (B+1)·p, read between ranks.</summary>
    public static double Quantile(double[] sorted, double p)
    {
        double rank = Math.Clamp(((sorted.Length + 1) * p) - 1, 0, sorted.Length - 1);
        int below = (int)rank;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
    }
}
