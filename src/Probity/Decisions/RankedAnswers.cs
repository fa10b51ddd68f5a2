using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>Labelled rows sorted once, most confident first, with every threshold that tells some of them apart.</summary>
/// <remarks>Rows that rounding could exchange stay on one side: thresholds are those of <see cref="Cut"/>, and a group of rows ends where one lies.</remarks>
internal sealed class RankedAnswers
{
    private readonly bool[] _right, _counted;

    private RankedAnswers(bool[] right, bool[] counted, double[] weights, double[] thresholds, int[] ends) =>
        (_right, _counted, Weights, Thresholds, Ends) = (right, counted, weights, thresholds, ends);

    public int Rows => _right.Length;

    /// <summary>Own weights in the order of the ranking; rows that can never be accepted come last.</summary>
    public double[] Weights { get; }

    /// <summary>Thresholds, strict to lax.</summary>
    public double[] Thresholds { get; }

    /// <summary>How many rows each accepts.</summary>
    public int[] Ends { get; }

    /// <summary>Sorts rows.</summary>
    /// <param name="scores">N scores, high when to be trusted; −∞ is never accepted.</param>
    /// <param name="right">N outcomes.</param>
    /// <param name="weights">N weights ≥ 0, or empty.</param>
    /// <param name="acceptable">Rows that can be accepted at all; empty for all.</param>
    /// <param name="counted">Rows that coverage and cost are a share of; empty for all.</param>
    public static RankedAnswers Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ReadOnlySpan<double> weights, ReadOnlySpan<bool> acceptable, ReadOnlySpan<bool> counted)
    {
        int rows = scores.Length;
        var keys = new RadixPair<int>[rows];
        int some = 0;
        for (int i = 0; i < rows; i++)
        {
            bool can = (acceptable.IsEmpty || acceptable[i]) && !double.IsNegativeInfinity(scores[i]);
            if (can) some++;
            keys[i] = new(can ? ~RadixKey.Of(scores[i]) : ulong.MaxValue, i);
        }
        RadixSort.Sort(keys.AsSpan());

        bool[] sortedRight = new bool[rows], sortedCounted = new bool[rows];
        double[] sortedWeights = new double[rows], ascending = new double[some];
        for (int i = 0; i < rows; i++)
        {
            int row = keys[i].Payload;
            (sortedRight[i], sortedCounted[i], sortedWeights[i]) = (right[row], counted.IsEmpty || counted[row], weights.IsEmpty ? 1 : weights[row]);
            if (i < some) ascending[some - 1 - i] = scores[row] + 0.0;
        }

        List<double> thresholds = [];
        List<int> ends = [];
        for (int index = some - 1; index >= 0; index--)
        {
            if (index > 0 && ascending[index - 1] == ascending[index]) continue;
            double threshold = double.IsPositiveInfinity(ascending[index]) ? double.MaxValue : Cut.Below(ascending, index);
            while (index > 0 && ascending[index - 1] >= threshold) index--;   // so near that rounding could carry them across
            thresholds.Add(threshold);
            ends.Add(some - index);
        }
        return new(sortedRight, sortedCounted, sortedWeights, [.. thresholds], [.. ends]);
    }

    /// <summary>Accepted and right weight at every threshold, and the totals, under weights of rows in the order of the ranking.</summary>
    /// <param name="weights">N.</param>
    /// <param name="accepted">One a threshold.</param>
    /// <param name="right">One a threshold.</param>
    public Totals Accumulate(ReadOnlySpan<double> weights, Span<double> accepted, Span<double> right)
    {
        double all = 0, hits = 0, counted = 0, rightOfAll = 0, total = 0;
        int group = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            all += weight;
            total += weight;
            if (_counted[i]) counted += weight;
            if (_right[i]) hits += weight;
            if (group < Ends.Length && i == Ends[group] - 1)
            {
                accepted[group] = all;
                right[group++] = hits;
            }
        }
        rightOfAll = hits;
        return new(counted, rightOfAll, total - rightOfAll);
    }

    /// <summary>What the rates are shares of.</summary>
    /// <param name="Rows">Weight of rows that coverage and cost are a share of.</param>
    /// <param name="Right">Weight of right rows.</param>
    /// <param name="Wrong">Weight of wrong rows.</param>
    public readonly record struct Totals(double Rows, double Right, double Wrong);
}
