using System.Runtime.Intrinsics;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// Spiegelhalter's test (Statistics in Medicine, 1986): the Brier score of the top label against what it would be on average if
/// the stated probabilities were true, in standard deviations. Positive where the score is worse, as when confidence is too high.
/// </summary>
/// <remarks>
/// z = Σ w·(y − c)(1 − 2c) / √(Σ w·(1 − 2c)²·c(1 − c)). It sees errors that move the Brier score, so it is blind at c = ½ and where
/// errors cancel. Weights act as repetition in z; in the p-value a weighted row is one observation (w² in the variance).
/// </remarks>
public static class Spiegelhalter
{
    /// <summary>z and its two-sided p-value.</summary>
    /// <param name="confidence">N stated probabilities in [0, 1] that the prediction is right.</param>
    /// <param name="correct">N outcomes: the prediction was right.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>Both NaN where the variance is 0: every confidence is 0, ½ or 1.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1] or a bad weight.</exception>
    public static SpiegelhalterTest Test(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights = default)
    {
        var rows = RowsByConfidence.Of(confidence, correct, weights);
        return Test(rows.Confidence, rows.Gaps, rows.Weights);
    }

    /// <param name="confidence">N.</param>
    /// <param name="gaps">Confidence minus correctness.</param>
    /// <param name="weights">As repetition.</param>
    internal static SpiegelhalterTest Test(ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        var (excess, variance, rowVariance) = Sums(confidence, gaps, weights);
        return SpiegelhalterTest.Of(excess, variance, rowVariance);
    }

    /// <summary>z alone; NaN where undefined.</summary>
    internal static double Score(ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        var (excess, variance, _) = Sums(confidence, gaps, weights);
        return variance > 0 ? excess / Math.Sqrt(variance) : double.NaN;
    }

    private static (double Excess, double Variance, double RowVariance) Sums(
        ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        Vector256<double> excessLanes = default, varianceLanes = default, rowVarianceLanes = default;
        var one = Vector256<double>.One;
        int i = 0;
        for (; i <= gaps.Length - 4; i += 4)
        {
            Vector256<double> c = Vector256.Create(confidence[i..]), w = Vector256.Create(weights[i..]), tilt = one - c - c;
            var part = w * (tilt * tilt * (c * (one - c)));
            excessLanes -= w * (tilt * Vector256.Create(gaps[i..]));
            varianceLanes += part;
            rowVarianceLanes += w * part;
        }

        double excess = Vector256.Sum(excessLanes), variance = Vector256.Sum(varianceLanes), rowVariance = Vector256.Sum(rowVarianceLanes);
        for (; i < gaps.Length; i++)
        {
            double c = confidence[i], w = weights[i], tilt = 1 - c - c;
            double part = w * (tilt * tilt * (c * (1 - c)));
            excess -= w * (tilt * gaps[i]);
            variance += part;
            rowVariance += w * part;
        }
        return (excess, variance, rowVariance);
    }
}

/// <summary>Spiegelhalter's z and its p-value.</summary>
/// <param name="Z">In standard deviations; NaN where undefined.</param>
/// <param name="P">Two-sided.</param>
public readonly record struct SpiegelhalterTest(double Z, double P)
{
    /// <param name="excess">Σ w·(y − c)(1 − 2c).</param>
    /// <param name="variance">Σ w·(1 − 2c)²·c(1 − c).</param>
    /// <param name="rowVariance">The same with w².</param>
    internal static SpiegelhalterTest Of(double excess, double variance, double rowVariance) => variance > 0
        ? new(excess / Math.Sqrt(variance), 2 * NormalDistribution.UpperTail(Math.Abs(excess) / Math.Sqrt(rowVariance)))
        : new(double.NaN, double.NaN);
}
