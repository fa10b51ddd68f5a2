using Probity.IO;

namespace Probity.Calibration;

/// <summary>
/// Matrix scaling (Guo, Pleiss, Sun &amp; Weinberger, ICML 2017): probabilities are softmax(W·z + b) of the model's
/// log-probabilities z, with W and b of the largest likelihood.
/// </summary>
/// <remarks>
/// Of log-probabilities rather than logits, so that a constant added to a row changes nothing. Convex and certified by the
/// gradient. Rows that can be separated, or a class without rows, have no finite optimum: a ridge of ½·10⁻⁶ times the squared
/// distance from temperature scaling keeps the answer finite and is too small to show elsewhere. K² + K numbers overfit
/// badly unless rows are many times as many (at K = 100 worse than no calibration): prefer <see cref="StructuredMatrixScaling"/>, which is this
/// with a penalty. Changes which class is predicted, by design. For rows of two columns or more.
/// </remarks>
public sealed class MatrixScaling : LogisticCalibrator
{
    private MatrixScaling(CalibratorBasis basis, double[] weights, double[] bias) : base(basis, LogisticFeatures.LogProbabilities, weights, bias)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "matrix";

    /// <summary>Fits W and b.</summary>
    /// <param name="rows">Rows of two columns or more.</param>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static MatrixScaling Fit(CalibrationRows rows)
    {
        MultinomialFit.RequireTwoColumns(rows, "matrix");
        MultinomialFit fit = MultinomialFit.Run(
            rows, LogisticFeatures.LogProbabilities, full: true, MultinomialFit.Tiny, MultinomialFit.Tiny, MultinomialFit.Tiny, MultinomialFit.ScaleOf(rows));
        MatrixScaling With(FitDiagnostics diagnostics) => new(rows.Basis(diagnostics), fit.Weights, fit.Bias);
        return With(With(FitDiagnostics.None).Diagnosed(rows, fit.Found, fit.Warnings));
    }

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames) => "Confidence is softmax(W·z + b) of the model's log-probabilities z." + ExplainParameters(classNames);

    internal static MatrixScaling Restore(CalibratorReader from)
    {
        (double[] weights, double[] bias) = Read(from, matrix: true);
        return new(from.Basis, weights, bias);
    }
}
