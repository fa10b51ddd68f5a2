namespace Probity.Metrics;

/// <summary>The rows of a reliability diagram: what was promised and what happened, bin by bin.</summary>
public static class ReliabilityBins
{
    /// <summary>Bins (b/B, (b+1)/B] over [0, 1], 0 in the first. Empty bins are left out.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="bins">B ≥ 1. The default value is 15.</param>
    /// <param name="weights">N weights ≥ 0 that act as repetition, or empty for one each.</param>
    /// <param name="level">Level of the intervals and bands, in (0, 1). The default value is 0.95.</param>
    /// <param name="simultaneous">Whether the consistency bands hold in all B bins at once (Bonferroni) instead of in each. The default value is false.</param>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1], a bad weight, level or number of bins.</exception>
    public static IReadOnlyList<ReliabilityBin> EqualWidth(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default, double level = 0.95,
        bool simultaneous = false) =>
        Collect(confidence, correct, bins, weights, level, simultaneous, byMass: false);

    /// <summary>
    /// Bins of equal mass, cut by cumulative weight and never inside a tie. Edges are the largest confidence of the bin
    /// below, so that these too are right-closed and cover [0, 1].
    /// </summary>
    /// <inheritdoc cref="EqualWidth"/>
    public static IReadOnlyList<ReliabilityBin> EqualMass(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default, double level = 0.95,
        bool simultaneous = false) =>
        Collect(confidence, correct, bins, weights, level, simultaneous, byMass: true);

    private static List<ReliabilityBin> Collect(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins, ReadOnlySpan<double> weights, double level, bool simultaneous, bool byMass)
    {
        Require.SomeRows(confidence.Length, nameof(confidence));
        Require.SameRows(confidence.Length, correct.Length, nameof(confidence), nameof(correct));
        Require.Probabilities(confidence, nameof(confidence));
        Require.InRange(bins, 1, EvaluationOptions.MostBins, nameof(bins));
        Require.Weights(weights, confidence.Length, nameof(weights));
        Require.OpenShare(level, nameof(level));

        var cut = new ConfidenceBins(confidence, bins);
        var repeated = RepetitionWeights.Of(weights, confidence.Length);
        var arranged = new double[repeated.Length];
        for (int i = 0; i < arranged.Length; i++) arranged[i] = repeated[cut.Order[i]];

        var ends = new int[bins];
        int count = bins;
        if (byMass) count = cut.CutByMass(arranged, ends);
        else cut.WidthEnds.CopyTo(ends);

        double bandLevel = simultaneous ? 1 - ((1 - level) / count) : level;
        var result = new List<ReliabilityBin>();
        int start = 0;
        for (int bin = 0; bin < count; bin++)
        {
            int end = ends[bin];
            double low = byMass ? (start == 0 ? 0 : cut.Confidence[start - 1]) : bin / (double)bins;
            double high = byMass ? (bin == count - 1 ? 1 : cut.Confidence[end - 1]) : (bin + 1) / (double)bins;
            if (Describe(cut, correct, arranged, start, end, low, high, level, bandLevel) is { } described) result.Add(described);
            start = end;
        }
        return result;
    }

    private static ReliabilityBin? Describe(
        ConfidenceBins cut, ReadOnlySpan<bool> correct, double[] weights, int start, int end, double low, double high, double level,
        double bandLevel)
    {
        double weight = 0, squares = 0, confidences = 0, hits = 0;
        int rows = 0;
        for (int i = start; i < end; i++)
        {
            double w = weights[i], p = cut.Confidence[i];
            if (w == 0) continue;
            rows++;
            weight += w;
            squares += w * w;
            confidences += w * p;
            if (correct[cut.Order[i]]) hits += w;
        }
        if (rows == 0) return null;

        double mean = confidences / weight, accuracy = hits / weight;
        var interval = Interval.Wilson(accuracy, weight * weight / squares, level);
        var band = ConsistencyBands.OfBin(cut.Confidence.AsSpan(start, end - start), weights.AsSpan(start, end - start), bandLevel);
        return new ReliabilityBin(low, high, rows, weight, mean, accuracy, interval.Low, interval.High, band.Low, band.High);
    }
}

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Low">Lower edge, not in the bin (0 is in the first).</param>
/// <param name="High">Upper edge, in the bin.</param>
/// <param name="Rows">Rows of positive weight.</param>
/// <param name="Weight">Sum of the weights, after scaling to a mean of 1 where they are not whole numbers.</param>
/// <param name="MeanConfidence">Weighted mean of the stated probabilities.</param>
/// <param name="Accuracy">Weighted share of right predictions.</param>
/// <param name="AccuracyLow">Lower end of Wilson's interval of the accuracy (effective rows where weighted).</param>
/// <param name="AccuracyHigh">Upper end of it.</param>
/// <param name="ConsistencyLow">
/// Lower end of the band in which the accuracy would lie if the stated probabilities were true: see <see cref="ConsistencyBands"/>.
/// </param>
/// <param name="ConsistencyHigh">Upper end of it.</param>
public sealed record ReliabilityBin(
    double Low, double High, int Rows, double Weight, double MeanConfidence, double Accuracy,
    double AccuracyLow, double AccuracyHigh, double ConsistencyLow, double ConsistencyHigh);
