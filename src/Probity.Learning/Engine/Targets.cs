namespace Probity.Learning.Engine;

/// <summary>What is right for every row of a training set: classes, or N×K cells.</summary>
internal sealed record Targets(TargetKind Kind, int Classes, int[] Labels, byte[] Cells)
{
    public int Rows => Kind == TargetKind.Cells ? Cells.Length / Classes : Labels.Length;
}
