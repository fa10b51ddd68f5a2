using System.Buffers;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>Binary rows in order of rising log-odds, rows of equal log-odds in one group: what calibrators of free shape are fitted to.</summary>
internal sealed class ScoreGroups
{
    private const int RangeLength = 1 << 16;

    private ScoreGroups(double[] scores, double[] ones, double[] totals)
    {
        Scores = scores;
        Ones = ones;
        Totals = totals;
    }

    public int Count => Scores.Length;

    /// <summary>Log-odds, strictly ascending.</summary>
    public double[] Scores { get; }

    /// <summary>Weight of class 1 in each group.</summary>
    public double[] Ones { get; }

    /// <summary>Weight of each group, above 0.</summary>
    public double[] Totals { get; }

    public static ScoreGroups Of(CalibrationRows rows)
    {
        int count = rows.Count;
        double[] logOdds = rows.LogOdds();
        int[] labels = rows.Labels;
        double[]? weights = rows.Weights;

        // The weight goes along, with the label as its sign: nothing has to be looked up after the sort.
        RadixPair<double>[] items = ArrayPool<RadixPair<double>>.Shared.Rent(count);
        RowRanges.For(count, RangeLength, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                double weight = weights is null ? 1 : weights[i];
                items[i] = new(RadixKey.Of(logOdds[i]), labels[i] == 1 ? weight : -weight);
            }
        });
        RadixSort.Sort(items.AsSpan(0, count));

        int groups = 0;
        double[] scores = GC.AllocateUninitializedArray<double>(count), ones = GC.AllocateUninitializedArray<double>(count), totals = GC.AllocateUninitializedArray<double>(count);
        for (int i = 0; i < count; groups++)
        {
            ulong key = items[i].Key;
            double one = 0, total = 0;
            do
            {
                double weight = items[i++].Payload;
                one += Math.Max(weight, 0);
                total += Math.Abs(weight);
            }
            while (i < count && items[i].Key == key);
            (scores[groups], ones[groups], totals[groups]) = (RadixKey.ToDouble(key), one, total);
        }
        ArrayPool<RadixPair<double>>.Shared.Return(items);
        if (groups < count)
        {
            Array.Resize(ref scores, groups);
            Array.Resize(ref ones, groups);
            Array.Resize(ref totals, groups);
        }
        return new ScoreGroups(scores, ones, totals);
    }

    /// <summary>The same rows seen from the other class: order turned round, class 0 counted.</summary>
    public ScoreGroups Mirrored()
    {
        double[] scores = new double[Count], ones = new double[Count], totals = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            int from = Count - 1 - i;
            (scores[i], ones[i], totals[i]) = (-Scores[from], Totals[from] - Ones[from], Totals[from]);
        }
        return new ScoreGroups(scores, ones, totals);
    }

    /// <summary>Mean negative log-likelihood of the log-odds as they are.</summary>
    public double MeanNll(double total)
    {
        double[] sums = new double[RowRanges.Count(Count, RangeLength)];
        RowRanges.For(Count, RangeLength, (range, start, end) =>
        {
            double sum = 0;
            for (int i = start; i < end; i++)
            {
                // Each class by itself: their difference would cancel where the logits are large.
                double score = Scores[i], one = Ones[i], zero = Totals[i] - one, tail = Elementary.Log1P(Math.Exp(-Math.Abs(score)));
                sum += (one * Math.Max(-score, 0)) + (zero * Math.Max(score, 0)) + (Totals[i] * tail);
            }
            sums[range] = sum;
        });
        double all = 0;
        foreach (double sum in sums) all += sum;
        return all / total;
    }
}
