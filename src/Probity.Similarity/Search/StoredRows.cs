namespace Probity.Similarity;

/// <summary>Embeddings that were there at first, those that were added, and which of both are deleted.</summary>
internal sealed class StoredRows(EmbeddingRows first, GrowingRows added) : EmbeddingRows(first.Columns)
{
    private ulong[] _deleted = [];   // a bit a row; the array grows with what is deleted

    public override int Rows => first.Rows + added.Rows;

    public int Deleted { get; private set; }

    public override ReadOnlySpan<float> Read(int start, int count, Span<float> room)
    {
        if (start + count <= first.Rows) return first.Read(start, count, room);
        if (start >= first.Rows) return added.Read(start - first.Rows, count, room);
        int early = first.Rows - start;
        Span<float> firstRoom = room[..(early * Columns)], addedRoom = room.Slice(early * Columns, (count - early) * Columns);
        first.Read(start, early, firstRoom).CopyTo(firstRoom);
        added.Read(0, count - early, addedRoom).CopyTo(addedRoom);
        return room[..(count * Columns)];
    }

    public override void Prefetch(int row)
    {
        if (row < first.Rows) first.Prefetch(row);
        else added.Prefetch(row - first.Rows);
    }

    public override bool AnyDeleted => Deleted > 0;

    public override bool IsDeleted(int row) => row >> 6 < _deleted.Length && (_deleted[row >> 6] & (1UL << row)) != 0;

    public void Add(ReadOnlySpan<float> values) => added.Add(values);

    /// <returns>False where it was deleted before.</returns>
    public bool Delete(int row)
    {
        if (IsDeleted(row)) return false;
        if (row >> 6 >= _deleted.Length) Array.Resize(ref _deleted, (Rows + 63) >> 6);
        _deleted[row >> 6] |= 1UL << row;
        Deleted++;
        return true;
    }
}
