using Probity.IO;

namespace Probity.Calibration;

/// <summary>
/// Dirichlet calibration with off-diagonal and intercept regularisation (Kull et al., NeurIPS 2019): probabilities are
/// softmax(W·ln p + b), with W and b that minimise the mean cross-entropy plus λ·(mean of the squares of W off its diagonal) +
/// μ·(mean of the squares of b).
/// </summary>
/// <remarks>
/// Convex and certified by the gradient. The paper searches λ and μ by cross-validation, at the price of as many fits; the defaults
/// λ = K²·(K − 1)²/n and μ = K²/n give each number the weight that it has in <see cref="StructuredMatrixScaling"/>, so there is
/// one fit, and neither the order of rows nor how they are repeated decides. The diagonal is free but for a ridge of ½·10⁻⁶ times the
/// squared distance from temperature scaling, which keeps it finite where rows can be separated. Use it to compare with published
/// figures; else <see cref="StructuredMatrixScaling"/>. Weights count as repetition, n is their sum. Changes which class is
/// predicted, by design. For rows of two columns or more.
/// </remarks>
public sealed class DirichletCalibration : LogisticCalibrator
{
    private DirichletCalibration(CalibratorBasis basis, double[] weights, double[] bias) : base(basis, LogisticFeatures.LogProbabilities, weights, bias)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "dirichlet";

    /// <summary>Fits W and b with the default penalties.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static DirichletCalibration Fit(CalibrationRows rows)
    {
        MultinomialFit.RequireTwoColumns(rows, "dirichlet");
        double classes = rows.Classes;
        return Fit(rows, classes * classes * (classes - 1) * (classes - 1) / rows.Total, classes * classes / rows.Total);
    }

    /// <summary>Fits W and b.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <param name="offDiagonal">λ ≥ 0.</param>
    /// <param name="bias">μ ≥ 0.</param>
    /// <exception cref="ArgumentException">There is one column, or a penalty is negative or not finite.</exception>
    public static DirichletCalibration Fit(CalibrationRows rows, double offDiagonal, double bias)
    {
        MultinomialFit.RequireTwoColumns(rows, "dirichlet");
        Require.NotNegative(offDiagonal, nameof(offDiagonal));
        Require.NotNegative(bias, nameof(bias));
        double classes = rows.Classes, scale = MultinomialFit.ScaleOf(rows);
        MultinomialFit fit = MultinomialFit.Run(
            rows, LogisticFeatures.LogProbabilities, full: true, MultinomialFit.Tiny, Math.Max(MultinomialFit.Tiny, 2 * offDiagonal * scale * scale / (classes * (classes - 1))),
            Math.Max(MultinomialFit.Tiny, 2 * bias / classes), scale);
        DirichletCalibration With(FitDiagnostics diagnostics) => new(rows.Basis(diagnostics), fit.Weights, fit.Bias);
        return With(With(FitDiagnostics.None).Diagnosed(rows, fit.Found, fit.Warnings));
    }

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames) => "Confidence is softmax(W·ln p + b) of the model's probabilities p." + ExplainParameters(classNames);

    internal static DirichletCalibration Restore(CalibratorReader from)
    {
        (double[] weights, double[] bias) = Read(from, matrix: true);
        return new(from.Basis, weights, bias);
    }
}
