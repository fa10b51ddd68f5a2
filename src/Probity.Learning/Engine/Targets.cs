using Probity.Numerics;

namespace Probity.Learning.Engine;

/// <summary>What is right for every row of a training set: classes, or N×K cells.</summary>
internal sealed record Targets(TargetKind Kind, int Classes, int[] Labels, byte[] Cells)
{
    public int Rows => Kind == TargetKind.Cells ? Cells.Length / Classes : Labels.Length;

    /// <summary>Some of the rows, in the order given.</summary>
    public Targets Select(int[] rows) => this with
    {
        Labels = Kind == TargetKind.Cells ? [] : RowSplit.Gather<int>(Labels, 1, rows),
        Cells = Kind == TargetKind.Cells ? RowSplit.Gather<byte>(Cells, Classes, rows) : [],
    };

    /// <summary>Rows of each class.</summary>
    public int[] Counts()
    {
        var counts = new int[Classes];
        foreach (int label in Labels) counts[label]++;
        return counts;
    }
}
