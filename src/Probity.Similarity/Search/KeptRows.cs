namespace Probity.Similarity;

/// <summary>Rows without those that are deleted.</summary>
internal sealed class KeptRows : EmbeddingRows
{
    private readonly EmbeddingRows _all;
    private readonly int[] _kept;

    public KeptRows(EmbeddingRows all) : base(all.Columns)
    {
        _all = all;
        _kept = [.. Enumerable.Range(0, all.Rows).Where(row => !all.IsDeleted(row))];
    }

    public override int Rows => _kept.Length;

    public override ReadOnlySpan<float> Read(int start, int count, Span<float> room)
    {
        for (int i = 0; i < count; i++)
        {
            Span<float> to = room.Slice(i * Columns, Columns);
            ReadOnlySpan<float> row = _all.Read(_kept[start + i], 1, to);
            if (!row.Overlaps(to)) row.CopyTo(to);
        }
        return room[..(count * Columns)];
    }
}
