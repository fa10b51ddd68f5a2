namespace Probity.Metrics;

/// <summary>Sums over bins of confidence minus accuracy.</summary>
internal struct CalibrationErrorPass
{
    /// <summary>Weighted mean of the bins' gaps.</summary>
    public double Ece;

    /// <summary>The largest gap of a bin that has weight.</summary>
    public double Mce;

    /// <summary>Root of the weighted mean of the squared gaps.</summary>
    public double Rmsce;

    /// <param name="ends">Exclusive end positions of the bins.</param>
    /// <param name="gaps">Confidence minus correctness of each row, in order of confidence.</param>
    /// <param name="weights">In the same order; zeros are fine.</param>
    public static CalibrationErrorPass Run(ReadOnlySpan<int> ends, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        double total = 0, absolute = 0, squares = 0, largest = 0;
        int start = 0;
        foreach (int end in ends)
        {
            var (weight, gap) = WeightedSums.Of(weights[start..end], gaps[start..end]);
            start = end;
            if (weight == 0) continue;
            total += weight;
            absolute += Math.Abs(gap);
            squares += gap / weight * gap;
            largest = Math.Max(largest, Math.Abs(gap) / weight);
        }
        return new CalibrationErrorPass { Ece = absolute / total, Mce = largest, Rmsce = Math.Sqrt(squares / total) };
    }
}
