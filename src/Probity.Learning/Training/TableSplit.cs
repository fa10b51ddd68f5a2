using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Rows of a table set aside before a featurizer learns from the others.</summary>
internal static class TableSplit
{
    private const int FewestValidationRows = 20;   // fewer say nothing about NLL

    /// <summary>Rows that teach and rows that choose the epoch; null where they would be too few.</summary>
    public static (LabelledTable Training, LabelledTable? Validation) Validation(LabelledTable rows, double share, ulong seed)
    {
        int choosing = (int)Math.Round(share * rows.Rows);
        if (choosing < FewestValidationRows) return (rows, null);
        int[] order = RowSplit.Shuffled(rows.Rows, seed);
        return (rows.Select(order.AsSpan(choosing)), rows.Select(order.AsSpan(0, choosing)));
    }
}
