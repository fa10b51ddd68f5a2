namespace Probity.Learning.Engine;

/// <summary>
/// Rows of a first layer's weights whose columns occur in a batch of sparse rows: elsewhere their gradient is 0. The weights of the first
/// layer are the first to decay, so they lie at the start of the <see cref="ParameterStore{T}"/>.
/// </summary>
/// <param name="width">Weights of a row.</param>
/// <param name="end">Where the other parameters begin.</param>
internal sealed class OccurringRows(int width, int end)
{
    private const int ElementsAtOnce = 16_384;

    private int[] _rows = [];
    private int _count;

    public int Width { get; } = width;

    /// <summary>Elements of the store up to here are those weights.</summary>
    public int End { get; } = end;

    /// <summary>All different, in any order.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Rows of a range of work, the same whatever the batch.</summary>
    public int RowsAtOnce { get; } = Math.Max(1, ElementsAtOnce / width);

    /// <summary>Refers to the rows of this batch, without a copy.</summary>
    public void Are(int[] rows, int count) => (_rows, _count) = (rows, count);
}
