namespace Probity.Similarity.Tests;

public class ReferenceFileTests
{
    private static readonly GroupShape Shape = new(3, 8);

    [Theory]
    [InlineData(FeatureStoreNumbers.Float32)]
    [InlineData(FeatureStoreNumbers.Float16)]
    public void What_was_saved_is_found_again(FeatureStoreNumbers numbers)
    {
        using var folder = new StoreFolder();
        const int rows = 17_000;   // more than a block
        float[] codes = GroupCodes.Of(Shape, rows, 30, 3, .8, 1), asked = GroupCodes.Of(Shape, 40, 30, 3, .8, 2);
        int[] groups = [.. Enumerable.Range(0, rows).Select(i => (i * 7) - 100)];
        string[] ids = [.. Enumerable.Range(0, rows).Select(i => i == 5 ? "" : $"Größe {i} 😀")];
        ReferenceItems items = ReferenceItems.Of(codes, Shape.Columns, groups, ids, numbers);
        CodeIndex index = CodeIndex.Build(items, Shape, new CodeIndexOptions { Distance = Distance.DotProduct, Candidates = 99, ListedValues = 3, LeastShare = .1, Lists = 7 });
        index.Save(folder.Store);

        CodeIndex opened = CodeIndex.Open(folder.Store);
        using ReferenceItems read = opened.Items;
        Assert.Equal(index.Options, opened.Options);
        Assert.Equal((rows, numbers, true, true, index.ListBytes), (opened.Count, read.Numbers, read.HasGroups, read.HasIds, opened.ListBytes));
        CodeIndexTests.RequireSame(index.Search(asked, 12), opened.Search(asked, 12));
        CodeIndexTests.RequireSame(ExactSearch.Of(items).Search(asked, 12), ExactSearch.Of(read).Search(asked, 12));
        float[] row = new float[Shape.Columns], readRow = new float[Shape.Columns];
        foreach (int i in new[] { 0, 5, rows - 1 })
        {
            Assert.Equal((groups[i], ids[i]), (read.Group(i), read.Id(i)));
            items.Embedding(i, row);
            read.Embedding(i, readRow);
            Assert.Equal(row, readRow);
            for (int j = 0; j < row.Length; j++) Assert.Equal(codes[(i * row.Length) + j], row[j], numbers == FeatureStoreNumbers.Float32 ? 0 : 5e-4);
        }
    }

    [Fact]
    public void Items_of_a_file_take_more_lose_some_and_are_saved_over_it()
    {
        using var folder = new StoreFolder();
        float[] codes = GroupCodes.Of(Shape, 900, 9, 3, .8, 3), asked = GroupCodes.Of(Shape, 10, 9, 3, .8, 4);
        int[] groups = [.. Enumerable.Range(0, 900)];
        CodeIndex.Build(ReferenceItems.Of(codes.AsMemory(0, 500 * Shape.Columns), Shape.Columns, groups.AsSpan(0, 500)), Shape).Save(folder.Store);
        CodeIndex index = CodeIndex.Open(folder.Store);
        Assert.Equal(500, index.Items.Append(codes.AsSpan(500 * Shape.Columns), groups.AsSpan(500)));
        for (int i = 0; i < 900; i += 4) Assert.True(index.Items.Delete(i));
        Assert.Equal((899, 898), (index.Items.Group(899), index.Items.Group(898)));
        int[] kept = [.. Enumerable.Range(0, 900).Where(i => i % 4 != 0)];
        Neighbours before = index.Search(asked, 8);
        index.Save(folder.Store);
        CodeIndexTests.RequireSame(before, index.Search(asked, 8));   // still of the file as it was
        index.Items.Dispose();

        CodeIndex opened = CodeIndex.Open(folder.Store);
        using ReferenceItems read = opened.Items;
        CodeIndexTests.RequireSame(opened.Search(asked, 8), before, kept);
        float[] left = [.. kept.SelectMany(i => codes[(i * Shape.Columns)..((i + 1) * Shape.Columns)])];
        CodeIndexTests.RequireSame(CodeIndex.Build(left, Shape).Search(asked, 8), opened.Search(asked, 8));
        Assert.Equal(kept, Enumerable.Range(0, read.Count).Select(read.Group));
        Assert.Equal(kept.Length, read.Positions);
    }

