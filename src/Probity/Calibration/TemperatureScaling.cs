using System.Numerics;
using Probity.IO;
using Probity.Scores;
using static System.FormattableString;

namespace Probity.Calibration;

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
public sealed class TemperatureScaling : Calibrator
{
    private const double FloatTolerance = 1e-7;    // the float kernel's own error in β
    private const double DoubleTolerance = 1e-11;
    private const int WarmStartRows = 4_096;

    private TemperatureScaling(CalibratorBasis basis, double temperature, double standardError, TemperatureCrossFit? crossFit) : base(basis)
    {
        Temperature = temperature;
        StandardError = standardError;
        CrossFit = crossFit;
    }

    /// <inheritdoc/>
    public override string Kind => "temperature";

    /// <inheritdoc/>
    public override bool KeepsPrediction => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [CalibratorParameter.Number("temperature", Temperature), CalibratorParameter.Number("temperature_standard_error", StandardError)];

    /// <summary>T &gt; 0. Above 1 the model was overconfident, below 1 underconfident.</summary>
    public double Temperature { get; }

    /// <summary>Standard error of T over fitting samples (sandwich estimate), 0 where T was kept at 1.</summary>
    public double StandardError { get; }

    /// <summary>The temperatures fitted without each fold, or null where this was read from a file or fitted in the course of something else.</summary>
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
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, CalibrationOptions? options = null,
        IProgress<double>? progress = null) =>
        FitAny(logits, labels, classes, weights, options ?? new(), FloatTolerance, progress, double.PositiveInfinity, keepsMasks: true);

    /// <inheritdoc cref="Fit(ReadOnlySpan{float}, ReadOnlySpan{int}, int, ReadOnlySpan{double}, CalibrationOptions, IProgress{double})"/>
    public static TemperatureScaling Fit(
        ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, CalibrationOptions? options = null,
        IProgress<double>? progress = null) =>
        FitAny(logits, labels, classes, weights, options ?? new(), DoubleTolerance, progress, double.PositiveInfinity, keepsMasks: true);

    /// <summary>Fits T and keeps it whatever it is worth on new rows: as one calibrator among others to choose from.</summary>
    internal static TemperatureScaling Fit(CalibrationRows rows) => FitAny<double>(
        rows.Masked(), rows.Labels, rows.Classes, rows.Weights, null, DoubleTolerance, null, rows.Floor, rows.KeepsMasks || double.IsPositiveInfinity(rows.Floor));

    /// <summary>Fits T to other rows of the same kind, and keeps it whatever it is worth on new ones.</summary>
    /// <param name="logits">N×K logits, row-major.</param>
    /// <param name="labels">N labels.</param>
    /// <param name="classes">K.</param>
    /// <param name="weights">N weights ≥ 0, or empty.</param>
    /// <param name="near">Where the optimum is expected: saves steps and changes nothing beyond rounding.</param>
    internal static TemperatureScaling Refit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights, double near) =>
        FitAny(logits, labels, classes, weights, null, FloatTolerance, null, double.PositiveInfinity, keepsMasks: true, 1 / near);

    /// <inheritdoc/>
    public override string Explain()
    {
        if (Temperature == 1) return "Confidence is the model's own probability: no temperature made it better.";
        return Invariant($"Confidence is the softmax at temperature {Temperature:G6} ± {1.96 * StandardError:G2}: ") +
            (Temperature > 1 ? "the model was overconfident." : "the model was underconfident.");
    }

    internal override void Transform(Span<double> rows)
    {
        double beta = 1 / Temperature;
        for (int i = 0; i < rows.Length; i++) rows[i] *= beta;
    }

    /// <inheritdoc/>
    public override bool CanInvert => true;

    private protected override void InvertRow(Span<double> row)
    {
        foreach (ref double logit in row) logit *= Temperature;
    }

    internal override void Scores(ReadOnlySpan<float> logits, ScoreColumns to)
    {
        if (double.IsPositiveInfinity(Basis.Floor)) LogitScores.Compute(logits, Classes, to, Temperature);
        else base.Scores(logits, to);
    }

    private static unsafe TemperatureScaling FitAny<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights, CalibrationOptions? options, double tolerance,
        IProgress<double>? progress, double floor, bool keepsMasks, double start = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, Math.Max(2, classes), nameof(labels));
        Require.Weights(weights, rows, nameof(weights));
        if (options is not null) Require.InRange(options.Folds, 2, 20, nameof(options.Folds));
        CalibratorBasis Basis(FitDiagnostics diagnostics) => new(classes, floor, keepsMasks, diagnostics);

        fixed (T* z = logits)
        fixed (int* y = labels)
        fixed (double* w = Normalised(weights))
        {
            // One look at T = 1, some three to the optimum, one a fold.
            int looks = 0, expected = 4 + (options?.Folds ?? 0);
            var objective = new TemperatureObjective<T>(z, y, w, rows, classes, () => progress?.Report(Math.Min(.99, (double)++looks / expected)));

            // A few thousand rows place β within a per cent or so; the full rows then need two or three steps, not eight.
            int stride = start == 1 ? rows / WarmStartRows : 1;
            if (stride > 1) start = TemperatureSolver.Solve(objective, new RowSet(stride), 1, 1e-3).Beta;
            TemperatureOptimum optimum = TemperatureSolver.Solve(objective, new RowSet(1), start, tolerance);
            if (optimum.Reason is { } reason)
                return Identity(objective, rows, Basis, $"T = 1: {reason}");

            double standardError = objective.StandardError() / (optimum.Beta * optimum.Beta);   // of T, by dT = dβ/β²
            TemperatureCrossFit? crossFit = options is null ? null : TemperatureCrossFit.Run(objective, rows, optimum.Beta, options);
            if (options is { DoNoHarm: true } && double.IsNaN(crossFit!.NllAfter))
                return Identity(objective, rows, Basis, "T = 1: there are too few rows to see on some what was fitted on others");
            if (options is { DoNoHarm: true } && crossFit!.NllAfter >= crossFit.NllBefore)
            {
                return Identity(objective, rows, Basis, Invariant(
                    $"T = 1: the optimum T = {1 / optimum.Beta:G5} is no better on rows it was not fitted on (cross-fitted NLL {crossFit.NllAfter:G5}, before {crossFit.NllBefore:G5})"));
            }

            List<string> warnings = [];
            if (!optimum.Converged) warnings.Add(Invariant($"the search for T did not converge; the gradient is still {optimum.Gradient:G3}"));
            var diagnostics = new FitDiagnostics(rows, objective.Passes, optimum.Converged, optimum.Gradient, objective.NllAtOne, optimum.Nll, warnings);
            var fitted = new TemperatureScaling(Basis(diagnostics), 1 / optimum.Beta, standardError, crossFit);
            return crossFit is null ? fitted : (TemperatureScaling)fitted.WithCrossFit(crossFit.NllBefore, crossFit.NllAfter);
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

    private static TemperatureScaling Identity<T>(TemperatureObjective<T> objective, int rows, Func<FitDiagnostics, CalibratorBasis> basis, string reason)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double nll = objective.NllAtOne;
        var diagnostics = new FitDiagnostics(rows, objective.Passes, false, Math.Abs(objective.GradientAtOne), nll, nll, [reason]);
        return (TemperatureScaling)new TemperatureScaling(basis(diagnostics), 1, 0, TemperatureCrossFit.None(rows)).WithCrossFit(nll, nll);
    }

    /// <summary>One of a known temperature.</summary>
    internal static TemperatureScaling Of(CalibratorBasis basis, double temperature) => new(basis, temperature, 0, null);

    internal static TemperatureScaling Restore(CalibratorReader from)
    {
        double temperature = from.Number("temperature");
        double standardError = from.Version == 1 ? from.StandardErrorOfVersion1 : from.Number("temperature_standard_error");
        from.Expect(temperature > 0 && double.IsFinite(1 / temperature), $"temperature {temperature}");
        from.Expect(standardError >= 0, $"a standard error of {standardError}");
        return new(from.Basis, temperature, standardError, null);
    }
}
