using Probity.Metrics;
using Probity.Metrics.Families;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Calibration errors of a match confidence: as those of a classifier, but units of queries are drawn where a classifier's rows are.</summary>
internal static class MatchCalibration
{
    private static readonly string[] Kept = ["rmsce_debiased", "ece"];

    public static void AddTo(Dictionary<string, Figure> figures, double[] confidence, bool[] right, ResamplingUnits units, RetrievalOptions options)
    {
        var evaluation = new EvaluationOptions { Bootstrap = options.Bootstrap, Seed = options.Seed, Level = options.Confidence };
        var bins = new ConfidenceBins(confidence, evaluation.Bins);
        int rows = confidence.Length;
        double[] gaps = new double[rows], ones = new double[rows];
        for (int i = 0; i < rows; i++) gaps[i] = bins.Confidence[i] - (right[bins.Order[i]] ? 1 : 0);
        ones.AsSpan().Fill(1);
        var errors = new BinnedErrors(bins, ones);
        var values = new double[errors.Count];
        errors.Compute(gaps, ones, values);

        var draws = new MultinomialWeights(options.Seed, RetrievalStreams.Units, units.Count);
        double[][] replicates = Replicates.Run(options.Bootstrap, errors.Count, units.Count + rows, (replicate, scratch, results) =>
        {
            Span<double> drawn = scratch.AsSpan(0, units.Count), weights = scratch.AsSpan(units.Count, rows);
            draws.FillAll(replicate, drawn);
            for (int i = 0; i < rows; i++) weights[i] = drawn[units.OfQuery[bins.Order[i]]];
            errors.Compute(gaps, weights, results);
        });
        double[][] stated = Replicates.Run(options.Bootstrap, errors.Count, rows, options.Seed, RetrievalStreams.Outcomes, (ref words, scratch, results) =>
        {
            for (int i = 0; i < rows; i++) scratch[i] = bins.Confidence[i] - (words.Next() < bins.Confidence[i] * 4294967296.0 ? 1 : 0);
            errors.Compute(scratch, ones, results);
        });

        var sample = new Sample(new EvaluationRows { Confidence = confidence, Correct = right });
        var measured = new Dictionary<string, Figure>(StringComparer.Ordinal);
        errors.Describe(new Measured(evaluation, sample, values, replicates, stated), 0, measured);
        foreach (string name in Kept)
        {
            Figure figure = measured[name];
            figures.Add(name, figure with { Definition = $"{figure.Definition} Resamples are of {units.Words}." });
        }
    }
}
