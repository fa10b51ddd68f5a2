using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probity.Similarity;

/// <summary>Inverted lists of some items that follow one another: of every value of every group, the items that have it and how strongly.</summary>
internal sealed class CodeBlock
{
    /// <summary>Items of a block: their scores stay in a core's cache.</summary>
    public const int Items = 1 << 14;

    private readonly int[] _ends;      // one a list
    private readonly ushort[] _items;  // counted within the block
    private readonly byte[] _weights;

    private CodeBlock(int[] ends, ushort[] items, byte[] weights, float step)
    {
        (_ends, _items, _weights, Step) = (ends, items, weights, step);
    }

    /// <summary>What 1 of a weight stands for.</summary>
    public float Step { get; }

    public int Bytes => (_ends.Length * sizeof(int)) + (_items.Length * (sizeof(ushort) + 1)) + sizeof(float);

    /// <param name="rows">Where the items are.</param>
    /// <param name="start">The first.</param>
    /// <param name="count">At most <see cref="Items"/>.</param>
    /// <param name="shape">Of a row.</param>
    /// <param name="options">What is listed.</param>
    /// <exception cref="ArgumentException">A value is below 0.</exception>
    public static CodeBlock Of(EmbeddingRows rows, int start, int count, GroupShape shape, CodeIndexOptions options)
    {
        var code = new GroupCode(shape, options.ListedValues, options.LeastShare);
        var room = new float[rows.Columns];
        var ends = new int[shape.Columns];
        List<(int List, ushort Item, float Weight)> postings = new(count * shape.Groups);
        float largest = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = rows.Read(start + i, 1, room);
            RequireNotNegative(row, start + i, "references");
            double length = options.Distance == Distance.Cosine ? Math.Sqrt(ExactDistance.Square(row)) : 1;
            foreach (int column in code.Of(row))
            {
                float weight = (float)(row[column] / length);
                postings.Add((column, (ushort)i, weight));
                largest = Math.Max(largest, weight);
                ends[column]++;
            }
        }
        return Sorted(postings, ends, largest / byte.MaxValue);
    }

    public static void RequireNotNegative(ReadOnlySpan<float> row, int index, string name)
    {
        int column = row.IndexOfAnyInRange(float.MinValue, -float.Epsilon);
        if (column >= 0) throw new ArgumentException($"{name}: row {index}, column {column} is {row[column]}; codes are read from probabilities, which are not negative; use ExactSearch for other embeddings");
    }

    /// <summary>Subtracts from the scores of a list's items.</summary>
    /// <param name="list">A column.</param>
    /// <param name="strength">How strongly the query has it.</param>
    /// <param name="scores">One an item of the block.</param>
    public void Subtract(int list, float strength, Span<float> scores)
    {
        int start = list == 0 ? 0 : _ends[list - 1], count = _ends[list] - start;
        ReadOnlySpan<ushort> items = _items.AsSpan(start, count);
        ReadOnlySpan<byte> weights = _weights.AsSpan(start, count);
        float step = strength * Step;
        // Items are below the number of scores, in what is built and in what is read, so nothing more is checked.
        ref float score = ref MemoryMarshal.GetReference(scores);
        for (int i = 0; i < items.Length; i++) Unsafe.Add(ref score, (nuint)items[i]) -= step * weights[i];
    }

    public void Write(ItemFile.PartWriter to)
    {
        to.Write(Step);
        to.Write<int>(_ends);
        to.Write<ushort>(_items);
        to.Write<byte>(_weights);
    }

    /// <summary>Reads a block, of so many items and lists.</summary>
    /// <param name="bytes">What follows; it is shortened by what was read.</param>
    /// <param name="count">Items.</param>
    /// <param name="lists">Values of all groups.</param>
    /// <returns>Null where these are no lists.</returns>
    public static CodeBlock? Read(ref ReadOnlySpan<byte> bytes, int count, int lists)
    {
        if (bytes.Length < sizeof(float) + ((long)lists * sizeof(int))) return null;
        float step = MemoryMarshal.Read<float>(bytes);
        int[] ends = MemoryMarshal.Cast<byte, int>(bytes.Slice(sizeof(float), lists * sizeof(int))).ToArray();
        bytes = bytes[(sizeof(float) + (lists * sizeof(int)))..];
        int last = 0;
        foreach (int end in ends)
        {
            if (end < last || end - last > count) return null;
            last = end;
        }
        if (!(step >= 0) || float.IsInfinity(step) || bytes.Length < (long)last * (sizeof(ushort) + 1)) return null;
        ushort[] items = MemoryMarshal.Cast<byte, ushort>(bytes[..(last * sizeof(ushort))]).ToArray();
        byte[] weights = bytes.Slice(last * sizeof(ushort), last).ToArray();
        bytes = bytes[(last * (sizeof(ushort) + 1))..];
        return items.AsSpan().ContainsAnyExceptInRange((ushort)0, (ushort)(count - 1)) ? null : new CodeBlock(ends, items, weights, step);
    }

    private static CodeBlock Sorted(List<(int List, ushort Item, float Weight)> postings, int[] counts, float step)
    {
        var next = new int[counts.Length];
        for (int list = 1; list < counts.Length; list++) next[list] = next[list - 1] + counts[list - 1];
        var items = new ushort[postings.Count];
        var weights = new byte[postings.Count];
        foreach ((int list, ushort item, float weight) in postings)
        {
            int at = next[list]++;
            (items[at], weights[at]) = (item, (byte)Math.Clamp((int)MathF.Round(weight / step), 1, byte.MaxValue));
        }
        return new CodeBlock(next, items, weights, step);
    }
}
