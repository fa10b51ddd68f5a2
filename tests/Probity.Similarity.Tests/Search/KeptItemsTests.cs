namespace Probity.Similarity.Tests;

/// <summary>Files of references of every format are kept and must load for ever. Never write them anew; a release that changes the format adds one.</summary>
public class KeptItemsTests
{
    private const string Head = "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da";

    /// <summary>Written by the first build that knew the format, from the numbers below, which half holds exactly.</summary>
    [Fact]
    public void Version_1_knows_no_head()
    {
        using CodeIndexOfFile index = new("items-v1.idx");
        Assert.Null(index.Opened.Items.HeadId);
        RequireKept(index.Opened);
    }

    /// <summary>Made of version 1 in Python by docs/formats.md, with a CRC-32C of its own.</summary>
    [Fact]
    public void Version_2_knows_the_head()
    {
        using CodeIndexOfFile index = new("items-v2.idx");
        Assert.Equal(Head, index.Opened.Items.HeadId);
        RequireKept(index.Opened);
    }

    [Fact]
    public void The_same_items_give_the_kept_bytes()
    {
        using var folder = new StoreFolder();
        ReferenceItems items = ReferenceItems.Of(Rows, 6, [4, 1, 4], ["a", "Größe 2", ""], FeatureStoreNumbers.Float16);
        items.NameGroups(["null", "eins", "zwei", "drei", "vier"]);
        items.NameHead(Head);
        CodeIndex.Build(items, new GroupShape(2, 3), Options).Save(folder.Store);
        Assert.Equal(File.ReadAllBytes(PathOf("items-v2.idx")), File.ReadAllBytes(folder.Store));

        using (CodeIndexOfFile first = new("items-v1.idx"))
        {
            first.Opened.Items.NameHead(Head);
            first.Opened.Save(folder.Store);
        }
        Assert.Equal(File.ReadAllBytes(PathOf("items-v2.idx")), File.ReadAllBytes(folder.Store));
    }

    private static float[] Rows => [.5f, .25f, .25f, .125f, .75f, .125f, .25f, .5f, .25f, .75f, .125f, .125f, .5f, .25f, .25f, .25f, .25f, .5f];

    private static CodeIndexOptions Options => new() { Distance = Distance.DotProduct, ListedValues = 2, LeastShare = .2, Lists = 3, Candidates = 5 };

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Search", "items", name);

    private static void RequireKept(CodeIndex index)
    {
        ReferenceItems items = index.Items;
        Assert.Equal((3, 6, FeatureStoreNumbers.Float16), (items.Count, items.Columns, items.Numbers));
        Assert.Equal((new GroupShape(2, 3), Options), (index.Shape, index.Options));
        Assert.Equal([4, 1, 4], Enumerable.Range(0, 3).Select(items.Group));
        Assert.Equal(["a", "Größe 2", ""], Enumerable.Range(0, 3).Select(items.Id));
        Assert.Equal(["null", "eins", "zwei", "drei", "vier"], items.GroupNames);
        var row = new float[6];
        for (int i = 0; i < 3; i++)
        {
            items.Embedding(i, row);
            Assert.Equal(Rows[(i * 6)..((i + 1) * 6)], row);
        }
        // By hand: the first numbers of the rows; of equal ones the first row.
        Neighbours found = index.Search(new float[] { 1, 0, 0, 0, 0, 0 }, 3);
        Assert.Equal([0, 2, 1], found.Indices(0));
        Assert.Equal([-.5, -.5, -.25], found.Distances(0));
    }

    private sealed class CodeIndexOfFile(string name) : IDisposable
    {
        public CodeIndex Opened { get; } = CodeIndex.Open(PathOf(name));

        public void Dispose() => Opened.Items.Dispose();
    }
}
