namespace Probity.Metrics.MultiLabel;

/// <summary>
/// Cells in order of falling logit, four bytes each: the row, whether it is positive, and whether a group of ties ends there.
/// Sorted once; areas follow for any weights of the rows in one pass.
/// </summary>
internal sealed class CellRanking
{
    private const int MostRows = 1 << 29;

    private readonly int[] _cells;   // row·4 + 2 where positive + 1 where the last of its ties

    /// <param name="logits">One a cell; used up.</param>
    /// <param name="rows">Row of each cell.</param>
    /// <param name="positive">Outcome of each cell.</param>
    public CellRanking(float[] logits, Func<int, int> rows, Func<int, bool> positive)
    {
        _cells = new int[logits.Length];
        for (int i = 0; i < logits.Length; i++)
        {
            int row = rows(i);
            Require.InRange(row, 0, MostRows - 1, "rows");
            _cells[i] = (row << 2) | (positive(i) ? 2 : 0);
            logits[i] = -logits[i];
        }
        Array.Sort(logits, _cells);
        for (int i = 0; i < logits.Length; i++)
        {
            if (i == logits.Length - 1 || logits[i] != logits[i + 1]) _cells[i] |= 1;
        }
    }

    /// <summary>AUROC, ties one half, and step average precision; NaN where a class has no weight (no positive, for the latter).</summary>
    public (double Auroc, double AveragePrecision) Areas(ReadOnlySpan<double> weights)
    {
        double positives = 0, negatives = 0, concordant = 0, precisions = 0, hits = 0, misses = 0;
        foreach (int cell in _cells)
        {
            double weight = weights[cell >> 2];
            if ((cell & 2) != 0) hits += weight;
            else misses += weight;
            if ((cell & 1) == 0) continue;

            concordant += misses * (positives + (hits / 2));
            positives += hits;
            negatives += misses;
            if (hits > 0) precisions += hits * (positives / (positives + negatives));
            hits = misses = 0;
        }
        return (
            positives > 0 && negatives > 0 ? concordant / positives / negatives : double.NaN,
            positives > 0 ? precisions / positives : double.NaN);
    }
}
