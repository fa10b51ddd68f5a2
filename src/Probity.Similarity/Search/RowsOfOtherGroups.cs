namespace Probity.Similarity;

/// <summary>References without those of one group.</summary>
internal sealed class RowsOfOtherGroups(EmbeddingRows rows, int[] groups, int group) : EmbeddingRows(rows.Columns)
{
    public override int Rows => rows.Rows;

    public override ReadOnlySpan<float> Read(int start, int count, Span<float> room) => rows.Read(start, count, room);

    public override bool AnyDeleted => true;

    public override void Prefetch(int row) => rows.Prefetch(row);

    public override bool IsDeleted(int row) => groups[row] == group || rows.IsDeleted(row);
}
