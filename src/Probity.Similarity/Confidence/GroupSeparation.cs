namespace Probity.Similarity;

/// <summary>How well one feature group tells two labels apart.</summary>
public sealed record GroupSeparation
{
    internal const int MostValues = 3;

    internal GroupSeparation()
    {
    }

    /// <summary>Counted from 0.</summary>
    public required int Group { get; init; }

    /// <summary>½ Σ |p − q| of the labels' mean distributions, V in [0, 1]: who guesses the label from a value that is drawn, both labels as likely, is right with (1 + V)/2 at best.</summary>
    public required double TotalVariation { get; init; }

    /// <summary>Jensen–Shannon divergence of the two means (Lin, IEEE Trans. Inf. Theory 1991), in [0, ln 2] nats: what the value tells of which label it is.</summary>
    public required double JensenShannon { get; init; }

    /// <summary>The values whose shares differ most, at most three, the largest difference first; none that do not differ.</summary>
    public required IReadOnlyList<ValueDifference> Values { get; init; }

    /// <param name="group">Counted from 0.</param>
    /// <param name="first">K mean shares of one label.</param>
    /// <param name="second">Of the other.</param>
    internal static GroupSeparation Of(int group, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double distance = 0, divergence = 0;
        var values = new ValueDifference[first.Length];
        for (int k = 0; k < first.Length; k++)
        {
            double middle = (first[k] + second[k]) / 2;
            distance += Math.Abs(first[k] - second[k]) / 2;
            if (first[k] > 0) divergence += first[k] * Math.Log(first[k] / middle) / 2;
            if (second[k] > 0) divergence += second[k] * Math.Log(second[k] / middle) / 2;
            values[k] = new ValueDifference(k, first[k], second[k]);
        }
        return new GroupSeparation
        {
            Group = group,
            TotalVariation = Math.Min(1, distance),
            JensenShannon = Math.Clamp(divergence, 0, Math.Log(2)),
            Values = [.. values.Where(value => value.Difference != 0).OrderByDescending(value => Math.Abs(value.Difference)).Take(MostValues)],
        };
    }
}

/// <summary>How often items of two labels take one value of a feature group.</summary>
/// <param name="Value">Counted from 0.</param>
/// <param name="FirstShare">Mean share among the items of the first label.</param>
/// <param name="SecondShare">Of the second.</param>
public sealed record ValueDifference(int Value, double FirstShare, double SecondShare)
{
    /// <summary>In [−1, 1]; above 0 where the first label takes it more often.</summary>
    public double Difference => FirstShare - SecondShare;
}
