namespace Probity.Numerics;

/// <summary>Seeded choice of rows, and copies of chosen rows.</summary>
internal static class RowSplit
{
    private const ulong Stream = 0x5917;

    /// <summary>The row numbers 0 … rows − 1 in random order.</summary>
    public static int[] Shuffled(int rows, ulong seed)
    {
        var order = new int[rows];
        for (int i = 0; i < rows; i++) order[i] = i;
        new RandomStream(seed, Stream).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>The chosen rows of a row-major matrix, in the order chosen.</summary>
    public static T[] Gather<T>(ReadOnlySpan<T> matrix, int columns, ReadOnlySpan<int> rows)
    {
        var chosen = new T[rows.Length * columns];
        for (int i = 0; i < rows.Length; i++) matrix.Slice(rows[i] * columns, columns).CopyTo(chosen.AsSpan(i * columns));
        return chosen;
    }
}
