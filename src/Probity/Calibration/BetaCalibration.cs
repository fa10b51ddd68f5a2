using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Beta calibration (Kull, Silva Filho &amp; Flach, AISTATS 2017): logit q = a·ln p − b·ln(1 − p) + c of the model's probability p of
/// class 1, with a, b ≥ 0, by maximum likelihood.
/// </summary>
/// <remarks>
/// Right where the probabilities of both classes follow beta distributions; unlike σ(a·s + b) it holds the identity and bends both ends on
/// their own. Restrictions: <c>beta-am</c> a = b, which is σ(a·s + c), the form of <see cref="AffineScaling"/>; <c>beta-ab</c> c = (a − b)·ln 2,
/// so that ½ stays ½. Convex and monotone. Where the best a or b would be negative, this is the optimum of the problem with the
/// constraint, intercept included; as are the authors' refits without that term. ln p and ln(1 − p) come from log-odds, so no
/// probability is too near 0 or 1. Where the scores part the classes there is no optimum: the rows are fitted to Platt's targets then, and
/// the warnings say so. Wants some hundreds of rows.
/// </remarks>
public sealed class BetaCalibration : BinaryCalibrator
{
    private static readonly double Ln2 = Math.Log(2);

    private BetaCalibration(CalibratorBasis basis, string kind, double a, double b, double c) : base(basis)
    {
        Kind = kind;
        A = a;
        B = b;
        C = c;
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>a ≥ 0, of ln p: below 1 the model was overconfident near 0.</summary>
    public double A { get; }

    /// <summary>b ≥ 0, of −ln(1 − p): below 1 the model was overconfident near 1.</summary>
    public double B { get; }

    /// <summary>c.</summary>
    public double C { get; }

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override bool CanInvert => A > 0 && B > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [CalibratorParameter.Number("a", A), CalibratorParameter.Number("b", B), CalibratorParameter.Number("c", C)];

    /// <summary>Fits a, b and c.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static BetaCalibration Fit(CalibrationRows rows)
    {
        double[] scores = Array.ConvertAll(rows.LogOdds(), Bounded);
        return Fitted(
            "beta", rows, [Array.ConvertAll(scores, LogTwice), Array.ConvertAll(scores, s => -LogTwice(-s))], intercept: true,
            LogisticFit.Separated(scores, rows.Labels));
    }

    /// <summary>Fits with a = b.</summary>
    /// <inheritdoc cref="Fit"/>
    public static BetaCalibration FitAm(CalibrationRows rows)
    {
        double[] scores = Array.ConvertAll(rows.LogOdds(), Bounded);
        return Fitted("beta-am", rows, [scores], intercept: true, LogisticFit.Separated(scores, rows.Labels));
    }

    /// <summary>Fits with c = (a − b)·ln 2.</summary>
    /// <inheritdoc cref="Fit"/>
    public static BetaCalibration FitAb(CalibrationRows rows)
    {
        double[] scores = Array.ConvertAll(rows.LogOdds(), Bounded);
        bool separated = true;   // at ½, where the curve is fixed
        for (int i = 0; i < scores.Length && separated; i++) separated = rows.Labels[i] == 1 ? scores[i] >= 0 : scores[i] <= 0;
        return Fitted(
            "beta-ab", rows, [Array.ConvertAll(scores, LogTwice), Array.ConvertAll(scores, s => -LogTwice(-s))], intercept: false,
            separated && scores.Any(s => s != 0));
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => Bounded((B * Elementary.Softplus(logOdds)) - (A * Elementary.Softplus(-logOdds)) + C);

    /// <inheritdoc/>
    public override string Explain()
    {
        if (A == 0 && B == 0) return Invariant($"The model's scores say nothing, or the wrong thing: every row gets the probability {Elementary.Logistic(C):G5} of class 1.");
        return Invariant($"Confidence is σ({A:G5}·ln p − {B:G5}·ln(1 − p) {(C < 0 ? "−" : "+")} {Math.Abs(C):G5}) of the model's probability p of class 1: {Ends()}.");

        string Ends() => Math.Sign(A - 1) == Math.Sign(B - 1) ? $"{End(A)} near 0 and near 1" : $"{End(A)} near 0, {End(B)} near 1";

        static string End(double power) => power < 1 ? "the model was overconfident" : power > 1 ? "the model was underconfident" : "the model's confidence keeps its spread";
    }

    private protected override double InverseLogOdds(double calibrated)
    {
        // Towards −∞ the curve falls without end where a > 0, and to c otherwise; towards +∞ it rises so where b > 0.
        if (A == 0 && calibrated <= C) return double.NegativeInfinity;
        if (B == 0 && calibrated >= C) return double.PositiveInfinity;
        double low = -1, high = 1;
        while (LogOdds(low) >= calibrated && low > double.MinValue / 4) low *= 2;
        while (LogOdds(high) < calibrated && high < double.MaxValue / 4) high *= 2;
        while (true)
        {
            double middle = (low / 2) + (high / 2);
            if (middle <= low || middle >= high) return high;
            if (LogOdds(middle) >= calibrated) high = middle;
            else low = middle;
        }
    }

    internal static Func<CalibratorReader, BetaCalibration> Restore(string kind) => from =>
    {
        double a = from.Number("a"), b = from.Number("b"), c = from.Number("c");
        from.Expect(a >= 0 && b >= 0, $"a = {a}, b = {b}");
        from.Expect(kind != "beta-am" || a == b, $"a = {a}, b = {b} of beta-am");
        from.Expect(kind != "beta-ab" || c == (a - b) * Ln2, $"c = {c} of beta-ab where a = {a}, b = {b}");
        return new BetaCalibration(from.Basis, kind, a, b, c);
    };

    private static BetaCalibration Fitted(string kind, CalibrationRows rows, double[][] features, bool intercept, bool separated)
    {
        List<string> warnings = [];
        if (separated) warnings.Add(Unlimited);
        else if (features.Length == 2 && OpenEnd(rows) is { } end)
        {
            // Only rows on the wrong side hold the power of an end down; far out a boundless one claims certainty of the wrong class.
            separated = true;
            warnings.Add($"{end}, so nothing there limits the curve: fitted to Platt's targets");
        }
        LogisticOptimum found = LogisticFit.Solve(rows, features, otherwise: [1, 1], nonNegative: [true, true], intercept, smoothed: separated);
        double a = found.Coefficients[0], b = found.Coefficients[^1];
        double c = features.Length == 1 ? found.Intercept : found.Intercept + ((a - b) * Ln2);
        if (a == 0 && b == 0) warnings.Add("a higher score does not go with more rows of class 1: a and b are kept at 0, so every row gets the same confidence");
        else if (a == 0 || b == 0) warnings.Add($"{(a == 0 ? "a" : "b")} is kept at 0, where the best would turn order round near {(a == 0 ? 0 : 1)}");
        var fitted = new BetaCalibration(rows.Basis(FitDiagnostics.None), kind, a, b, c);
        return new(rows.Basis(fitted.Diagnosed(rows, found.Passes, found.Converged, found.Gradient, warnings)), kind, a, b, c);
    }

    /// <summary>The end of the scale that no row of the other class lies on, in words, or null.</summary>
    private static string? OpenEnd(CalibrationRows rows)
    {
        double[] scores = rows.LogOdds();
        bool low = true, high = true;
        for (int i = 0; i < scores.Length; i++)
        {
            if (rows.Labels[i] == 1) low &= scores[i] > 0;
            else high &= scores[i] < 0;
        }
        return low ? "no row of class 1 has a probability of ½ or less" : high ? "no row of class 0 has a probability of ½ or more" : null;
    }

    /// <summary>ln(2p) of log-odds, to full precision near p = ½ too.</summary>
    private static double LogTwice(double logOdds) =>
        Math.Abs(logOdds) < 1 ? -Elementary.Log1P(Elementary.ExpM1(-logOdds) / 2) : Ln2 - Elementary.Softplus(-logOdds);
}