    [Fact]
    public void A_file_without_lists_is_for_exact_search()
    {
        using var folder = new StoreFolder();
        float[] rows = [1, -2, 3, 4, 5, -6];
        using (ReferenceItems items = ReferenceItems.Of(rows, 2)) items.Save(folder.Store);
        using ReferenceItems read = ReferenceItems.Open(folder.Store);
        Assert.Equal((3, false, false), (read.Count, read.HasGroups, read.HasIds));
        Assert.Equal([1, 0, 2], ExactSearch.Of(read, Distance.Euclidean).Search(new float[] { 3, 3 }, 3).Indices(0));
        Assert.Contains("without the lists", Assert.Throws<InvalidDataException>(() => CodeIndex.Open(folder.Store)).Message);
        Assert.Throws<InvalidOperationException>(() => read.Group(0));
        Assert.Throws<InvalidOperationException>(() => read.Id(0));
    }

    [Fact]
    public void Closed_items_are_not_searched()
    {
        using var folder = new StoreFolder();
        using (ReferenceItems items = ReferenceItems.Of(new float[] { 1, 2 }, 2)) items.Save(folder.Store);
        ReferenceItems read = ReferenceItems.Open(folder.Store);
        ExactSearch search = ExactSearch.Of(read);
        read.Dispose();
        read.Dispose();
        Assert.Throws<ObjectDisposedException>(() => search.Search(new float[] { 1, 2 }, 1));
        Assert.Throws<ObjectDisposedException>(() => read.Append([1, 2]));
        Assert.Throws<ObjectDisposedException>(() => read.Delete(0));
    }

