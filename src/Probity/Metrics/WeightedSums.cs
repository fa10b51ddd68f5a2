using System.Runtime.Intrinsics;

namespace Probity.Metrics;

/// <summary>Σ w and Σ w·x, in four lanes each: a plain loop waits for every addition.</summary>
internal readonly record struct WeightedSums(double Weight, double Sum)
{
    public double Mean => Sum / Weight;

    /// <param name="weights">N weights.</param>
    /// <param name="column">N values.</param>
    public static WeightedSums Of(ReadOnlySpan<double> weights, ReadOnlySpan<double> column)
    {
        var weightLanes = Vector256<double>.Zero;
        var sumLanes = Vector256<double>.Zero;
        int i = 0;
        for (; i <= weights.Length - 4; i += 4)
        {
            var w = Vector256.Create(weights[i..]);
            weightLanes += w;
            sumLanes += w * Vector256.Create(column[i..]);
        }

        double weight = Vector256.Sum(weightLanes), sum = Vector256.Sum(sumLanes);
        for (; i < weights.Length; i++)
        {
            weight += weights[i];
            sum += weights[i] * column[i];
        }
        return new(weight, sum);
    }
}
