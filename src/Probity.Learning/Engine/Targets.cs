using Probity.Numerics;

namespace Probity.Learning.Engine;

/// <summary>What is right for every row of a training set: classes, N×K cells, or numbers.</summary>
internal sealed record Targets(TargetKind Kind, int Classes, int[] Labels, byte[] Cells)
{
    /// <summary>One in [0, 1] a row, or empty.</summary>
    public double[] Values { get; init; } = [];

    public int Rows => Kind switch { TargetKind.Cells => Cells.Length / Classes, TargetKind.Value => Values.Length, _ => Labels.Length };

    /// <summary>What is asked in all: of multi-label rows every cell, else every row.</summary>
    public long Questions => Kind == TargetKind.Cells ? Cells.Length : Rows;

    /// <summary>Some of the rows, in the order given.</summary>
    public Targets Select(int[] rows) => this with
    {
        Labels = Labels.Length == 0 ? [] : RowSplit.Gather<int>(Labels, 1, rows),
        Cells = Cells.Length == 0 ? [] : RowSplit.Gather<byte>(Cells, Classes, rows),
        Values = Values.Length == 0 ? [] : RowSplit.Gather<double>(Values, 1, rows),
    };

    /// <summary>Rows of each class.</summary>
    public int[] Counts()
    {
        var counts = new int[Classes];
        foreach (int label in Labels) counts[label]++;
        return counts;
    }
}