    [Fact]
    public void Every_damaged_byte_and_every_cut_is_noticed()
    {
        using var folder = new StoreFolder();
        float[] codes = GroupCodes.Of(Shape, 5, 2, 3, .8, 5);
        CodeIndex.Build(ReferenceItems.Of(codes, Shape.Columns, [1, 2, 3, 4, 5], ["a", "b", "c", "d", "e"]), Shape).Save(folder.Store);
        byte[] whole = File.ReadAllBytes(folder.Store);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x41;
            RequireRefused(folder.Store, damaged);
        }
        for (int length = 0; length < whole.Length; length += 13) RequireRefused(folder.Store, whole[..length]);
        RequireRefused(folder.Store, [.. whole, 0]);
        RequireRefused(folder.Store, [.. whole, .. new byte[64]]);
    }

    [Fact]
    public void Files_with_true_checksums_that_say_what_cannot_be_are_refused()
    {
        using var folder = new StoreFolder();
        float[] codes = GroupCodes.Of(Shape, 5, 2, 3, .8, 6);
        CodeIndex.Build(ReferenceItems.Of(codes, Shape.Columns, [1, 2, 3, 4, 5], ["a", "b", "c", "d", "e"]), Shape).Save(folder.Store);
        byte[] whole = File.ReadAllBytes(folder.Store);
        long Start(int part) => ItemHeader.Read(whole.AsSpan(0, ItemHeader.Bytes), whole.Length, "it").Start(part);

        // Of the header: numbers, columns, items, lengths.
        foreach ((int at, long value, int size) in new (int, long, int)[]
        {
            (12, 3, 4), (16, 0, 4), (16, int.MaxValue, 4), (20, 0, 4), (20, -1, 4), (20, int.MaxValue, 4), (20, 6, 4), (28, 0, 4),
            (40, -1, 8), (40, long.MaxValue, 8), (48, -64, 8), (48, long.MaxValue, 8), (48, 0, 8), (8, 1, 4), (8, 3, 4),
        })
        {
            RequireRefused(folder.Store, Changed(whole, at, value, size, part: -1));
        }

        RequireRefused(folder.Store, Changed(whole, (int)Start(0), BitConverter.SingleToUInt32Bits(float.NaN), 4, part: 0));
        RequireRefused(folder.Store, Changed(whole, (int)Start(2), -1, 8, part: 2));
        RequireRefused(folder.Store, Changed(whole, (int)Start(2), 1L << 40, 8, part: 2));
        RequireRefused(folder.Store, Changed(whole, (int)Start(2) + 32, 4, 8, part: 2));
        int lists = (int)Start(4);
        foreach ((int at, long value) in new (int, long)[]
        {
            (0, 0), (0, int.MaxValue), (4, 1 << 20), (0, 4), (8, 1), (8, 77), (12, 0), (16, -1), (20, 0),   // shape, options
            (24, -1), (28, unchecked((int)0xFFF80000)),                                                     // share
            (32, unchecked((int)0xFFC00000)), (36, -1), (36, 6), (36, int.MaxValue), (36 + (23 * 4), int.MaxValue), (36 + (23 * 4), 0), (36 + (24 * 4), 0x7FFF7FFF),
        })
        {
            byte[] changed = Changed(whole, lists + at, value, 4, part: 4);
            File.WriteAllBytes(folder.Store, changed);
            if (at == 24) continue;   // the low half of a double: another share, and a possible one
            Assert.Throws<InvalidDataException>(() => CodeIndex.Open(folder.Store));
        }
    }

    /// <summary>The header alone tells, before anything of that length is read: no file need be as long as it says.</summary>
    [Theory]
    [InlineData(40, 5 * 16_384 + 1)]     // more than 16,384 bytes an id
    [InlineData(40, long.MaxValue)]
    [InlineData(40, long.MaxValue - 63)]
    [InlineData(48, 131)]                // 5 items of 3 x 8 values: 32 + 4 + 24 x 4 bytes at least, 3 a value more at most
    [InlineData(48, 132 + 5 * 24 * 3 + 1)]
    [InlineData(48, long.MaxValue)]
    [InlineData(56, long.MaxValue)]
    [InlineData(56, -1)]
    public void Lengths_that_no_items_have_are_refused_however_long_the_file_is(int at, long length)
    {
        using var folder = new StoreFolder();
        CodeIndex.Build(ReferenceItems.Of(GroupCodes.Of(Shape, 5, 2, 3, .8, 6), Shape.Columns, [1, 2, 3, 4, 5], ["a", "b", "c", "d", "e"]), Shape).Save(folder.Store);
        byte[] header = Changed(File.ReadAllBytes(folder.Store), at, length, 8, part: -1)[..ItemHeader.Bytes];
        foreach (long fileLength in new[] { 128, 1 << 20, long.MaxValue })
            Assert.Contains("no file of references can say", Assert.Throws<InvalidDataException>(() => ItemHeader.Read(header, fileLength, "it")).Message);
    }

    [Fact]
    public void Lists_longer_than_a_span_are_read_piece_by_piece()
    {
        using var folder = new StoreFolder();
        float[] codes = GroupCodes.Of(Shape, 40_000, 30, 3, .8, 1), asked = GroupCodes.Of(Shape, 20, 30, 3, .8, 2);
        CodeIndex index = CodeIndex.Build(codes, Shape);
        index.Save(folder.Store);
        using ReferenceItems read = ReferenceItems.Open(folder.Store);
        MappedItems file = read.File!;
        int block = (int)(file.Header.ListBytes / 2);   // of three blocks
        CodeLists whole = CodeLists.Read(file), pieces = CodeLists.Read(file, block);
        Assert.Equal(index.ListBytes, pieces.Bytes);
        CodeBlock[] blocks = whole.Of(read.Rows), others = pieces.Of(read.Rows);
        Assert.Equal(3, others.Length);
        SearchRequest request = SearchRequest.Of(index, read.Rows, asked, 5, default);
        CodeIndexTests.RequireSame(CodeScan.Run(request, Shape, blocks, index.Options, null), CodeScan.Run(request, Shape, others, index.Options, null));
        Assert.Throws<InvalidDataException>(() => CodeLists.Read(file, block / 2));   // a block must be within one piece
    }

    [Fact]
    public void Items_of_another_head_are_refused()
    {
        using var folder = new StoreFolder();
        string first = new('1', 64), second = new('2', 64);
        ReferenceItems items = ReferenceItems.Of(new float[] { 1, 2 }, 2);
        items.RequireHead(second);   // nobody said yet
        items.NameHead(first);
        items.Save(folder.Store);
        using ReferenceItems read = ReferenceItems.Open(folder.Store);
        Assert.Equal(first, read.HeadId);
        read.RequireHead(first);
        string refusal = Assert.Throws<ArgumentException>(() => read.NameHead(second)).Message;
        Assert.Contains($"embedded by head {first[..12]}, not by {second[..12]}", refusal);
        Assert.Contains("embed all items anew", refusal);
        foreach (string no in new[] { "", "12", new('A', 64), new('0', 64), new('g', 64) })
            Assert.Contains("64 digits", Assert.Throws<ArgumentException>(() => read.RequireHead(no)).Message);
    }

    [Fact]
    public void Refuses_what_is_no_file_of_references()
    {
        using var folder = new StoreFolder();
        Assert.Throws<FileNotFoundException>(() => ReferenceItems.Open(folder.Store));
        Assert.Throws<ArgumentException>(() => ReferenceItems.Open(" "));
        Assert.Throws<ArgumentException>(() => ReferenceItems.Open(Path.GetTempPath()));
        RequireRefused(folder.Store, []);
        RequireRefused(folder.Store, new byte[500]);
    }

    [Fact]
    public void Refuses_items_that_do_not_fit_and_takes_none_of_them()
    {
        ReferenceItems items = ReferenceItems.Of(new float[] { 1, 2 }, 2, [7], ["a"], FeatureStoreNumbers.Float16);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => ReferenceItems.Of(Array.Empty<float>(), 2)).Message);
        Assert.Contains("groups: 0", Assert.Throws<ArgumentException>(() => items.Append([1, 2], ids: ["b"])).Message);
        Assert.Contains("ids: 0", Assert.Throws<ArgumentException>(() => items.Append([1, 2], [1])).Message);
        Assert.Contains("row 1 is null", Assert.Throws<ArgumentException>(() => items.Append([1, 2, 3, 4], [1, 2], ["b", null!])).Message);
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => items.Append([1, 2], [1], ["\uD800"])).Message);
        Assert.Contains("at most 65,504", Assert.Throws<ArgumentException>(() => items.Append([1, 2, 3, 70_000], [1, 2], ["b", "c"])).Message);
        Assert.Contains("must be finite", Assert.Throws<ArgumentException>(() => items.Append([1, float.NaN], [1], ["b"])).Message);
        Assert.Contains("position: 1", Assert.Throws<ArgumentException>(() => items.Delete(1)).Message);
        Assert.Contains("position: -1", Assert.Throws<ArgumentException>(() => items.Group(-1)).Message);
        Assert.Equal(1, items.Positions);
        Assert.Equal(1, items.Append([3, 4], [8], ["b"]));
        Assert.Equal((8, "b"), (items.Group(1), items.Id(1)));
    }

    private static void RequireRefused(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        Assert.Throws<InvalidDataException>(() => ReferenceItems.Open(path));
    }

    /// <summary>With checksums that hold, of the header and of the part that was changed.</summary>
    private static byte[] Changed(byte[] whole, int at, long value, int size, int part)
    {
        byte[] changed = [.. whole];
        BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(changed.AsSpan(at));
        if (part >= 0)
        {
            ItemHeader header = ItemHeader.Read(whole.AsSpan(0, ItemHeader.Bytes), whole.Length, "it");
            uint checksum = Castagnoli.Append(0, changed.AsSpan((int)header.Start(part), (int)header.Length(part)));
            BitConverter.GetBytes(checksum).CopyTo(changed, 96 + (part * 4));
        }
        BitConverter.GetBytes(Castagnoli.Append(0, changed.AsSpan(0, ItemHeader.Bytes - 4))).CopyTo(changed, ItemHeader.Bytes - 4);
        return changed;
    }
}
