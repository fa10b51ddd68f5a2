using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>Labelled rows sorted once, most confident first, with every threshold that tells some of them apart.</summary>
/// <remarks>Rows that rounding could exchange stay on one side: thresholds are those of <see cref="Cut"/>, and a group of rows ends where one lies.</remarks>
internal sealed class RankedAnswers
{
    private readonly bool[] _right, _counted;

    private RankedAnswers(int rows, bool[] right, bool[] counted, double[] weights, double others, double[] thresholds, int[] ends) =>
        (Rows, _right, _counted, Weights, Others, Thresholds, Ends) = (rows, right, counted, weights, others, thresholds, ends);

    /// <summary>All rows, also those that are not listed.</summary>
    public int Rows { get; }

    /// <summary>Weight of the rows that are not listed: never accepted, wrong, and no part of what coverage is a share of.</summary>
    public double Others { get; }

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
    public static RankedAnswers Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> right, ReadOnlySpan<double> weights, ReadOnlySpan<bool> acceptable)
    {
        int[] order = Order(scores, acceptable, out int some);
        int rows = order.Length;
        bool[] sortedRight = new bool[rows], counted = new bool[rows];
        double[] sortedWeights = new double[rows], descending = new double[some];
        for (int i = 0; i < rows; i++)
        {
            int row = order[i];
            (sortedRight[i], counted[i], sortedWeights[i]) = (right[row], true, weights.IsEmpty ? 1 : weights[row]);
            if (i < some) descending[i] = scores[row] + 0.0;
        }
        return Of(rows, descending, sortedRight, counted, sortedWeights, 0);
    }

    /// <summary>Rows in the order of a ranking, most confident first; those that can never be accepted come last.</summary>
    /// <param name="scores">N scores.</param>
    /// <param name="acceptable">Rows that can be accepted at all; empty for all.</param>
    /// <param name="some">How many can.</param>
    public static int[] Order(ReadOnlySpan<double> scores, ReadOnlySpan<bool> acceptable, out int some)
    {
        var keys = new RadixPair<int>[scores.Length];
        some = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            bool can = (acceptable.IsEmpty || acceptable[i]) && !double.IsNegativeInfinity(scores[i]);
            if (can) some++;
            keys[i] = new(can ? ~RadixKey.Of(scores[i]) : ulong.MaxValue, i);
        }
        RadixSort.Sort(keys.AsSpan());
        return Array.ConvertAll(keys, key => key.Payload);
    }

    /// <summary>Takes rows that are sorted already.</summary>
    /// <param name="rows">All rows, also those that are not listed.</param>
    /// <param name="descending">Scores of the M₀ listed rows that can be accepted, which come first.</param>
    /// <param name="right">M outcomes.</param>
    /// <param name="counted">M: whether coverage and cost are a share of it.</param>
    /// <param name="weights">M weights.</param>
    /// <param name="others">Weight of the rows that are not listed.</param>
    public static RankedAnswers Of(int rows, ReadOnlySpan<double> descending, bool[] right, bool[] counted, double[] weights, double others)
    {
        double[] ascending = descending.ToArray();
        Array.Reverse(ascending);
        List<double> thresholds = [];
        List<int> ends = [];
        for (int index = ascending.Length - 1; index >= 0; index--)
        {
            if (index > 0 && ascending[index - 1] == ascending[index]) continue;
            double threshold = double.IsPositiveInfinity(ascending[index]) ? double.MaxValue : Cut.Below(ascending, index);
            while (index > 0 && ascending[index - 1] >= threshold) index--;   // so near that rounding could carry them across
            thresholds.Add(threshold);
            ends.Add(ascending.Length - index);
        }
        return new(rows, right, counted, weights, others, [.. thresholds], [.. ends]);
    }

    /// <summary>Accepted and right weight at every threshold, and the totals, under weights of rows in the order of the ranking.</summary>
    /// <param name="weights">One a listed row.</param>
    /// <param name="others">Weight of the rows that are not listed.</param>
    /// <param name="accepted">One a threshold.</param>
    /// <param name="right">One a threshold.</param>
    public Totals Accumulate(ReadOnlySpan<double> weights, double others, Span<double> accepted, Span<double> right)
    {
        double all = 0, hits = 0, counted = 0;
        int group = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            all += weight;
            if (_counted[i]) counted += weight;
            if (_right[i]) hits += weight;
            if (group < Ends.Length && i == Ends[group] - 1)
            {
                accepted[group] = all;
                right[group++] = hits;
            }
        }
        return new(counted, hits, all + others - hits);
    }

    /// <summary>What the rates are shares of.</summary>
    /// <param name="Rows">Weight of rows that coverage and cost are a share of.</param>
    /// <param name="Right">Weight of right rows.</param>
    /// <param name="Wrong">Weight of wrong rows.</param>
    public readonly record struct Totals(double Rows, double Right, double Wrong);
}
