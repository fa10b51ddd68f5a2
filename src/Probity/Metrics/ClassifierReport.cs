using Probity.Metrics.Families;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>Measures the figures of a classifier family by family: values, bootstrap replicates, draws under the stated probabilities.</summary>
internal static class ClassifierReport
{
    private const uint BootstrapStreams = 0, OutcomeStreams = 1;

    public static Dictionary<string, Figure> Figures(EvaluationRows rows, EvaluationOptions options, IProgress<double>? progress)
    {
        var sample = new Sample(rows);
        FigureFamily[] families =
        [
            new LossFigures(sample, rows),
            new CalibrationFigures(sample, rows, options.Bins),
            new RankingFigures(sample, rows),
        ];
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        Measure(families, sample, options, progress, figures);
        return figures;
    }

    private static void Measure(
        FigureFamily[] families, Sample sample, EvaluationOptions options, IProgress<double>? progress, Dictionary<string, Figure> figures)
    {
        int count = families.Sum(family => family.Count), drawnCount = families.Sum(family => family.DrawnCount);
        int room = families.Max(family => family.Room);
        var values = new double[count];
        Compute(sample.Weights, new double[room], values);

        int done = 0;
        Action<int>? advance = progress is null ? null : more => progress.Report(Interlocked.Add(ref done, more) / (2.0 * options.Bootstrap));
        var draws = new MultinomialWeights(options.Seed, BootstrapStreams, sample.Rows);
        double[][] replicates = Replicates.Run(
            options.Bootstrap, count, sample.Rows + room,
            (replicate, scratch, results) =>
            {
                var weights = scratch.AsSpan(0, sample.Rows);
                draws.Resample(replicate, sample.Weights, weights);
                Compute(weights, scratch.AsSpan(sample.Rows), results);
            },
            advance);
        double[][] drawn = Replicates.Run(
            options.Bootstrap, drawnCount, room, options.Seed, OutcomeStreams,
            (ref words, scratch, results) =>
            {
                foreach (var family in families)
                {
                    family.DrawOutcomes(ref words, scratch, results);
                    results = results[family.DrawnCount..];
                }
            },
            advance);

        int first = 0, firstDrawn = 0;
        foreach (var family in families)
        {
            int end = first + family.Count, endDrawn = firstDrawn + family.DrawnCount;
            family.Describe(new Measured(options, sample, values[first..end], replicates[first..end], drawn[firstDrawn..endDrawn]), figures);
            (first, firstDrawn) = (end, endDrawn);
        }

        void Compute(ReadOnlySpan<double> weights, Span<double> scratch, Span<double> results)
        {
            foreach (var family in families)
            {
                family.Compute(weights, scratch, results);
                results = results[family.Count..];
            }
        }
    }
}
