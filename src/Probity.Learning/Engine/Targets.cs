namespace Probity.Learning.Engine;

/// <summary>What is right for every row of a training set: classes, N×K cells, or numbers.</summary>
internal sealed record Targets(TargetKind Kind, int Classes, int[] Labels, byte[] Cells)
{
    /// <summary>One in [0, 1] a row, or empty.</summary>
    public double[] Values { get; init; } = [];

    public int Rows => Kind switch { TargetKind.Cells => Cells.Length / Classes, TargetKind.Value => Values.Length, _ => Labels.Length };
}
