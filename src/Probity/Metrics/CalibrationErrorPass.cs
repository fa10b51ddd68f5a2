using System.Runtime.Intrinsics;

namespace Probity.Metrics;

/// <summary>Sums over bins of confidence, and of confidence minus accuracy.</summary>
internal struct CalibrationErrorPass
{
    /// <summary>Weighted mean of the bins' absolute gaps.</summary>
    public double Ece;

    /// <summary>The part of it from bins whose confidence is above their accuracy; the rest is under-confidence.</summary>
    public double Overconfidence;

    /// <summary>The largest gap of a bin that has weight.</summary>
    public double Mce;

    /// <summary>Weighted mean of the squared gaps: Murphy's reliability.</summary>
    public double MeanSquare;

    /// <summary>What of <see cref="MeanSquare"/> is expected from noise alone: each bin's p̂(1 − p̂)/(n − 1).</summary>
    public double Noise;

    /// <summary>Weighted variance of the bins' accuracies: Murphy's resolution.</summary>
    public double Resolution;

    public readonly double Rmsce => Math.Sqrt(MeanSquare);

    public readonly double RmsceDebiased => Math.Sqrt(Math.Max(0, MeanSquare - Noise));

    public readonly double Underconfidence => Math.Max(0, Ece - Overconfidence);

    /// <param name="ends">Exclusive end positions of the bins.</param>
    /// <param name="confidence">Of each row, ascending.</param>
    /// <param name="gaps">Confidence minus correctness of each row, in the same order.</param>
    /// <param name="weights">In the same order; zeros are fine.</param>
    public static CalibrationErrorPass Run(
        ReadOnlySpan<int> ends, ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        double total = 0, absolute = 0, above = 0, squares = 0, noise = 0, largest = 0, wrong = 0, wrongSquares = 0;
        int start = 0;
        foreach (int end in ends)
        {
            var bin = Sums(confidence[start..end], gaps[start..end], weights[start..end]);
            start = end;
            if (bin.Weight == 0) continue;
            total += bin.Weight;
            absolute += Math.Abs(bin.Gap);
            above += Math.Max(0, bin.Gap);
            squares += bin.Gap / bin.Weight * bin.Gap;
            largest = Math.Max(largest, Math.Abs(bin.Gap) / bin.Weight);
            double share = Math.Clamp(bin.Wrong / bin.Weight, 0, 1);
            wrong += bin.Wrong;
            wrongSquares += share * bin.Wrong;
            if (bin.Weight > 1) noise += bin.Weight * (share * (1 - share) / (bin.Weight - 1));
        }
        return new CalibrationErrorPass
        {
            Ece = absolute / total,
            Overconfidence = above / total,
            Mce = largest,
            MeanSquare = squares / total,
            Noise = noise / total,
            Resolution = Math.Max(0, (wrongSquares / total) - (wrong / total * (wrong / total))),
        };
    }

    /// <summary>Σ w, Σ w·gap and Σ w·(1 − outcome), in four lanes each.</summary>
    private static (double Weight, double Gap, double Wrong) Sums(
        ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
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
        return (weight, gapSum, wrong);
    }
}
