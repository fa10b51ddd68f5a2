using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>AUROC of a confidence against "the closest item is right".</summary>
internal static class HitAuroc
{
    public static Figure Of(RetrievalReport report, ReadOnlySpan<double> confidence)
    {
        Require.SameRows(report.Hit.Count, confidence.Length, "queries", nameof(confidence));
        Require.NoNaN(confidence, nameof(confidence));
        // A query whose closest items are right and wrong ones at the same distance is as much of each as its chance says.
        var ranking = new double[2 * report.Queries];
        var positive = new bool[ranking.Length];
        var shares = new double[ranking.Length];
        var units = new int[ranking.Length];
        int at = 0;
        for (int query = 0; query < confidence.Length; query++)
        {
            if (report.Relevant[query] == 0) continue;
            for (int side = 0; side < 2; side++, at++)
            {
                ranking[at] = confidence[query];
                positive[at] = side == 0;
                shares[at] = side == 0 ? report.Hit[query] : 1 - report.Hit[query];
                units[at] = report.Units.OfQuery[query];
            }
        }

        const string definition = "Chance that a query whose closest item is right has more confidence than one where it is not; ties count one half (R-AUROC).";
        double right = 0;
        for (int i = 0; i < at; i += 2) right += shares[i];
        if (right == 0 || right == report.Queries)
        {
            string reason = report.Queries == 0 ? "no query has a right item to find" : right == 0 ? "no query's closest item is right" : "every query's closest item is right";
            return new Figure { Value = null, Rows = report.Queries, Definition = definition, Reason = reason };
        }

        double value = Auroc.Compute(ranking, positive, shares);
        Interval? interval = report.Options.Bootstrap == 0 ? null : report.Units.IntervalOf(value, Resample(report, ranking, positive, shares, units), report.Options.Confidence);
        return new Figure
        {
            Value = value,
            Low = interval?.Low,
            High = interval?.High,
            Rows = report.Queries,
            Definition = interval is null ? definition : $"{definition} Interval: percentile bootstrap over {report.Units.Words}, widened as Student's t of as many.",
        };
    }

    private static double[] Resample(RetrievalReport report, double[] ranking, bool[] positive, double[] shares, int[] units)
    {
        var draws = new MultinomialWeights(report.Options.Seed, RetrievalStreams.Units, report.Units.Count);
        int count = report.Units.Count;
        return Replicates.Run(report.Options.Bootstrap, 1, count + ranking.Length, (replicate, scratch, values) =>
        {
            Span<double> drawn = scratch.AsSpan(0, count), weights = scratch.AsSpan(count, ranking.Length);
            draws.FillAll(replicate, drawn);
            for (int i = 0; i < weights.Length; i++) weights[i] = shares[i] * drawn[units[i]];
            values[0] = Auroc.Compute(ranking, positive, weights);
        })[0];
    }
}
