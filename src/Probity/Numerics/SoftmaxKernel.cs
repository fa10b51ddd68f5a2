using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Probity.Numerics;

/// <summary>What a row's third sum collects: its square for Σp², or the second moment of the logits for a Newton step.</summary>
internal interface IThirdSum
{
    static abstract bool IsSecondMoment { get; }
}

/// <summary>Collect Σ e².</summary>
internal readonly struct SquaredTerms : IThirdSum
{
    public static bool IsSecondMoment => false;
}

/// <summary>Collect Σ e·(z − z₂)².</summary>
internal readonly struct SecondMoment : IThirdSum
{
    public static bool IsSecondMoment => true;
}

/// <summary>
/// One row of logits to <see cref="SoftmaxTerms"/>, in two passes over a row that stays in the first-level cache: the
/// two largest logits, then the sums of exponentials relative to the second largest.
/// </summary>
/// <remarks>
/// Relative to the second largest, the sum over the others is at least 1, so float lanes lose nothing of 1 − p_max
/// however small it is; the factor exp(−gap) is applied in double. The largest logit itself is clamped to the second
/// and so adds exactly 1 to each sum (0 to the logarithmic ones), which is subtracted again.
/// </remarks>
internal static class SoftmaxKernel
{
    private const float LowestExponent = -126f;        // 2⁻¹²⁶ is the smallest normal float; smaller terms do not count
    private const double LowestVectorBeta = 1e-30, HighestVectorBeta = 1e30;
    private const double Ln2 = 0.69314718055994530942;

    /// <summary>Vectors a lane adds up before its sum moves to double, so that a row of a million columns keeps its digits.</summary>
    private const int Block = 64;

