using System.Runtime.InteropServices;
using Probity.Calibration;
using static System.FormattableString;

namespace Probity.Learning.Featurizing;

/// <summary>Columns that tell the label all but by themselves: often they were filled in when the label was known, and will not be there when it is to be predicted.</summary>
internal static class LabelLeak
{
    private const int FewestRows = 50, FoldCount = 5, MostValues = 1_000, Bins = 256;
    private const double ShareOfErrorsLeft = .02;   // of those made by always naming the commonest class

    /// <summary>Accuracy of the best guess by this column alone, cross-validated, and of the commonest class.</summary>
    /// <param name="cells">Of the column.</param>
    /// <param name="numbers">It holds numbers.</param>
    /// <param name="labels">N classes.</param>
    /// <param name="classes">K.</param>
    public static (double Alone, double Commonest) Accuracy(ReadOnlySpan<string?> cells, bool numbers, ReadOnlySpan<int> labels, int classes)
    {
        int[] codes = numbers ? NumberCodes(cells) : Codes(cells);
        byte[] foldOf = Folds.Stratified(labels, classes, FoldCount, 0);
        var all = new int[classes];
        foreach (int label in labels) all[label]++;
        int commonest = Array.IndexOf(all, all.Max());

        // Rows by code, so that counts of one value after the other are enough.
        int[] order = [.. Enumerable.Range(0, codes.Length)];
        Array.Sort([.. codes], order);
        var counts = new int[FoldCount + 1, classes];
        int right = 0;
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && codes[order[end]] == codes[order[start]]) end++;
            Array.Clear(counts);
            for (int i = start; i < end; i++)
            {
                counts[foldOf[order[i]], labels[order[i]]]++;
                counts[FoldCount, labels[order[i]]]++;
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
            start = end;
        }
        return ((double)right / labels.Length, (double)all[commonest] / labels.Length);
    }

    /// <summary>The warning about a column, or null.</summary>
    public static string? Warning(ColumnReading column, ReadOnlySpan<string?> cells, ReadOnlySpan<int> labels, int classes)
    {
        if (cells.Length < FewestRows || column.Kind is not (ColumnKind.Number or ColumnKind.Category or ColumnKind.Date)) return null;
        (double alone, double commonest) = Accuracy(cells, column.Kind == ColumnKind.Number, labels, classes);
        if (commonest == 1 || 1 - alone > ShareOfErrorsLeft * (1 - commonest)) return null;
        return Invariant($"column '{column.Column}' alone tells the label of {100 * alone:0.0} % of rows (cross-validated; the commonest class has {100 * commonest:0.0} %): does it leak the label? If it is not known when the label is to be predicted, leave it out");
    }

    private static int[] Codes(ReadOnlySpan<string?> cells)
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
        return codes;
    }

    /// <summary>Few different numbers as they are, many in bins of equal size.</summary>
    private static int[] NumberCodes(ReadOnlySpan<string?> cells)
    {
        var numbers = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++) numbers[i] = !MissingCell.Is(cells[i]) && NumberCell.TryParse(cells[i]!, out double value) ? value : double.NaN;
        double[] sorted = [.. numbers.Where(number => !double.IsNaN(number)).Order()];
        double[] edges = [.. sorted.Distinct().Take(MostValues + 1)];
        if (edges.Length > MostValues) edges = [.. Enumerable.Range(0, Bins).Select(b => sorted[(int)((long)b * sorted.Length / Bins)]).Distinct()];
        int[] codes = Array.ConvertAll(numbers, number =>
        {
            if (double.IsNaN(number)) return 0;
            int at = Array.BinarySearch(edges, number);
            return 1 + (at >= 0 ? at : ~at - 1);
        });
        return codes;
    }
}
