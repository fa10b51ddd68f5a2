namespace Probity.Metrics;

/// <summary>
/// What the Brier score of the top label, the mean of (c − y)², is made of over equal-width bins of confidence: Murphy (1973),
/// with the two terms within bins of Stephenson, Coelho &amp; Jolliffe (2008) that make the parts add up exactly.
/// </summary>
/// <remarks>
/// Brier = reliability − resolution + uncertainty + within-bin variance − within-bin covariance. Reliability and resolution are
/// biased upward by about (bins)·accuracy·(1 − accuracy)/N each.
/// </remarks>
/// <param name="Reliability">Squared gap between mean confidence and accuracy, by share of rows; 0 is best.</param>
/// <param name="Resolution">Squared distance of a bin's accuracy from all rows', by share of rows; more is better.</param>
/// <param name="Uncertainty">accuracy·(1 − accuracy): what a constant forecast would cost.</param>
/// <param name="WithinBinVariance">Variance of the confidences within their bins.</param>
/// <param name="WithinBinCovariance">Twice the covariance of confidence and outcome within bins.</param>
public sealed record BrierDecomposition(
    double Reliability, double Resolution, double Uncertainty, double WithinBinVariance, double WithinBinCovariance)
{
    /// <summary>What binning hides: variance less covariance within bins.</summary>
    public double WithinBins => WithinBinVariance - WithinBinCovariance;

    /// <summary>The Brier score of the top label, in [0, 1].</summary>
    public double Brier => Reliability - Resolution + Uncertainty + WithinBins;

    /// <summary>Takes the Brier score of the top label apart.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="bins">B ≥ 1 bins (b/B, (b+1)/B], 0 in the first. The default value is 15.</param>
    /// <param name="weights">N weights ≥ 0 that act as repetition, or empty for one each.</param>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1], a bad weight or number of bins.</exception>
    public static BrierDecomposition Of(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default)
    {
        Require.InRange(bins, 1, EvaluationOptions.MostBins, nameof(bins));
        var rows = RowsByConfidence.Of(confidence, correct, weights);
        return Of(new ConfidenceBins(rows.Confidence, bins), rows.Gaps, rows.Weights);
    }

    /// <param name="bins">Of the rows in order of confidence.</param>
    /// <param name="gaps">Confidence minus correctness, in that order.</param>
    /// <param name="weights">In that order.</param>
    internal static BrierDecomposition Of(ConfidenceBins bins, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        double total = 0, right = 0, variance = 0, covariance = 0;
        int start = 0;
        foreach (int end in bins.WidthEnds)
        {
            double weight = 0, confidences = 0, hits = 0;
            for (int i = start; i < end; i++)
            {
                weight += weights[i];
                confidences += weights[i] * bins.Confidence[i];
                hits += weights[i] * (bins.Confidence[i] - gaps[i]);
            }
            double mean = weight > 0 ? confidences / weight : 0;
            for (int i = start; i < end; i++)
            {
                double distance = bins.Confidence[i] - mean;
                variance += weights[i] * distance * distance;
                covariance += weights[i] * distance * (bins.Confidence[i] - gaps[i]);   // the mean outcome drops out
            }
            total += weight;
            right += hits;
            start = end;
        }
        var pass = CalibrationErrorPass.Run(bins.WidthEnds, bins.Confidence, gaps, weights);
        double accuracy = right / total;
        return new BrierDecomposition(pass.MeanSquare, pass.Resolution, accuracy * (1 - accuracy), variance / total, 2 * covariance / total);
    }
}
