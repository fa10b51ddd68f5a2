namespace Probity.Metrics;

/// <summary>Sums over bins of confidence minus accuracy.</summary>
internal struct CalibrationErrorPass
{
    private double _total, _absolute, _squares;

    /// <summary>Weighted mean of the bins' gaps.</summary>
    public readonly double Ece => _absolute / _total;

    /// <summary>The largest gap of a bin that has weight.</summary>
    public double Mce { get; private set; }

    /// <summary>Root of the weighted mean of the squared gaps.</summary>
    public readonly double Rmsce => Math.Sqrt(_squares / _total);

    /// <summary>One more bin.</summary>
    /// <param name="weight">Of its rows; a bin of weight 0 counts nothing.</param>
    /// <param name="gap">Weighted sum of their gaps.</param>
    public void Add(double weight, double gap)
    {
        if (weight == 0) return;
        _total += weight;
        _absolute += Math.Abs(gap);
        _squares += gap / weight * gap;
        Mce = Math.Max(Mce, Math.Abs(gap) / weight);
    }

    /// <param name="ends">Exclusive end positions of the bins.</param>
    /// <param name="gaps">Confidence minus correctness of each row, in order of confidence.</param>
    /// <param name="weights">In the same order; zeros are fine.</param>
    public static CalibrationErrorPass Run(ReadOnlySpan<int> ends, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        var pass = new CalibrationErrorPass();
        int start = 0;
        foreach (int end in ends)
        {
            var (weight, gap) = WeightedSums.Of(weights[start..end], gaps[start..end]);
            pass.Add(weight, gap);
            start = end;
        }
        return pass;
    }
}
