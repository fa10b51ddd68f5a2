using Probity.Metrics.Classes;
using Probity.Metrics.Families;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>Measures the figures of a classifier family by family: values, bootstrap replicates, draws under the stated probabilities.</summary>
internal static class ClassifierReport
{
    public static Dictionary<string, Figure> Figures(EvaluationRows rows, EvaluationOptions options, IProgress<double>? progress)
    {
        var sample = new Sample(rows);
        return Figures(sample, rows, options, progress, out _);
    }

    /// <summary>The same figures with those of every class, from the same replicates.</summary>
    public static ClassTable Table(EvaluationRows rows, EvaluationOptions options, IProgress<double>? progress)
    {
        var sample = new Sample(rows);
        var figures = Figures(sample, rows, options, progress, out ClasswiseErrors? errors, table: true);
        return new ClassTable(figures, ClassReport.Of(sample, rows, options, errors));
    }

    private static Dictionary<string, Figure> Figures(
        Sample sample, EvaluationRows rows, EvaluationOptions options, IProgress<double>? progress, out ClasswiseErrors? errors, bool table = false)
    {
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        bool everyClass = !rows.Logits.IsEmpty;
        var ranked = RankedRows.Descending(sample.Keep(rows.Ranking.IsEmpty ? rows.Confidence : rows.Ranking));
        List<FigureFamily> families = [new LossFigures(sample, rows), new CalibrationFigures(sample, rows, options.Bins), new RankingFigures(sample, ranked)];
        if (!rows.Labels.IsEmpty) families.Add(new ClassBalancedRisk(sample, ranked, rows.Labels));
        if (everyClass) families.Add(new RefinementFigures(sample, rows));
        double first = everyClass ? 0.5 : 1;   // the share of the work that does not look at every class, roughly
        Measure(families, sample, options, progress is null ? null : share => progress.Report(first * share), figures);
        errors = null;
        if (!everyClass) return figures;

        errors = ClasswiseErrors.Measure(sample, rows, options, table, progress is null ? null : share => progress.Report(first + ((1 - first) * share)));
        figures["ece_classwise"] = errors?.Mean() ?? ClasswiseErrors.TooManyBins(sample, rows.Logits.Length / rows.Confidence.Length, options.Bins);
        return figures;
    }

    private static void Measure(
        List<FigureFamily> families, Sample sample, EvaluationOptions options, Action<double>? progress, Dictionary<string, Figure> figures)
    {
        int count = families.Sum(family => family.Count), drawnCount = families.Sum(family => family.DrawnCount);
        int room = families.Max(family => family.Room);
        var values = new double[count];
        Compute(sample.Weights, new double[room], values);

        int done = 0;
        Action<int>? advance = progress is null ? null : more => progress(Interlocked.Add(ref done, more) / (2.0 * options.Bootstrap));
        var draws = new MultinomialWeights(options.Seed, ReplicateStreams.Rows, sample.Rows);
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
            options.Bootstrap, drawnCount, room, options.Seed, ReplicateStreams.Outcomes,
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
