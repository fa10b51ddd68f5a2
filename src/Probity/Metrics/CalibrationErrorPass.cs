using System.Runtime.Intrinsics;

namespace Probity.Metrics;

/// <summary>Sums over bins of confidence, and of confidence minus accuracy.</summary>
internal struct CalibrationErrorPass
{
    private double _total, _absolute, _above, _squares, _noise, _wrong, _wrongSquares;

    /// <summary>Weighted mean of the bins' absolute gaps.</summary>
    public readonly double Ece => _absolute / _total;

    /// <summary>The part of it from bins whose confidence is above their accuracy.</summary>
    public readonly double Overconfidence => _above / _total;

    /// <summary>The part of it from bins whose confidence is below their accuracy.</summary>
    public readonly double Underconfidence => Math.Max(0, _absolute - _above) / _total;

    /// <summary>The largest gap of a bin that has weight.</summary>
    public double Mce { get; private set; }

    /// <summary>Root of the weighted mean of the squared gaps.</summary>
    public readonly double Rmsce => Math.Sqrt(MeanSquare);

    /// <summary>Weighted mean of the squared gaps: Murphy's reliability.</summary>
    public readonly double MeanSquare => _squares / _total;

    /// <summary>What of <see cref="MeanSquare"/> is expected from noise alone: each bin's p̂(1 − p̂)/(n − 1).</summary>
    public readonly double Noise => _noise / _total;

    public readonly double RmsceDebiased => Math.Sqrt(Math.Max(0, MeanSquare - Noise));

    /// <summary>Weighted variance of the bins' accuracies: Murphy's resolution.</summary>
    public readonly double Resolution => Math.Max(0, (_wrongSquares / _total) - (_wrong / _total * (_wrong / _total)));

    /// <summary>One more bin.</summary>
    /// <param name="weight">Of its rows; a bin of weight 0 counts nothing.</param>
    /// <param name="gap">Weighted sum of their gaps.</param>
    /// <param name="wrong">Weight of its wrong rows; without it there is no noise and no resolution.</param>
    public void Add(double weight, double gap, double wrong = double.NaN)
    {
        if (weight == 0) return;
        _total += weight;
        _absolute += Math.Abs(gap);
        _above += Math.Max(0, gap);
        _squares += gap / weight * gap;
        Mce = Math.Max(Mce, Math.Abs(gap) / weight);
        double share = Math.Clamp(wrong / weight, 0, 1);
        _wrong += wrong;
        _wrongSquares += share * wrong;
        if (weight > 1) _noise += weight * (share * (1 - share) / (weight - 1));
    }

    /// <param name="ends">Exclusive end positions of the bins.</param>
    /// <param name="confidence">Of each row, ascending.</param>
    /// <param name="gaps">Confidence minus correctness of each row, in the same order.</param>
    /// <param name="weights">In the same order; zeros are fine.</param>
    public static CalibrationErrorPass Run(
        ReadOnlySpan<int> ends, ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        var pass = new CalibrationErrorPass();
        int start = 0;
        foreach (int end in ends)
        {
            AddRows(ref pass, confidence[start..end], gaps[start..end], weights[start..end]);
            start = end;
        }
        return pass;
    }

    /// <summary>Σ w, Σ w·gap and Σ w·(1 − outcome), in four lanes each.</summary>
    private static void AddRows(
        ref CalibrationErrorPass pass, ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        Vector256<double> weightLanes = default, gapLanes = default, wrongLanes = default;
        int i = 0;
        for (; i <= weights.Length - 4; i += 4)
        {
            Vector256<double> w = Vector256.Create(weights[i..]), gap = Vector256.Create(gaps[i..]);
            weightLanes += w;
            gapLanes += w * gap;
            wrongLanes += w * (Vector256<double>.One - Vector256.Create(confidence[i..]) + gap);
        }

        double weight = Vector256.Sum(weightLanes), gapSum = Vector256.Sum(gapLanes), wrong = Vector256.Sum(wrongLanes);
        for (; i < weights.Length; i++)
        {
            weight += weights[i];
            gapSum += weights[i] * gaps[i];
            wrong += weights[i] * (1 - confidence[i] + gaps[i]);
        }
        pass.Add(weight, gapSum, wrong);
    }
}
