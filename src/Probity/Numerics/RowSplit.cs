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

    /// <summary>The same for one of many splits, drawn fast.</summary>
    /// <param name="order">Row numbers, overwritten.</param>
    /// <param name="words">Where the draws come from.</param>
    public static void Shuffle(Span<int> order, ref RandomWords words)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = words.NextInt32(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    /// <summary>The chosen rows of a row-major matrix, in the order chosen.</summary>
    public static T[] Gather<T>(ReadOnlySpan<T> matrix, int columns, ReadOnlySpan<int> rows)
    {
        var chosen = new T[rows.Length * columns];
        Gather(matrix, columns, rows, chosen);
        return chosen;
    }

    /// <summary>The same into an array that is there.</summary>
    public static void Gather<T>(ReadOnlySpan<T> matrix, int columns, ReadOnlySpan<int> rows, Span<T> chosen)
    {
        if (columns == 1)
        {
            for (int i = 0; i < rows.Length; i++) chosen[i] = matrix[rows[i]];
            return;
        }
        for (int i = 0; i < rows.Length; i++) matrix.Slice(rows[i] * columns, columns).CopyTo(chosen[(i * columns)..]);
    }
}
