using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Figures of queries with their resamples: units of queries are drawn anew, the same draws for every figure.</summary>
internal sealed class MatchReplicates(ResamplingUnits units, RetrievalOptions options)
{
    /// <summary>Computes figures of weighted queries.</summary>
    public delegate void Weighted(ReadOnlySpan<double> weights, Span<double> values);

    /// <param name="figures">How many.</param>
    /// <param name="compute">Called with one weight a query.</param>
    public (double[] Values, double[][] Resamples) Run(int figures, Weighted compute)
    {
        int rows = units.OfQuery.Length;
        var ones = new double[rows];
        ones.AsSpan().Fill(1);
        var values = new double[figures];
        compute(ones, values);
        var draws = new MultinomialWeights(options.Seed, RetrievalStreams.Units, units.Count);
        double[][] resamples = Replicates.Run(options.Bootstrap, figures, units.Count + rows, (replicate, scratch, results) =>
        {
            Span<double> drawn = scratch.AsSpan(0, units.Count), weights = scratch.AsSpan(units.Count, rows);
            draws.FillAll(replicate, drawn);
            for (int i = 0; i < weights.Length; i++) weights[i] = drawn[units.OfQuery[i]];
            compute(weights, results);
        });
        return (values, resamples);
    }

    /// <summary>A figure in [0, 1].</summary>
    public Figure Share(double value, double[] resamples, string definition, double stretch = 1) =>
        Made(value, options.Bootstrap == 0 ? null : units.IntervalOf(value, resamples, options.Confidence, stretch), definition, stretch);

    /// <summary>A difference, in [−1, 1].</summary>
    public Figure Difference(double value, double[] resamples, string definition, double stretch = 1)
    {
        Interval? interval = options.Bootstrap == 0 ? null : units.IntervalOf((value + 1) / 2, Array.ConvertAll(resamples, resample => (resample + 1) / 2), options.Confidence, stretch);
        return Made(value, interval is { } ends ? new Interval((2 * ends.Low) - 1, (2 * ends.High) - 1) : null, definition, stretch);
    }

    /// <summary>A figure that is not defined.</summary>
    public Figure Undefined(string definition, string reason) => new() { Value = null, Rows = units.OfQuery.Length, Definition = definition, Reason = reason };

    private Figure Made(double value, Interval? interval, string definition, double stretch) => new()
    {
        Value = value,
        Low = interval?.Low,
        High = interval?.High,
        Rows = units.OfQuery.Length,
        Definition = interval is null ? definition
            : $"{definition} Interval: percentile bootstrap over {units.Words}, references held, widened as Student's t of as many{(stretch > 1 ? ", and by √2 because queries are references, too" : "")}.",
    };
}
