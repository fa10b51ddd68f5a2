using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Structured matrix scaling (SMS; Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2511.03685): probabilities are
/// softmax((I + W)·z + b), z the logarithms of the probabilities of <see cref="TemperatureMixScaling"/>, with W and b that minimise
/// the mean cross-entropy plus (K/n)·(|diag W|² + |b|²) + (K(K − 1)/n)·|offdiag W|².
/// </summary>
/// <remarks>
/// Convex with one optimum, certified by the gradient g: the objective is within |g|²·n/(4K) of it. The penalty makes a matrix safe
/// that without one (<see cref="MatrixScaling"/>) overfits. The best on most tables up to some hundred classes. K² numbers are learned
/// and kept: with a thousand classes prefer <see cref="StructuredVectorScaling"/>. Weights count as repetition, n is their
/// sum. Changes which class is predicted, by design. For rows of two columns or more.
/// </remarks>
public sealed class StructuredMatrixScaling : LogisticCalibrator
{
    private StructuredMatrixScaling(CalibratorBasis basis, double temperature, double mix, double[] weights, double[] bias)
        : base(basis, new LogisticFeatures(1 / temperature, mix), weights, bias)
    {
        Temperature = temperature;
        Mix = mix;
    }

    /// <inheritdoc/>
    public override string Kind => "sms";

    /// <summary>T of the probabilities whose logarithms are mixed.</summary>
    public double Temperature { get; }

    /// <summary>The weight 1/(n + 1) of the uniform distribution in them.</summary>
    public double Mix { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [CalibratorParameter.Number("temperature", Temperature), CalibratorParameter.Number("mix", Mix), .. base.Parameters];

    /// <summary>Fits W and b.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static StructuredMatrixScaling Fit(CalibrationRows rows)
    {
        MultinomialFit.RequireTwoColumns(rows, "sms");
        var scaling = TemperatureMixScaling.Fit(rows);
        double ridge = 2 * rows.Classes / rows.Total;
        MultinomialFit fit = MultinomialFit.Run(rows, scaling.Features, full: true, ridge, (rows.Classes - 1) * ridge, ridge);
        StructuredMatrixScaling With(FitDiagnostics diagnostics) => new(rows.Basis(diagnostics), scaling.Temperature, scaling.Mix, fit.Weights, fit.Bias);
        return With(With(FitDiagnostics.None).Diagnosed(rows, fit.Found, [.. scaling.Diagnostics.Warnings, .. fit.Warnings]));
    }

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames) =>
        Invariant($"Confidence is softmax(W·z + b) of the log-probabilities z at temperature {Temperature:G5}.") + ExplainParameters(classNames);

    internal static StructuredMatrixScaling Restore(CalibratorReader from)
    {
        (double temperature, double mix) = TemperatureMixScaling.ReadFeatures(from);
        (double[] weights, double[] bias) = Read(from, matrix: true);
        return new(from.Basis, temperature, mix, weights, bias);
    }
}
