using System.Numerics;
using Probity.Scores;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>What a <see cref="TemperatureScaling"/> fit may be told.</summary>
public sealed record TemperatureScalingOptions
{
    /// <summary>Keep T = 1 where the cross-fitted negative log-likelihood is not better. The default value is true.</summary>
    public bool DoNoHarm { get; init; } = true;

    /// <summary>Folds of the cross-fit, 2 to 20. The default value is 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the split into folds. The default value is 0.</summary>
    public ulong Seed { get; init; }
}

/// <summary>
/// Temperature scaling (Guo, Pleiss, Sun &amp; Weinberger, ICML 2017): probabilities are softmax(z/T), with the one T that
/// maximises the likelihood of the fitting rows.
/// </summary>
/// <remarks>
/// In β = 1/T the problem is convex with one optimum (Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2501.19195), found
/// here by safeguarded Newton steps and certified by the derivative. Never changes which class is predicted. One
/// parameter: right from some 100 rows on, but blind to miscalibration that differs between classes. Fit on rows that
/// the model was not trained on. Thread-safe: immutable once fitted.
/// </remarks>
public sealed class TemperatureScaling
{
    private const double FloatTolerance = 1e-7;    // the float kernel's own error in β
    private const double DoubleTolerance = 1e-11;
    private const int WarmStartRows = 4_096;

    private TemperatureScaling(
        double temperature, double standardError, FitDiagnostics diagnostics, double crossFitNllBefore, double crossFitNllAfter, TemperatureCrossFit? crossFit)
    {
        Temperature = temperature;
        StandardError = standardError;
        Diagnostics = diagnostics;
        CrossFitNllBefore = crossFitNllBefore;
        CrossFitNllAfter = crossFitNllAfter;
        CrossFit = crossFit;
    }

    /// <summary>T &gt; 0. Above 1 the model was overconfident, below 1 underconfident.</summary>
    public double Temperature { get; }

    /// <summary>Standard error of T over fitting samples (sandwich estimate), 0 where T was kept at 1.</summary>
    public double StandardError { get; }

    /// <summary>How the fit went.</summary>
    public FitDiagnostics Diagnostics { get; }

    /// <summary>Mean negative log-likelihood of the fitting rows at T = 1.</summary>
    public double CrossFitNllBefore { get; }

    /// <summary>Mean negative log-likelihood of each row at the temperature fitted without its fold: what calibration is worth on new rows. Where T was kept at 1, that at T = 1.</summary>
    public double CrossFitNllAfter { get; }

    /// <summary>The temperatures fitted without each fold, or null where this was read from a file.</summary>
    public TemperatureCrossFit? CrossFit { get; }

    /// <summary>Fits T.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary. −∞ masks a class, but not the label's own.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. An integer weight counts as repetition.</param>
    /// <param name="options">The default value is <c>new()</c>.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <returns>T; 1 with the reason in the warnings where there is no usable optimum or it would do harm.</returns>
    /// <exception cref="ArgumentException">No rows, rows that do not pair up, a label out of range or masked, a logit NaN or +∞.</exception>
    public static TemperatureScaling Fit(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, TemperatureScalingOptions? options = null,
        IProgress<double>? progress = null) =>
        FitAny(logits, labels, classes, weights, options ?? new(), FloatTolerance, progress);

    /// <inheritdoc cref="Fit(ReadOnlySpan{float}, ReadOnlySpan{int}, int, ReadOnlySpan{double}, TemperatureScalingOptions, IProgress{double})"/>
    public static TemperatureScaling Fit(
        ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, TemperatureScalingOptions? options = null,
        IProgress<double>? progress = null) =>
        FitAny(logits, labels, classes, weights, options ?? new(), DoubleTolerance, progress);

    /// <summary>Calibrated probabilities of new rows.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary.</param>
    /// <param name="classes">K.</param>
    /// <param name="probabilities">At least N×K values; for one column the probability of class 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public void Calibrate(ReadOnlySpan<float> logits, int classes, Span<double> probabilities) =>
        Softmax.Compute(logits, classes, probabilities, Temperature);

