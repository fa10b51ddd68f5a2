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

    /// <exception cref="InvalidDataException">No lists, or such that do not fit the items.</exception>
    public static CodeLists Read(MappedItems file)
    {
        ReadOnlySpan<byte> bytes = file.Lists;
        if (bytes.IsEmpty) throw new InvalidDataException($"{file.Name}: references without the lists of a code index; open them as ReferenceItems and build one");
        InvalidDataException damage = new($"{file.Name}: the lists of this code index are damaged; save it anew");
        if (bytes.Length < HeaderBytes) throw damage;
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
        bytes = bytes[HeaderBytes..];
        for (int i = 0; i < lists._blocks.Length; i++)
        {
            lists._blocks[i] = CodeBlock.Read(ref bytes, Math.Min(CodeBlock.Items, items - (i * CodeBlock.Items)), shape.Columns) ?? throw damage;
        }
        return bytes.IsEmpty ? lists : throw damage;
    }
}
