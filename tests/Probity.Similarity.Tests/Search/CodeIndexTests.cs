using Probity.Learning.Tests;

namespace Probity.Similarity.Tests;

[Collection(nameof(ThreadCounts))]
public class CodeIndexTests
{
    private static readonly GroupShape Shape = new(6, 16);

    [Theory]
    [InlineData(Distance.Cosine, 4, .4, .999, .999)]   // sharp
    [InlineData(Distance.DotProduct, 4, .4, .999, .999)]
    [InlineData(Distance.Cosine, 3, 1, .98, .95)]      // soft: the largest of a group is .4 on average
    [InlineData(Distance.DotProduct, 3, 1, .98, .95)]
    [InlineData(Distance.Cosine, 0, 1, .8, .6)]        // noise, without clusters: nothing to hold on to
    public void Finds_most_of_what_exact_search_finds(Distance distance, double height, double temperature, double first, double tenth)
    {
        // 200 of a cluster where 256 are compared, and twice as many items as a block takes.
        const int rows = 33_000, queries = 200;
        float[] references = GroupCodes.Of(Shape, rows, 165, height, temperature, 1), asked = GroupCodes.Of(Shape, queries, 165, height, temperature, 2);
        Neighbours found = CodeIndex.Build(references, Shape, new CodeIndexOptions { Distance = distance }).Search(asked, 10);
        Neighbours truth = ExactSearch.Of(references, Shape.Columns, distance).Search(asked, 10);
        Assert.InRange(Recall(found, truth, 1), first, 1);
        Assert.InRange(Recall(found, truth, 10), tenth, 1);
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.DotProduct)]
    public void With_all_references_as_candidates_it_is_exact(Distance distance)
    {
        float[] references = GroupCodes.Of(Shape, 3_000, 20, 1, 1, 3), asked = GroupCodes.Of(Shape, 30, 20, 1, 1, 4);
        int[] without = [.. Enumerable.Range(-1, 30)];
        CodeIndex index = CodeIndex.Build(references, Shape, new CodeIndexOptions { Distance = distance, Candidates = 3_000 });
        RequireSame(ExactSearch.Of(references, Shape.Columns, distance).Search(asked, 40, without), index.Search(asked, 40, without));
        RequireSame(ExactSearch.Of(references, Shape.Columns, distance).Search(asked, 3_005, without), index.Search(asked, 3_005, without));
    }

    [Fact]
    public void Distances_are_exact_and_in_order()
    {
        float[] references = GroupCodes.Of(Shape, 2_000, 10, 3, 1, 5), asked = GroupCodes.Of(Shape, 20, 10, 3, 1, 6);
        Neighbours found = CodeIndex.Build(references, Shape).Search(asked, 15);
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 15; j++)
            {
                double distance = BruteForce.Between(Distance.Cosine, asked.AsSpan(i * Shape.Columns, Shape.Columns), references.AsSpan(found.Indices(i)[j] * Shape.Columns, Shape.Columns));
                Assert.Equal(distance, found.Distances(i)[j], 1e-12);
            }
            Assert.True(found.Distances(i).ToArray().SequenceEqual(found.Distances(i).ToArray().Order()));
            Assert.Equal(15, found.Indices(i).ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void Of_equal_codes_the_first_are_found()
    {
        var codes = new float[40_000 * 4];
        for (int i = 0; i < codes.Length; i += 4) (codes[i], codes[i + 2]) = (1, 1);
        Neighbours found = CodeIndex.Build(codes, new GroupShape(2, 2)).Search(codes.AsMemory(0, 4), 4, new[] { 1 });
        Assert.Equal([0, 2, 3, 4], found.Indices(0));
    }

    [Fact]
    public void Items_that_were_appended_and_deleted_are_as_if_always_so()
    {
        const int rows = 17_000, first = 12_000;   // across the end of a block
        float[] references = GroupCodes.Of(Shape, rows, 40, 3, .7, 7), asked = GroupCodes.Of(Shape, 60, 40, 3, .7, 8);
        ReferenceItems items = ReferenceItems.Of(references.AsMemory(0, first * Shape.Columns), Shape.Columns);
        CodeIndex codes = CodeIndex.Build(items, Shape);
        ExactSearch exact = ExactSearch.Of(items);
        foreach (SimilarityIndex index in new SimilarityIndex[] { codes, exact }) Assert.Equal(first, index.Count);
        Assert.Equal(first, items.Append(references.AsSpan(first * Shape.Columns, Shape.Columns)));
        codes.Search(asked, 5);   // makes lists that the next rows change
        Assert.Equal(first + 1, items.Append(references.AsSpan((first + 1) * Shape.Columns)));
        RequireSame(CodeIndex.Build(references, Shape).Search(asked, 20), codes.Search(asked, 20));
        RequireSame(ExactSearch.Of(references, Shape.Columns).Search(asked, 20), exact.Search(asked, 20));

        // Every third goes, and what is closest to the first queries.
        Neighbours before = exact.Search(asked, 3);
        var deleted = new HashSet<int>(Enumerable.Range(0, rows / 3).Select(i => i * 3));
        for (int query = 0; query < 20; query++) deleted.UnionWith(before.Indices(query).ToArray());
        foreach (int position in deleted) Assert.True(items.Delete(position));
        Assert.False(items.Delete(0));
        int[] kept = [.. Enumerable.Range(0, rows).Where(i => !deleted.Contains(i))];
        Assert.Equal(kept.Length, codes.Count);
        float[] left = [.. kept.SelectMany(i => references[(i * Shape.Columns)..((i + 1) * Shape.Columns)])];
        RequireSame(CodeIndex.Build(left, Shape, new CodeIndexOptions()).Search(asked, 20), codes.Search(asked, 20), kept);
        RequireSame(ExactSearch.Of(left, Shape.Columns).Search(asked, 20), exact.Search(asked, 20), kept);
    }

    [Fact]
    public void Nothing_is_found_where_all_are_deleted()
    {
        ReferenceItems items = ReferenceItems.Of(new float[] { 1, 0, 0, 1 }, 2);
        items.Delete(0);
        items.Delete(1);
        foreach (SimilarityIndex index in new SimilarityIndex[] { CodeIndex.Build(items, new GroupShape(1, 2)), ExactSearch.Of(items) })
        {
            Assert.Equal(0, index.Count);
            Assert.Equal([-1, -1], index.Search(new float[] { 1, 0 }, 2).Indices(0));
        }
        Assert.Contains("all are deleted", Assert.Throws<ArgumentException>(() => items.Save(Path.GetTempPath() + "nothing")).Message);
    }

    [Fact]
    public void Same_answers_whatever_the_threads()
    {
        float[] references = GroupCodes.Of(Shape, 20_000, 50, 2, 1, 9), asked = GroupCodes.Of(Shape, 50, 50, 2, 1, 10);
        var answers = new List<Neighbours>();
        foreach (int threads in new[] { 1, 2, 7 })
        {
            using var set = new ThreadCounts(threads);
            answers.Add(CodeIndex.Build(references, Shape).Search(asked, 10));
        }
        RequireSame(answers[0], answers[1]);
        RequireSame(answers[0], answers[2]);
    }

    [Fact]
    public void More_lists_and_candidates_find_no_less()
    {
        float[] references = GroupCodes.Of(Shape, 20_000, 10, 2, 1, 11), asked = GroupCodes.Of(Shape, 200, 10, 2, 1, 12);
        CodeIndex index = CodeIndex.Build(references, Shape);
        Neighbours truth = ExactSearch.Of(references, Shape.Columns).Search(asked, 10);
        double few = Recall(index.With(6, 20).Search(asked, 10), truth, 10), many = Recall(index.With(0, 2_000).Search(asked, 10), truth, 10);
        Assert.InRange(many, few + .1, 1);
    }

    [Fact]
    public void Recall_is_the_share_that_was_found()
    {
        Neighbours truth = new([0, 1, 2, 3, 4, -1], [.1, .2, .3, .1, .2, double.NaN], 3);
        Neighbours found = new([0, 2, 9, 4, 8, -1], [.1, .3, .4, .2, .2, double.NaN], 3);   // of five 0 and 2; 4, and 8 that is as close
        Assert.Equal(4 / 5.0, SearchRecall.Of(found, truth, 3));
        Assert.Equal(1 / 2.0, SearchRecall.Of(found, truth, 1));

        float[] references = GroupCodes.Of(Shape, 5_000, 10, 2, 1, 14), asked = GroupCodes.Of(Shape, 50, 10, 2, 1, 15);
        CodeIndex index = CodeIndex.Build(references, Shape).With(0, 30);
        Assert.Equal(Recall(index.Search(asked, 10), ExactSearch.Of(references, Shape.Columns).Search(asked, 10), 10), index.Recall(asked, 10), 1e-12);
        Assert.InRange(index.Recall(asked, 10), .1, .99);
    }

    [Fact]
    public void Refuses_what_is_no_code()
    {
        float[] codes = GroupCodes.Of(Shape, 10, 2, 3, 1, 13);
        Assert.Contains("make 96 numbers but items: 48", Assert.Throws<ArgumentException>(() => CodeIndex.Build(ReferenceItems.Of(codes, 48), Shape)).Message);
        Assert.Contains("searched by Cosine or DotProduct", Assert.Throws<ArgumentException>(() => CodeIndex.Build(codes, Shape, new CodeIndexOptions { Distance = Distance.Euclidean })).Message);
        Assert.Contains("listed values: 0", Assert.Throws<ArgumentException>(() => CodeIndex.Build(codes, Shape, new CodeIndexOptions { ListedValues = 0 })).Message);
        CodeIndex index = CodeIndex.Build(codes, Shape);
        Assert.Contains("candidates: 0", Assert.Throws<ArgumentException>(() => index.With(0, 0)).Message);
        float[] negative = codes[..Shape.Columns];
        negative[5] = -.25f;
        Assert.Contains("queries: row 0, column 5 is -0.25", Assert.Throws<ArgumentException>(() => index.Search(negative, 1)).Message);
        codes[^1] = -1;
        Assert.Contains("references: row 9, column 95 is -1", Assert.Throws<ArgumentException>(() => CodeIndex.Build(codes, Shape)).Message);
    }

    internal static double Recall(Neighbours found, Neighbours truth, int k)
    {
        int hits = 0;
        for (int query = 0; query < truth.Queries; query++) hits += found.Indices(query)[..k].ToArray().Intersect(truth.Indices(query)[..k].ToArray()).Count();
        return (double)hits / (truth.Queries * k);
    }

    internal static void RequireSame(Neighbours expected, Neighbours found, int[]? positions = null)
    {
        Assert.Equal(expected.Queries, found.Queries);
        for (int i = 0; i < expected.Queries; i++)
        {
            Assert.Equal(expected.Indices(i).ToArray().Select(index => index < 0 || positions is null ? index : positions[index]), found.Indices(i).ToArray());
            Assert.Equal(expected.Distances(i), found.Distances(i));
        }
    }
}
