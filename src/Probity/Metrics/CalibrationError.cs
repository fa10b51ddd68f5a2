namespace Probity.Metrics;

/// <summary>
/// Binned calibration errors of a stated probability: how far the mean confidence of a bin is from the share of its
/// rows that are right.
/// </summary>
/// <remarks>
/// Equal-width bins are (b/B, (b+1)/B] over [0, 1], right-closed, 0 in the first bin; a confidence of exactly 1 is in
/// the last. Empty bins count nothing. All of these are biased upward: even a perfectly calibrated model has an error
/// of the order of √(B/N). Weights act as repetition.
/// </remarks>
public static class CalibrationError
{
    /// <summary>Expected calibration error (Naeini et al., AAAI 2015; Guo et al., ICML 2017): L1 over equal-width bins.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="bins">B ≥ 1. The default value is 15.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1], a bad weight or number of bins.</exception>
    public static double Ece(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualWidth(confidence, correct, bins, weights).Ece;

    /// <summary>Maximum calibration error: the largest gap of a non-empty equal-width bin, however few rows it has.</summary>
    /// <inheritdoc cref="Ece"/>
    public static double Mce(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualWidth(confidence, correct, bins, weights).Mce;

    /// <summary>Root mean square calibration error: L2 over equal-width bins.</summary>
    /// <inheritdoc cref="Ece"/>
    public static double Rmsce(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualWidth(confidence, correct, bins, weights).Rmsce;

    /// <summary>
    /// Expected calibration error over bins of equal mass (Nixon et al., 2019), cut by cumulative weight and never
    /// inside a tie; there are fewer than B bins where ties or few rows leave no other way.
    /// </summary>
    /// <inheritdoc cref="Ece"/>
    public static double EceEqualMass(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualMass(confidence, correct, bins, weights).Ece;

    /// <summary>
    /// Debiased root mean square calibration error (Kumar, Liang &amp; Ma, NeurIPS 2019) over bins of equal mass: from each
    /// bin's squared gap its expected noise p̂(1 − p̂)/(n − 1) is taken off, n the bin's weight; the root of what is left, at
    /// least 0. A bin of one row has no noise to estimate and keeps its gap.
    /// </summary>
    /// <inheritdoc cref="Ece"/>
    public static double RmsceDebiased(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualMass(confidence, correct, bins, weights).RmsceDebiased;

    /// <summary>
    /// The part of <see cref="Ece"/> from equal-width bins whose mean confidence is above their accuracy, the two directions that
    /// Berta et al. (2026, arXiv 2602.24230) tell apart. With <see cref="Underconfidence"/> it sums to the ECE.
    /// </summary>
    /// <inheritdoc cref="Ece"/>
    public static double Overconfidence(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualWidth(confidence, correct, bins, weights).Overconfidence;

    /// <summary>The part of <see cref="Ece"/> from equal-width bins whose mean confidence is below their accuracy.</summary>
    /// <inheritdoc cref="Ece"/>
    public static double Underconfidence(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15, ReadOnlySpan<double> weights = default) =>
        EqualWidth(confidence, correct, bins, weights).Underconfidence;

    private static CalibrationErrorPass EqualMass(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins, ReadOnlySpan<double> weights)
    {
        var cut = Cut(confidence, correct, bins, weights, out double[] gaps, out double[] arranged);
        var ends = new int[bins];
        return CalibrationErrorPass.Run(ends.AsSpan(0, cut.CutByMass(arranged, ends)), cut.Confidence, gaps, arranged);
    }

    private static CalibrationErrorPass EqualWidth(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins, ReadOnlySpan<double> weights)
    {
        var cut = Cut(confidence, correct, bins, weights, out double[] gaps, out double[] arranged);
        return CalibrationErrorPass.Run(cut.WidthEnds, cut.Confidence, gaps, arranged);
    }

    private static ConfidenceBins Cut(
        ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins, ReadOnlySpan<double> weights, out double[] gaps, out double[] arranged)
    {
        Require.SomeRows(confidence.Length, nameof(confidence));
        Require.SameRows(confidence.Length, correct.Length, nameof(confidence), nameof(correct));
        Require.Probabilities(confidence, nameof(confidence));
        Require.InRange(bins, 1, EvaluationOptions.MostBins, nameof(bins));
        Require.Weights(weights, confidence.Length, nameof(weights));

        var cut = new ConfidenceBins(confidence, bins);
        var repeated = RepetitionWeights.Of(weights, confidence.Length);
        gaps = new double[repeated.Length];
        arranged = new double[repeated.Length];
        for (int i = 0; i < gaps.Length; i++)
        {
            gaps[i] = cut.Confidence[i] - (correct[cut.Order[i]] ? 1 : 0);
            arranged[i] = repeated[cut.Order[i]];
        }
        return cut;
    }
}
