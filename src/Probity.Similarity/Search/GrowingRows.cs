namespace Probity.Similarity;

/// <summary>Embeddings in memory of our own, in float32 or half; rows are added at the end.</summary>
internal sealed class GrowingRows(int columns, FeatureStoreNumbers numbers) : EmbeddingRows(columns)
{
    private float[] _floats = [];
    private ushort[] _halves = [];
    private int _rows;

    public override int Rows => _rows;

    public override ReadOnlySpan<float> Read(int start, int count, Span<float> room)
    {
        int at = start * Columns, length = count * Columns;
        if (numbers == FeatureStoreNumbers.Float32) return _floats.AsSpan(at, length);
        HalfNumbers.ToFloats(_halves.AsSpan(at, length), room);
        return room[..length];
    }

    public override void Prefetch(int row)
    {
        if (numbers == FeatureStoreNumbers.Float32) Prefetch(in _floats[row * Columns], Columns);
        else Prefetch(in _halves[row * Columns], Columns);
    }

    /// <param name="values">Rows, finite; in half up to 65,504.</param>
    /// <exception cref="ArgumentException">There are too many, or a number is too large for half. Nothing is added then.</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        int used = _rows * Columns;
        if ((long)used + values.Length > Array.MaxLength)
            throw new ArgumentException($"embeddings: {used + (long)values.Length:N0} numbers in memory, where {Array.MaxLength:N0} are the most; save and open before more are added");
        if (numbers == FeatureStoreNumbers.Float32)
        {
            Room(ref _floats, used + values.Length);
            values.CopyTo(_floats.AsSpan(used));
        }
        else
        {
            Room(ref _halves, used + values.Length);
            int refused = HalfNumbers.FromFloats(values, _halves.AsSpan(used));
            if (refused >= 0)
                throw new ArgumentException($"embeddings: row {refused / Columns}, column {refused % Columns} is {values[refused]}, which half cannot hold (at most 65,504); take float32");
        }
        _rows += values.Length / Columns;
    }

    private void Room<T>(ref T[] array, int needed)
    {
        if (array.Length >= needed) return;
        // The first rows get just their room: most references are given at once.
        Array.Resize(ref array, _rows == 0 ? needed : (int)Math.Min(Array.MaxLength, Math.Max(needed, array.Length + (array.Length / 2L))));
    }
}
