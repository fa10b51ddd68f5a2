using System.Buffers.Binary;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>The inverted lists of a code index, block by block. Of items that were added, the last block is made anew.</summary>
internal sealed class CodeLists
{
    private const int HeaderBytes = 32;

    private readonly Lock _one = new();
    private CodeBlock[] _blocks = [];
    private int _items;

    public CodeLists(GroupShape shape, CodeIndexOptions options) => (Shape, Options) = (shape, options);

    public GroupShape Shape { get; }

    /// <summary>Those it was made by.</summary>
    public CodeIndexOptions Options { get; }

    public long Bytes => _blocks.Sum(block => (long)block.Bytes);

    /// <summary>What the lists of so many items take at least, in a file: those where nothing is listed.</summary>
    public static long LeastBytes(int items, int columns) => HeaderBytes + (RowRanges.Count(items, CodeBlock.Items) * (sizeof(float) + ((long)columns * sizeof(int))));

    /// <summary>And at most: those where every value is.</summary>
    public static long MostBytes(int items, int columns) => LeastBytes(items, columns) + ((long)items * columns * (sizeof(ushort) + sizeof(byte)));

    /// <summary>The blocks of all rows, after taking in those that were added.</summary>
    public CodeBlock[] Of(EmbeddingRows rows, IProgress<double>? progress = null)
    {
        lock (_one)
        {
            if (_items == rows.Rows) return _blocks;
            int whole = _items / CodeBlock.Items, count = RowRanges.Count(rows.Rows, CodeBlock.Items);
            var blocks = new CodeBlock[count];
            _blocks.AsSpan(0, whole).CopyTo(blocks);
            Action done = SearchRequest.Counter(progress, count - whole);
            RowRanges.For(count - whole, 1, (i, _, _) =>
            {
                int start = (whole + i) * CodeBlock.Items;
                blocks[whole + i] = CodeBlock.Of(rows, start, Math.Min(CodeBlock.Items, rows.Rows - start), Shape, Options);
                done();
            });
            (_blocks, _items) = (blocks, rows.Rows);
            return blocks;
        }
    }

    public void Write(ItemFile.PartWriter to)
    {
        to.Write<int>([Shape.Groups, Shape.Values, (int)Options.Distance, Options.ListedValues, Options.Lists, Options.Candidates]);
        to.Write(Options.LeastShare);
        foreach (CodeBlock block in _blocks) block.Write(to);
    }

    /// <param name="file">With the lists.</param>
    /// <param name="bytesAtOnce">Those of a block must be among them.</param>
    /// <exception cref="InvalidDataException">No lists, or such that do not fit the items.</exception>
    public static CodeLists Read(MappedItems file, int bytesAtOnce = int.MaxValue)
    {
        if (file.Header.ListBytes == 0) throw new InvalidDataException($"{file.Name}: references without the lists of a code index; open them as ReferenceItems and build one");
        InvalidDataException damage = new($"{file.Name}: the lists of this code index are damaged; save it anew");
        ReadOnlySpan<byte> bytes = file.Lists(0, HeaderBytes);   // the file's header has seen to it that there are so many
        var fields = new int[6];
        for (int i = 0; i < fields.Length; i++) fields[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        var shape = new GroupShape(fields[0], fields[1]);
        var options = new CodeIndexOptions
        {
            Distance = (Distance)fields[2],
            ListedValues = fields[3],
            Lists = fields[4],
            Candidates = fields[5],
            LeastShare = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(fields.Length * sizeof(int))..]),
        };
        try
        {
            shape.Check();
            options.Check();
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidDataException($"{damage.Message} ({refusal.Message})", refusal);
        }
        int items = file.Header.Items;
        if (shape.Columns != file.Header.Columns) throw damage;
        var lists = new CodeLists(shape, options) { _items = items, _blocks = new CodeBlock[RowRanges.Count(items, CodeBlock.Items)] };
        long at = HeaderBytes;
        for (int i = 0; i < lists._blocks.Length; i++)
        {
            bytes = file.Lists(at, bytesAtOnce);
            int before = bytes.Length;
            lists._blocks[i] = CodeBlock.Read(ref bytes, Math.Min(CodeBlock.Items, items - (i * CodeBlock.Items)), shape.Columns) ?? throw damage;
            at += before - bytes.Length;
        }
        return at == file.Header.ListBytes ? lists : throw damage;
    }
}