    /// <inheritdoc cref="Calibrate(ReadOnlySpan{float}, int, Span{double})"/>
    public void Calibrate(ReadOnlySpan<double> logits, int classes, Span<double> probabilities) =>
        Softmax.Compute(logits, classes, probabilities, Temperature);

    private static unsafe TemperatureScaling FitAny<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights, TemperatureScalingOptions options, double tolerance,
        IProgress<double>? progress)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, Math.Max(2, classes), nameof(labels));
        Require.Weights(weights, rows, nameof(weights));
        Require.InRange(options.Folds, 2, 20, nameof(options.Folds));

        fixed (T* z = logits)
        fixed (int* y = labels)
        fixed (double* w = Normalised(weights))
        {
            // One look at T = 1, some three to the optimum, one a fold.
            int looks = 0, expected = 4 + options.Folds;
            var objective = new TemperatureObjective<T>(z, y, w, rows, classes, () => progress?.Report(Math.Min(.99, (double)++looks / expected)));

            // A few thousand rows place β within a per cent or so; the full rows then need two or three steps, not eight.
            double start = 1;
            int stride = rows / WarmStartRows;
            if (stride > 1) start = TemperatureSolver.Solve(objective, new RowSet(stride), 1, 1e-3).Beta;
            TemperatureOptimum optimum = TemperatureSolver.Solve(objective, new RowSet(1), start, tolerance);
            if (optimum.Reason is { } reason)
                return Identity(objective, rows, $"T = 1: {reason}");

            double standardError = objective.StandardError() / (optimum.Beta * optimum.Beta);   // of T, by dT = dβ/β²
            TemperatureCrossFit crossFit = TemperatureCrossFit.Run(objective, rows, optimum.Beta, options);
            if (options.DoNoHarm && double.IsNaN(crossFit.NllAfter))
                return Identity(objective, rows, "T = 1: there are too few rows to see on some what was fitted on others");
            if (options.DoNoHarm && crossFit.NllAfter >= crossFit.NllBefore)
            {
                return Identity(objective, rows, Invariant(
                    $"T = 1: the optimum T = {1 / optimum.Beta:G5} is no better on rows it was not fitted on (cross-fitted NLL {crossFit.NllAfter:G5}, before {crossFit.NllBefore:G5})"));
            }

            List<string> warnings = [];
            if (!optimum.Converged) warnings.Add(Invariant($"the search for T did not converge; the gradient is still {optimum.Gradient:G3}"));
            var diagnostics = new FitDiagnostics(rows, objective.Passes, optimum.Converged, optimum.Gradient, objective.NllAtOne, optimum.Nll, warnings);
            return new TemperatureScaling(1 / optimum.Beta, standardError, diagnostics, crossFit.NllBefore, crossFit.NllAfter, crossFit);
        }
    }

    /// <summary>Weights of mean 1, so that neither tiny nor huge ones leave the range of a double when squared.</summary>
    private static double[]? Normalised(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) return null;
        double largest = 0, sum = 0;
        foreach (double weight in weights) largest = Math.Max(largest, weight);
        var scaled = new double[weights.Length];
        for (int i = 0; i < scaled.Length; i++) sum += scaled[i] = weights[i] / largest;
        for (int i = 0; i < scaled.Length; i++) scaled[i] *= scaled.Length / sum;
        return scaled;
    }

    private static TemperatureScaling Identity<T>(TemperatureObjective<T> objective, int rows, string reason)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double nll = objective.NllAtOne;
        var diagnostics = new FitDiagnostics(rows, objective.Passes, false, Math.Abs(objective.GradientAtOne), nll, nll, [reason]);
        return new(1, 0, diagnostics, nll, nll, TemperatureCrossFit.None(rows));
    }

    /// <summary>A fitted temperature as a policy file keeps it.</summary>
    internal static TemperatureScaling Restore(
        double temperature, double standardError, FitDiagnostics diagnostics, double crossFitNllBefore, double crossFitNllAfter) =>
        new(temperature, standardError, diagnostics, crossFitNllBefore, crossFitNllAfter, null);
}
