using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>Rows in order of their log-odds, those of equal log-odds as one: what every calibrator that bins looks at, since equal scores must get equal answers.</summary>
internal sealed class TiedScores
{
    private const double Rounding = 1e-12;   // sums of weights that ought to meet a cut may miss it by so much

    private readonly double[] _values, _weights, _ones;   // _weights and _ones are sums of all before a place

    private TiedScores(double[] values, double[] weights, double[] ones)
    {
        _values = values;
        _weights = weights;
        _ones = ones;
    }

    /// <summary>Different log-odds.</summary>
    public int Count => _values.Length;

    /// <summary>Sum of the weights.</summary>
    public double Total => _weights[^1];

    /// <summary>Weight of the rows of class 1.</summary>
    public double Positive => _ones[^1];

    /// <summary>Log-odds, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    public static TiedScores Of(CalibrationRows rows) => Of(rows, rows.LogOdds());

    /// <summary>The same of log-odds that something was done to.</summary>
    public static TiedScores Of(CalibrationRows rows, double[] logOdds)
    {
        double[] keys = [.. logOdds];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        RadixSort.Sort(keys, order);
        List<double> values = [], weights = [0], ones = [0];
        double weight = 0, positive = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            double own = rows.Weight(order[i]);
            weight += own;
            positive += rows.Labels[order[i]] * own;
            if (i + 1 < keys.Length && keys[i + 1] == keys[i]) continue;
            values.Add(keys[i]);
            weights.Add(weight);
            ones.Add(positive);
        }
        return new([.. values], [.. weights], [.. ones]);
    }

    /// <summary>Weight of the scores from one place up to another.</summary>
    public double Weight(int start, int end) => _weights[end] - _weights[start];

    /// <summary>The same of the rows of class 1.</summary>
    public double Ones(int start, int end) => _ones[end] - _ones[start];

    /// <summary>Where bins of equal mass end: bin j ends with the score at which the summed weight reaches j/bins of all. Fewer than asked for where that would cut ties.</summary>
    /// <param name="bins">At least 1.</param>
    public int[] EqualMass(int bins)
    {
        List<int> ends = new(Math.Min(bins, Count));
        for (int j = 1; j < bins; j++)
        {
            int place = Array.BinarySearch(_weights, Total / bins * j * (1 - Rounding));
            int end = Math.Max(1, place >= 0 ? place : ~place);
            if (end >= Count) break;
            if (ends.Count == 0 || end > ends[^1]) ends.Add(end);
        }
        ends.Add(Count);
        return [.. ends];
    }

    /// <summary>Halfway between the scores on both sides of a place.</summary>
    public double Edge(int place)
    {
        double below = _values[place - 1], above = _values[place], middle = (below / 2) + (above / 2);
        return middle > below && middle < above ? middle : below;   // the edge belongs to the bin below it
    }
}
