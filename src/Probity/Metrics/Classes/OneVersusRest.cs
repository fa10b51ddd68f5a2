using System.Buffers;
using Probity.Numerics;

namespace Probity.Metrics.Classes;

/// <summary>
/// The area under the ROC curve of every class against the rest. Only the few rows of the class are sorted; every other row finds
/// its place among them. Ranking is by log-probability, which does not round to ties near 0 or 1.
/// </summary>
internal static unsafe class OneVersusRest
{
    private const int ColumnsAtATime = 16;   // one cache line of floats

    /// <summary>K areas; NaN where no row has the label or every row has it.</summary>
    /// <param name="logits">The first of N×C logits.</param>
    /// <param name="columns">C; one means binary.</param>
    /// <param name="labels">N.</param>
    /// <param name="weights">N.</param>
    /// <param name="temperature">T &gt; 0.</param>
    public static double[] Areas(float* logits, int columns, int[] labels, double[] weights, double temperature)
    {
        int rows = labels.Length, classes = Math.Max(2, columns);
        double beta = 1 / temperature;
        double[] largest = new double[rows], logTotals = new double[rows];
        RowRanges.For(rows, RowRanges.Length(columns), (_, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                var row = new ReadOnlySpan<float>(logits + ((long)i * columns), columns);
                if (!SoftmaxKernel.TryRow<float, SquaredTerms>(row, beta, out SoftmaxTerms terms)) SoftmaxRows.Refuse(row, i);
                largest[i] = terms.MaxLogit;
                logTotals[i] = Elementary.Log1P(terms.Rest);
            }
        });

        int[][] members = Members(labels, classes);
        var areas = new double[classes];
        RowRanges.For(classes, ColumnsAtATime, (_, from, to) =>
        {
            int width = to - from;
            double[] tile = ArrayPool<double>.Shared.Rent(checked(width * rows));
            for (int i = 0; i < rows; i++)
            {
                float* row = logits + ((long)i * columns);
                for (int k = from; k < to; k++)
                {
                    double z = columns > 1 ? row[k] : k == 1 ? row[0] : 0;
                    tile[((long)(k - from) * rows) + i] = (beta * (z - largest[i])) - logTotals[i];
                }
            }
            for (int k = from; k < to; k++) areas[k] = Area(tile.AsSpan((k - from) * rows, rows), members[k], labels, k, weights);
            ArrayPool<double>.Shared.Return(tile);
        });
        return areas;
    }

    private static double Area(ReadOnlySpan<double> ranking, int[] members, int[] labels, int label, double[] weights)
    {
        int count = members.Length;
        var values = new double[count];
        var order = (int[])members.Clone();
        for (int i = 0; i < count; i++) values[i] = ranking[members[i]];
        Array.Sort(values, order);
        var above = new double[count + 1];   // weight of the positives from here up
        for (int i = count - 1; i >= 0; i--) above[i] = above[i + 1] + weights[order[i]];
        double positives = above[0], concordant = 0;
        if (positives == 0 || count == labels.Length) return double.NaN;

        double negatives = 0;
        for (int i = 0; i < ranking.Length; i++)
        {
            if (labels[i] == label) continue;
            int first = Places(values, ranking[i], withTies: false), after = first;
            if (first < count && values[first] == ranking[i]) after = Places(values, ranking[i], withTies: true);
            negatives += weights[i];
            concordant += weights[i] * (above[first] + above[after]) / 2;
        }
        return concordant / positives / negatives;
    }

    /// <summary>How many values are below the one given, or below it and tied with it.</summary>
    private static int Places(ReadOnlySpan<double> ascending, double value, bool withTies)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value || (withTies && ascending[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static int[][] Members(int[] labels, int classes)
    {
        var counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        var members = Array.ConvertAll(counts, count => new int[count]);
        Array.Clear(counts);
        for (int i = 0; i < labels.Length; i++) members[labels[i]][counts[labels[i]]++] = i;
        return members;
    }
}
