using System.Runtime.InteropServices;
using Probity.Calibration;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Learning.Featurizing;

/// <summary>Columns that tell the label all but by themselves: often they were filled in when the label was known, and will not be there when it is to be predicted.</summary>
internal static class LabelLeak
{
    private const int FewestRows = 50, FoldCount = 5, RowsOfValue = 10, Neighbours = 2;
    private const double ShareOfErrorsLeft = .02;   // of those made by always naming the commonest class

    /// <summary>The warning about a column, or null.</summary>
    public static string? Warning(ColumnReading column, ReadOnlySpan<string?> cells, ReadOnlySpan<int> labels, int classes)
    {
        if (cells.Length < FewestRows || column.Kind is not (ColumnKind.Number or ColumnKind.Category or ColumnKind.Date)) return null;
        (double alone, double commonest) = Accuracy(cells, column.Kind == ColumnKind.Number, labels, classes);
        if (commonest == 1 || 1 - alone > ShareOfErrorsLeft * (1 - commonest)) return null;
        return Invariant($"column '{column.Column}' alone tells the label of {100 * alone:0.0} % of rows (cross-validated; the commonest class has {100 * commonest:0.0} %): does it leak the label? If it is not known when the label is to be predicted, leave it out");
    }

    /// <summary>Accuracy of the best guess by this column alone, on rows that did not make the guess, and share of the commonest class.</summary>
    /// <param name="cells">Of the column.</param>
    /// <param name="numbers">It holds numbers: of many different ones those next to it guess, else rows of the same value.</param>
    /// <param name="labels">N classes.</param>
    /// <param name="classes">K.</param>
    public static (double Alone, double Commonest) Accuracy(ReadOnlySpan<string?> cells, bool numbers, ReadOnlySpan<int> labels, int classes)
    {
        var all = new int[classes];
        foreach (int label in labels) all[label]++;
        int commonest = Array.IndexOf(all, all.Max());
        (int[] codes, int different) = Codes(cells);
        int right = numbers && different > labels.Length / RowsOfValue ? ByNeighbours(cells, labels, classes) : ByValue(codes, labels, classes, commonest);
        return ((double)right / labels.Length, (double)all[commonest] / labels.Length);
    }

    /// <summary>Rows that are guessed right by the rows of the same value in the other folds.</summary>
    private static int ByValue(int[] codes, ReadOnlySpan<int> labels, int classes, int commonest)
    {
        byte[] foldOf = Folds.Stratified(labels, classes, FoldCount, 0);
        int[] order = [.. Enumerable.Range(0, codes.Length)];
        Array.Sort([.. codes], order);
        var counts = new int[FoldCount + 1, classes];
        int right = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            Array.Clear(counts);
            for (end = start; end < order.Length && codes[order[end]] == codes[order[start]]; end++)
            {
                counts[foldOf[order[end]], labels[order[end]]]++;
                counts[FoldCount, labels[order[end]]]++;
            }
            for (int fold = 0; fold < FoldCount; fold++)
            {
                int guess = commonest, most = 0;
                for (int k = 0; k < classes; k++)
                {
                    int others = counts[FoldCount, k] - counts[fold, k];
                    if (others > most) (guess, most) = (k, others);
                }
                right += counts[fold, guess];
            }
        }
        return right;
    }

    /// <summary>Rows that are guessed right by the two rows on either side in the order of the numbers. Equal numbers are in random order, or a sorted file would look like a leak.</summary>
    private static int ByNeighbours(ReadOnlySpan<string?> cells, ReadOnlySpan<int> labels, int classes)
    {
        int[] order = RowSplit.Shuffled(cells.Length, 0);
        var numbers = new double[order.Length];
        for (int i = 0; i < order.Length; i++) numbers[i] = !MissingCell.Is(cells[order[i]]) && NumberCell.TryParse(cells[order[i]]!, out double value) ? value : double.NegativeInfinity;
        Array.Sort(numbers, order);
        var votes = new int[classes];
        int right = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int from = Math.Max(0, i - Neighbours), to = Math.Min(order.Length - 1, i + Neighbours), guess = -1;
            for (int j = from; j <= to; j++)
            {
                int voted = labels[order[j]];
                if (j == i) continue;
                votes[voted]++;
                if (guess < 0 || votes[voted] > votes[guess]) guess = voted;
            }
            for (int j = from; j <= to; j++) votes[labels[order[j]]] = 0;
            if (guess == labels[order[i]]) right++;
        }
        return right;
    }

    private static (int[] Codes, int Different) Codes(ReadOnlySpan<string?> cells)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new int[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (MissingCell.Is(cells[i])) continue;
            ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(index, cells[i]!.Trim(), out bool known);
            if (!known) code = index.Count;
            codes[i] = code;
        }
        return (codes, index.Count);
    }
}