    /// <summary>The terms of one row at inverse temperature <paramref name="beta"/>: vectors for floats, scalar code in double for doubles.</summary>
    /// <param name="row">K ≥ 1 logits; one means binary, the logit of class 1 against 0.</param>
    /// <param name="beta">1/T &gt; 0.</param>
    /// <param name="terms">The result; meaningless where false is returned.</param>
    /// <returns>False where a logit is NaN or +∞, or all are −∞.</returns>
    public static bool TryRow<T, TThird>(ReadOnlySpan<T> row, double beta, out SoftmaxTerms terms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TThird : struct, IThirdSum
    {
        if (row.Length == 1) return TryBinary<TThird>(double.CreateTruncating(row[0]), beta, out terms);
        if (typeof(T) == typeof(float))
        {
            var floats = MemoryMarshal.Cast<T, float>(row);
            // Beyond these the padding would count, or the scale overflow.
            if (beta is < LowestVectorBeta or > HighestVectorBeta) return TryScalar<T, TThird>(row, beta, out terms);
            if (Vector512.IsHardwareAccelerated) return TryVector<Vector512<float>, Lanes512, TThird>(floats, beta, out terms);
            if (Vector256.IsHardwareAccelerated) return TryVector<Vector256<float>, Lanes256, TThird>(floats, beta, out terms);
            if (Vector128.IsHardwareAccelerated) return TryVector<Vector128<float>, Lanes128, TThird>(floats, beta, out terms);
        }
        return TryScalar<T, TThird>(row, beta, out terms);
    }

    private static bool TryBinary<TThird>(double logit, double beta, out SoftmaxTerms terms) where TThird : struct, IThirdSum
    {
        terms = new SoftmaxTerms
        {
            Predicted = logit > 0 ? 1 : 0,
            MaxLogit = Math.Max(logit, 0),
            Margin = Math.Abs(logit),
            Gap = beta * Math.Abs(logit),
            Others = double.IsNegativeInfinity(logit) ? 0 : 1,
            Third = TThird.IsSecondMoment || double.IsNegativeInfinity(logit) ? 0 : 1,
        };
        return !double.IsNaN(logit) && !double.IsPositiveInfinity(logit);
    }

    /// <summary>The scalar form, in double: the only one without vector hardware, and the oracle of the others.</summary>
    public static bool TryScalar<T, TThird>(ReadOnlySpan<T> row, double beta, out SoftmaxTerms terms)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TThird : struct, IThirdSum
    {
        double first = double.NegativeInfinity, second = double.NegativeInfinity;
        int predicted = 0;
        terms = default;
        for (int j = 0; j < row.Length; j++)
        {
            double z = double.CreateTruncating(row[j]);
            if (double.IsNaN(z)) return false;
            if (z > first)
            {
                (second, first, predicted) = (first, z, j);
            }
            else if (z > second)
            {
                second = z;
            }
        }
        if (double.IsInfinity(first)) return false;

        terms = new SoftmaxTerms { Predicted = predicted, MaxLogit = first, Margin = first - second, Gap = beta * (first - second) };
        if (double.IsNegativeInfinity(second)) return true;

        for (int j = 0; j < row.Length; j++)
        {
            if (j == predicted) continue;
            double z = double.CreateTruncating(row[j]);
            if (double.IsNegativeInfinity(z)) continue;
            double d = beta * (z - second);
            double e = Math.Exp(d);
            terms.Others += e;
            terms.OthersTimesLog += e * d;
            terms.Third += TThird.IsSecondMoment ? e * d * d : e * e;
        }
        return true;
    }

    private static bool TryVector<V, L, TThird>(ReadOnlySpan<float> row, double beta, out SoftmaxTerms terms)
        where V : struct
        where L : struct, ILanes<V>
        where TThird : struct, IThirdSum
    {
        ref readonly float start = ref MemoryMarshal.GetReference(row);
        nuint whole = (nuint)(row.Length - (row.Length % L.Count));

        // The columns that do not fill a vector go through a copy padded with the lowest float, whose terms do not count.
        Tail16 padded = default;
        Span<float> tail = MemoryMarshal.CreateSpan(ref padded.First, L.Count);
        tail.Fill(float.MinValue);
        row[(int)whole..].CopyTo(tail);
        bool hasTail = whole < (nuint)row.Length;

        V first = L.All(float.MinValue), second = first, poison = L.All(0);
        for (nuint j = 0; j < whole; j += (nuint)L.Count)
        {
            V z = L.Load(in start, j);
            poison = L.Fma(z, L.All(0), poison);   // 0 unless some logit is NaN or infinite
            second = L.Max(second, L.Min(first, z));
            first = L.Max(first, z);
        }
        if (hasTail)
        {
            V z = L.Load(in padded.First, 0);
            poison = L.Fma(z, L.All(0), poison);
            second = L.Max(second, L.Min(first, z));
            first = L.Max(first, z);
        }

        terms = default;
        if (L.Sum(poison) != 0 && !OnlyMasked(row)) return false;

        (float largest, float next) = L.TopTwo(first, second);
        int predicted = IndexOf<V, L>(in start, whole, in padded.First, largest);
        if (next == float.MinValue) return TryScalar<float, TThird>(row, beta, out terms);   // the padding may have won: only scalar code can tell

        V reference = L.All(next), scale = L.All((float)(beta / Ln2)), zero = L.All(0), lowest = L.All(LowestExponent);
        double others = -1, timesLog = 0, third = TThird.IsSecondMoment ? 0 : -1;
        nuint blockLength = (nuint)(Block * L.Count);
        for (nuint from = 0; from < whole; from += blockLength)
        {
            V sum = zero, sumTimesLog = zero, sumThird = zero;
            nuint to = nuint.Min(whole, from + blockLength);
            for (nuint j = from; j < to; j += (nuint)L.Count) Accumulate(L.Load(in start, j), ref sum, ref sumTimesLog, ref sumThird);
            others += L.Sum(sum);
            timesLog += L.Sum(sumTimesLog);
            third += L.Sum(sumThird);
        }
        if (hasTail)
        {
            V sum = zero, sumTimesLog = zero, sumThird = zero;
            Accumulate(L.Load(in padded.First, 0), ref sum, ref sumTimesLog, ref sumThird);
            others += L.Sum(sum);
            timesLog += L.Sum(sumTimesLog);
            third += L.Sum(sumThird);
        }

        terms = new SoftmaxTerms
        {
            Predicted = predicted,
            MaxLogit = largest,
            Margin = (double)largest - next,
            Gap = beta * ((double)largest - next),
            Others = others,
            OthersTimesLog = timesLog * Ln2,
            Third = TThird.IsSecondMoment ? third * (Ln2 * Ln2) : third,
        };
        return true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Accumulate(V z, ref V sum, ref V sumTimesLog, ref V sumThird)
        {
            // y = log₂ of the term.
            V y = L.Max(L.Multiply(L.Min(L.Subtract(z, reference), zero), scale), lowest);
            V e = PowerOfTwo<V, L>.Of(y);
            sum = L.Add(sum, e);
            if (TThird.IsSecondMoment)
            {
                V ey = L.Multiply(e, y);
                sumTimesLog = L.Add(sumTimesLog, ey);
                sumThird = L.Fma(ey, y, sumThird);
            }
            else
            {
                sumTimesLog = L.Fma(e, y, sumTimesLog);
                sumThird = L.Fma(e, e, sumThird);
            }
        }
    }

    private static int IndexOf<V, L>(ref readonly float start, nuint whole, ref readonly float tail, float value)
        where V : struct
        where L : struct, ILanes<V>
    {
        V wanted = L.All(value);
        for (nuint j = 0; j < whole; j += (nuint)L.Count)
        {
            ulong bits = L.EqualBits(L.Load(in start, j), wanted);
            if (bits != 0) return (int)j + BitOperations.TrailingZeroCount(bits);
        }
        return (int)whole + BitOperations.TrailingZeroCount(L.EqualBits(L.Load(in tail, 0), wanted));
    }

    /// <summary>Whether the only values that are not finite are −∞, and some are finite.</summary>
    private static bool OnlyMasked(ReadOnlySpan<float> row)
    {
        bool someFinite = false;
        foreach (float z in row)
        {
            if (float.IsNaN(z) || float.IsPositiveInfinity(z)) return false;
            someFinite |= float.IsFinite(z);
        }
        return someFinite;
    }

    [InlineArray(16)]
    private struct Tail16
    {
        public float First;
    }
}
