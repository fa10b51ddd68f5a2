using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>What one evaluation finds more than another of the same queries. Both look for the same items, so the difference is surer than either figure.</summary>
internal static class RetrievalGain
{
    /// <summary>Figures whose values are kept for every query.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ["precision_at_1", "r_precision", "map_at_r"];

    public static Dictionary<string, Figure> Of(RetrievalReport report, RetrievalReport before)
    {
        Require.SameRows(report.Relevant.Count, before.Relevant.Count, "queries", "queries before");
        if (!report.Relevant.SequenceEqual(before.Relevant)) throw new ArgumentException("queries: they have other numbers of right items than before; compare the same queries among the same items");

        ResamplingUnits units = report.Units;
        var gains = new Dictionary<string, Figure>(StringComparer.Ordinal);
        foreach ((string name, double[] now) in report.OfQueries)
        {
            double[] then = before.OfQueries[name], differences = new double[now.Length];
            for (int i = 0; i < now.Length; i++) differences[i] = now[i] - then[i];
            gains.Add(name, Of(name, differences));
        }
        return gains;

        Figure Of(string name, double[] differences)
        {
            string definition = $"Mean over the same queries of {name} less what it was before, in [−1, 1].";
            if (report.Queries == 0) return new Figure { Value = null, Rows = 0, Definition = definition, Reason = "no query has a right item to find" };
            double value = Mean(differences, units.OfQuery, []);
            if (report.Options.Bootstrap == 0) return new Figure { Value = value, Rows = report.Queries, Definition = definition };

            var draws = new MultinomialWeights(report.Options.Seed, RetrievalStreams.Units, units.Count);
            double[] resamples = Replicates.Run(report.Options.Bootstrap, 1, units.Count, (replicate, weights, values) =>
            {
                draws.FillAll(replicate, weights);
                values[0] = Share(Mean(differences, units.OfQuery, weights));
            })[0];
            double stretch = units.AreGroups ? 1 : QueryFigure.All([]).Single(figure => figure.Name == name).StretchOfOwnReference;
            Interval? interval = units.IntervalOf(Share(value), resamples, report.Options.Confidence, stretch);
            return new Figure
            {
                Value = value,
                Low = (2 * interval?.Low) - 1,
                High = (2 * interval?.High) - 1,
                Rows = report.Queries,
                Definition = $"{definition} Interval: percentile bootstrap over {units.Words}, the same for both, references held, widened as Student's t of as many.",
            };
        }
    }

    /// <summary>Intervals are of figures in [0, 1].</summary>
    private static double Share(double difference) => (difference + 1) / 2;

    /// <param name="values">One a query.</param>
    /// <param name="units">The unit of each; −1 leaves it out.</param>
    /// <param name="weights">One a unit; empty for one each.</param>
    private static double Mean(double[] values, int[] units, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (units[i] < 0) continue;
            double weight = weights.IsEmpty ? 1 : weights[units[i]];
            sum += weight * values[i];
            total += weight;
        }
        return sum / total;
    }
}
