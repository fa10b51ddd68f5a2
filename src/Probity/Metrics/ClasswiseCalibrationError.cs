using Probity.Metrics.Classes;

namespace Probity.Metrics;

/// <summary>
/// Class-wise expected calibration error (Kull et al., NeurIPS 2019): for every class the binned L1 gap between its stated
/// probability and how often it is the label, over all rows; then the mean over classes. Unlike the top-label error it sees
/// classes that are never predicted.
/// </summary>
/// <remarks>
/// Equal-width bins are (b/B, (b+1)/B] over [0, 1], right-closed, 0 in the first bin. Biased upward. With many classes nearly all
/// cells lie in the first bin and the mean is small (at most 2/K): compare it with its own null, never across numbers of classes.
/// </remarks>
public static class ClasswiseCalibrationError
{
    /// <summary>The mean over classes.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary (two classes). −∞ masks a class.</param>
    /// <param name="labels">N labels, 0 to K − 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="bins">B ≥ 1, K·B at most 16,777,216. The default value is 15.</param>
    /// <param name="temperature">T &gt; 0; probabilities are the softmax of z/T. The default value is 1.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight acts as repetition.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">No rows, rows that do not pair up, a label out of range, a logit NaN or +∞, a bad weight or number of bins.</exception>
    public static double Compute(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, int bins = 15, double temperature = 1, ReadOnlySpan<double> weights = default) =>
        Mean(OfEachClass(logits, labels, classes, bins, temperature, weights));

    /// <summary>The mean over classes, from probabilities.</summary>
    /// <param name="probabilities">N×K probabilities, row-major; one column is the probability of class 1. Rows are not checked to sum to 1.</param>
    /// <param name="labels">N labels, 0 to K − 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="bins">B ≥ 1, K·B at most 16,777,216. The default value is 15.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">No rows, rows that do not pair up, a label or probability out of range, a bad weight or number of bins.</exception>
    public static double OfProbabilities(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes, int bins = 15, ReadOnlySpan<double> weights = default) =>
        Mean(OfEachClass(probabilities, labels, classes, bins, weights));

    /// <summary>The error of each class.</summary>
    /// <returns>K values in [0, 1]; two for one column.</returns>
    /// <inheritdoc cref="Compute(ReadOnlySpan{float}, ReadOnlySpan{int}, int, int, double, ReadOnlySpan{double})"/>
    public static unsafe double[] OfEachClass(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, int bins = 15, double temperature = 1, ReadOnlySpan<double> weights = default)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.Temperature(temperature, nameof(temperature));
        fixed (float* z = logits) return OfEachClass(new ProbabilityRows(z, classes, rows, temperature), labels, bins, weights, nameof(logits));
    }

    /// <summary>The error of each class, from probabilities.</summary>
    /// <returns>K values in [0, 1]; two for one column.</returns>
    /// <inheritdoc cref="OfProbabilities"/>
    public static unsafe double[] OfEachClass(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes, int bins = 15, ReadOnlySpan<double> weights = default)
    {
        int rows = Require.Rows(probabilities.Length, classes, nameof(probabilities));
        Require.Probabilities(probabilities, nameof(probabilities));
        fixed (double* p = probabilities) return OfEachClass(new ProbabilityRows(p, classes, rows), labels, bins, weights, nameof(probabilities));
    }

    private static double[] OfEachClass(ProbabilityRows rows, ReadOnlySpan<int> labels, int bins, ReadOnlySpan<double> weights, string name)
    {
        Require.SomeRows(rows.Rows, name);
        Require.SameRows(rows.Rows, labels.Length, name, nameof(labels));
        Require.Labels(labels, rows.Classes, nameof(labels));
        Require.InRange(bins, 1, EvaluationOptions.MostBins, nameof(bins));
        Require.Weights(weights, rows.Rows, nameof(weights));

        double[] repeated = RepetitionWeights.Of(weights, rows.Rows);
        var cells = new ClassCells(rows, labels, bins, repeated);
        return cells.Errors();
    }

    private static double Mean(double[] errors)
    {
        double sum = 0;
        foreach (double error in errors) sum += error;
        return sum / errors.Length;
    }
}
