using System.Buffers;
using System.Numerics;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>Binary rows in order of rising log-odds, rows of equal log-odds in one group: what calibrators of free shape are fitted to.</summary>
internal sealed class ScoreGroups : IDisposable
{
    private const int RangeLength = 1 << 16;

    private readonly bool _rented;

    private ScoreGroups(int count, double[] scores, double[] ones, double[] totals, bool rented = false)
    {
        Count = count;
        Scores = scores;
        Ones = ones;
        Totals = totals;
        _rented = rented;
    }

    public int Count { get; }

    /// <summary>Log-odds, strictly ascending.</summary>
    public double[] Scores { get; }

    /// <summary>Weight of class 1 in each group.</summary>
    public double[] Ones { get; }

    /// <summary>Weight of each group, above 0.</summary>
    public double[] Totals { get; }

    /// <summary>Sorts and groups.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="rented">Columns come from the pool, longer than <see cref="Count"/>, and go back there with <see cref="Dispose"/>.</param>
    public static ScoreGroups Of(CalibrationRows rows, bool rented = false)
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

        int[] firsts = new int[RowRanges.Count(count, RangeLength) + 1];   // how many groups begin before a range
        RowRanges.For(count, RangeLength, (range, start, end) =>
        {
            int begun = 0;
            for (int i = Math.Max(start, 1); i < end; i++) begun += items[i].Key == items[i - 1].Key ? 0 : 1;
            firsts[range + 1] = begun;
        });
        firsts[0] = 1;
        for (int range = 1; range < firsts.Length; range++) firsts[range] += firsts[range - 1];
        firsts[0] = 0;

        int groups = firsts[^1];
        double[] Column() => rented ? ArrayPool<double>.Shared.Rent(groups) : GC.AllocateUninitializedArray<double>(groups);
        double[] scores = Column(), ones = Column(), totals = Column();
        RowRanges.For(count, RangeLength, (range, start, end) =>
        {
            int group = firsts[range], i = start;
            while (i > 0 && i < end && items[i].Key == items[i - 1].Key) i++;   // of a group that began in an earlier range
            for (; i < end; group++)
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
                (scores[group], ones[group], totals[group]) = (RadixKey.ToDouble(key), one, total);
            }
        });
        ArrayPool<RadixPair<double>>.Shared.Return(items);
        return new ScoreGroups(groups, scores, ones, totals, rented);
    }

    public void Dispose()
    {
        if (!_rented) return;
        ArrayPool<double>.Shared.Return(Scores);
        ArrayPool<double>.Shared.Return(Ones);
        ArrayPool<double>.Shared.Return(Totals);
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
        return new ScoreGroups(Count, scores, ones, totals);
    }

    /// <summary>Mean negative log-likelihood of the log-odds as they are.</summary>
    public double MeanNll(double total)
    {
        double[] sums = new double[RowRanges.Count(Count, RangeLength)], scores = Scores, ones = Ones, totals = Totals;
        RowRanges.For(Count, RangeLength, (range, start, end) =>
        {
            Vector<double> several = default;
            int i = start;
            for (; i <= end - Vector<double>.Count; i += Vector<double>.Count)
            {
                // Each class by itself: their difference would cancel where the logits are large.
                Vector<double> score = new(scores, i), one = new(ones, i), all = new(totals, i);
                several += (one * Vector.Max(-score, default)) + ((all - one) * Vector.Max(score, default)) + (all * Elementary.Log1P(Vector.Exp(-Vector.Abs(score))));
            }
            double sum = Vector.Sum(several);
            for (; i < end; i++) sum += (ones[i] * Elementary.Softplus(-scores[i])) + ((totals[i] - ones[i]) * Elementary.Softplus(scores[i]));
            sums[range] = sum;
        });
        double all = 0;
        foreach (double sum in sums) all += sum;
        return all / total;
    }
}
