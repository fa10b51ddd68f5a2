using Probity.IO;

namespace Probity.Calibration;

/// <summary>
/// Vector scaling (Guo, Pleiss, Sun &amp; Weinberger, ICML 2017): probabilities are softmax(w∘z + b) of the model's
/// log-probabilities z, with w and b of the largest likelihood.
/// </summary>
/// <remarks>
/// Of log-probabilities rather than logits, so that a constant added to a row changes nothing. Convex and certified by the
/// gradient. Rows that can be separated, or a class without rows, have no finite optimum: a ridge of ½·10⁻⁶ times the squared
/// distance from temperature scaling keeps the answer finite and is too small to show elsewhere. Overfits where rows are few
/// for 2K numbers: prefer <see cref="StructuredVectorScaling"/>. Changes which class is predicted, by design. For rows of two columns or more.
/// </remarks>
public sealed class VectorScaling : LogisticCalibrator
{
    private VectorScaling(CalibratorBasis basis, double[] weights, double[] bias) : base(basis, LogisticFeatures.LogProbabilities, weights, bias)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "vector";

    /// <summary>Fits w and b.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static VectorScaling Fit(CalibrationRows rows)
    {
        MultinomialFit.RequireTwoColumns(rows, "vector");
        MultinomialFit fit = MultinomialFit.Run(
            rows, LogisticFeatures.LogProbabilities, full: false, MultinomialFit.Tiny, MultinomialFit.Tiny, MultinomialFit.Tiny, MultinomialFit.ScaleOf(rows));
        VectorScaling With(FitDiagnostics diagnostics) => new(rows.Basis(diagnostics), fit.Weights, fit.Bias);
        return With(With(FitDiagnostics.None).Diagnosed(rows, fit.Found, fit.Warnings));
    }

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames) => "Confidence is softmax(w∘z + b) of the model's log-probabilities z." + ExplainParameters(classNames);

    internal static VectorScaling Restore(CalibratorReader from)
    {
        (double[] weights, double[] bias) = Read(from, matrix: false);
        return new(from.Basis, weights, bias);
    }
}
