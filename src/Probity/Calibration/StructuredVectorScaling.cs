using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Structured vector scaling (SVS; Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2511.03685): probabilities are
/// softmax((1 + w)∘z + b), z the logarithms of the probabilities of <see cref="TemperatureMixScaling"/>, with w and b that minimise
/// the mean cross-entropy plus (K/n)·(|w|² + |b|²).
/// </summary>
/// <remarks>
/// Convex with one optimum, certified by the gradient g: the objective is within |g|²·n/(4K) of it. With few rows it is the
/// temperature, with many it learns for each class how far to trust it. The best choice of its size for tens to thousands of
/// classes; <see cref="StructuredMatrixScaling"/> is better still where rows are many for K². Weights count as repetition, n is
/// their sum. Changes which class is predicted, by design. For rows of two columns or more.
/// </remarks>
public sealed class StructuredVectorScaling : LogisticCalibrator
{
    private StructuredVectorScaling(CalibratorBasis basis, double temperature, double mix, double[] weights, double[] bias)
        : base(basis, new LogisticFeatures(1 / temperature, mix), weights, bias)
    {
        Temperature = temperature;
        Mix = mix;
    }

    /// <inheritdoc/>
    public override string Kind => "svs";

    /// <summary>T of the probabilities whose logarithms are scaled.</summary>
    public double Temperature { get; }

    /// <summary>The weight 1/(n + 1) of the uniform distribution in them.</summary>
    public double Mix { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [CalibratorParameter.Number("temperature", Temperature), CalibratorParameter.Number("mix", Mix), .. base.Parameters];

    /// <summary>Fits w and b.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static StructuredVectorScaling Fit(CalibrationRows rows)
    {
        MultinomialFit.RequireTwoColumns(rows, "svs");
        var scaling = TemperatureMixScaling.Fit(rows);
        double ridge = 2 * rows.Classes / rows.Total;
        MultinomialFit fit = MultinomialFit.Run(rows, scaling.Features, full: false, ridge, ridge, ridge);
        StructuredVectorScaling With(FitDiagnostics diagnostics) => new(rows.Basis(diagnostics), scaling.Temperature, scaling.Mix, fit.Weights, fit.Bias);
        return With(With(FitDiagnostics.None).Diagnosed(rows, fit.Found, [.. scaling.Diagnostics.Warnings, .. fit.Warnings]));
    }

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames) =>
        Invariant($"Confidence is softmax(w∘z + b) of the log-probabilities z at temperature {Temperature:G5}.") + ExplainParameters(classNames);

    internal static StructuredVectorScaling Restore(CalibratorReader from)
    {
        (double temperature, double mix) = TemperatureMixScaling.ReadFeatures(from);
        (double[] weights, double[] bias) = Read(from, matrix: false);
        return new(from.Basis, temperature, mix, weights, bias);
    }
}
