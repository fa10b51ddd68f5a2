using Probity.Learning.Tests;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

[Collection(nameof(ThreadCounts))]
public class ExactSearchTests
{
    public static TheoryData<Distance> Distances => [.. Enum.GetValues<Distance>()];

    [Theory]
    [MemberData(nameof(Distances))]
    public void Finds_what_sorting_all_distances_finds(Distance distance)
    {
        foreach ((int rows, int queries, int columns, int k) in new[] { (1, 1, 1, 1), (700, 130, 3, 7), (1_300, 5, 64, 50), (9_000, 3, 17, 20), (513, 2, 9, 513), (1_050, 300, 33, 60) })
        {
            float[] references = Rows(rows, columns, 1), asked = Rows(queries, columns, 2);
            RequireSame(ExactSearch.Of(references, columns, distance), distance, asked, references, k);
        }
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void Near_neighbours_far_from_the_origin_keep_their_order(Distance distance)
    {
        // Differences of 1e-3 at 1,000: a product in float32 has an error of some 0.1.
        const int columns = 16;
        float[] references = Rows(3_000, columns, 3, scale: 1e-3f, offset: 1_000), queries = Rows(20, columns, 4, scale: 1e-3f, offset: 1_000);
        RequireSame(ExactSearch.Of(references, columns, distance), distance, queries, references, 10);
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void One_row_far_away_changes_nothing_for_the_others(Distance distance)
    {
        const int columns = 8;
        float[] references = Rows(2_000, columns, 5), queries = Rows(10, columns, 6);
        references[17 * columns] = 3e7f;
        RequireSame(ExactSearch.Of(references, columns, distance), distance, queries, references, 10);
    }

    [Theory]
    [InlineData(1e38f, 1f)]
    [InlineData(1f, 1e38f)]
    [InlineData(1e-42f, 1e-42f)]
    [InlineData(1e-30f, 1e30f)]
    public void Numbers_of_any_size_are_compared(float references, float queries)
    {
        const int columns = 5;
        float[] from = Rows(600, columns, 7, references), asked = Rows(30, columns, 8, queries);
        foreach (Distance distance in Enum.GetValues<Distance>()) RequireSame(ExactSearch.Of(from, columns, distance), distance, asked, from, 9);
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void Of_equal_distances_the_lower_index_comes_first(Distance distance)
    {
        // One-hot codes: a few distances, thousands of times each; then the same row 20,000 times.
        const int columns = 12;
        var random = new RandomStream(9);
        var codes = new float[5_000 * columns];
        for (int i = 0; i < 5_000; i++)
        {
            for (int group = 0; group < 3; group++) codes[(i * columns) + (group * 4) + (int)(random.NextDouble() * 4)] = 1;
        }
        RequireSame(ExactSearch.Of(codes, columns, distance), distance, codes[..(20 * columns)], codes, 40);

        var same = new float[20_000 * 2];
        Array.Fill(same, .3f);
        Neighbours found = ExactSearch.Of(same, 2, distance).Search(new[] { .1f, .7f }, 5);
        Assert.Equal([0, 1, 2, 3, 4], found.Indices(0));
    }

    [Fact]
    public void A_row_is_at_distance_zero_of_itself_and_its_duplicates()
    {
        float[] rows = Rows(1_000, 7, 10);
        rows.AsSpan(3 * 7, 7).CopyTo(rows.AsSpan(900 * 7));
        foreach (Distance distance in new[] { Distance.Euclidean, Distance.Manhattan })
        {
            Neighbours found = ExactSearch.Of(rows, 7, distance).Search(rows.AsMemory(3 * 7, 7), 3);
            Assert.Equal([3, 900], found.Indices(0)[..2]);
            Assert.Equal([0, 0], found.Distances(0)[..2]);
            Assert.NotEqual(0, found.Distances(0)[2]);
        }
    }

    [Fact]
    public void A_query_that_is_left_out_is_not_found_and_its_duplicate_is()
    {
        float[] rows = Rows(1_000, 6, 11);
        rows.AsSpan(0, 6).CopyTo(rows.AsSpan(500 * 6));
        int[] without = [.. Enumerable.Range(0, 1_000)];
        without[7] = -1;
        Neighbours found = ExactSearch.Of(rows, 6, Distance.Euclidean).Search(rows, 4, without);
        Assert.Equal(500, found.Indices(0)[0]);
        Assert.Equal(7, found.Indices(7)[0]);
        for (int i = 0; i < 1_000; i++)
        {
            int query = i;
            var expected = BruteForce.Closest(Distance.Euclidean, rows.AsSpan(i * 6, 6), rows, 4, row => row == without[query]);
            Assert.Equal(expected.Select(one => one.Index), found.Indices(i).ToArray());
        }
    }

    [Fact]
    public void Where_there_are_no_more_is_minus_one()
    {
        Neighbours found = ExactSearch.Of(new float[] { 1, 2, 4 }, 1, Distance.Euclidean).Search(new[] { 0f, 9f }, 5, new[] { 1, -1 });
        Assert.Equal([0, 2, -1, -1, -1], found.Indices(0));
        Assert.Equal([1, 4, double.NaN, double.NaN, double.NaN], found.Distances(0).ToArray());
        Assert.Equal([2, 1, 0, -1, -1], found.Indices(1));
        Assert.Equal((2, 5), (found.Queries, found.K));
    }

    [Fact]
    public void A_zero_vector_is_at_cosine_distance_one_of_all()
    {
        Neighbours found = ExactSearch.Of(new float[] { 1, 0, 0, 0, -1, 0 }, 2).Search(new float[] { 0, 0, 2, 0 }, 3);
        Assert.Equal([0, 1, 2], found.Indices(0));
        Assert.Equal([1, 1, 1], found.Distances(0));
        Assert.Equal([0, 1, 2], found.Distances(1));
    }

    [Fact]
    public void Same_answers_whatever_the_threads()
    {
        float[] rows = Rows(10_000, 10, 12);
        foreach (int queries in new[] { 1, 300 })
        {
            var answers = new List<Neighbours>();
            foreach (int threads in new[] { 1, 2, 7 })
            {
                using var set = new ThreadCounts(threads);
                answers.Add(ExactSearch.Of(rows, 10, Distance.Euclidean).Search(rows.AsMemory(0, queries * 10), 30));
            }
            for (int i = 0; i < queries; i++)
            {
                Assert.Equal(answers[0].Indices(i), answers[1].Indices(i));
                Assert.Equal(answers[0].Indices(i), answers[2].Indices(i));
                Assert.Equal(answers[0].Distances(i), answers[2].Distances(i));
            }
        }
    }

    [Fact]
    public void No_queries_have_no_neighbours_and_progress_ends_at_one()
    {
        var told = new Told();
        ExactSearch search = ExactSearch.Of(Rows(600, 4, 13), 4);
        Assert.Equal(0, search.Search(Array.Empty<float>(), 3).Queries);
        search.Search(Rows(400, 4, 14), 3, progress: told);
        Assert.Equal(1, told.Most);
    }

    [Fact]
    public void Refuses_what_cannot_be_searched()
    {
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => ExactSearch.Of(Array.Empty<float>(), 3)).Message);
        Assert.Contains("row 0, column 1 is NaN", Assert.Throws<ArgumentException>(() => ExactSearch.Of(new[] { 1, float.NaN }, 2)).Message);
        Assert.Contains("distance: 9", Assert.Throws<ArgumentException>(() => ExactSearch.Of(new float[2], 2, (Distance)9)).Message);
        ExactSearch search = ExactSearch.Of(new float[] { 1, 2, 3, 4 }, 2);
        Assert.Contains("do not fill rows of 2", Assert.Throws<ArgumentException>(() => search.Search(new float[3], 1)).Message);
        Assert.Contains("k: 0", Assert.Throws<ArgumentException>(() => search.Search(new float[2], 0)).Message);
        Assert.Contains("Infinity", Assert.Throws<ArgumentException>(() => search.Search(new[] { 0, float.PositiveInfinity }, 1)).Message.Replace("∞", "Infinity", StringComparison.Ordinal));
        Assert.Contains("row 0 is 2 but there are 2 references", Assert.Throws<ArgumentException>(() => search.Search(new float[2], 1, new[] { 2 })).Message);
        Assert.Contains("without: 2", Assert.Throws<ArgumentException>(() => search.Search(new float[2], 1, new[] { 0, 0 })).Message);
    }

    private static void RequireSame(ExactSearch search, Distance distance, float[] queries, float[] references, int k)
    {
        int columns = search.Columns;
        Neighbours found = search.Search(queries, k);
        for (int i = 0; i < found.Queries; i++)
        {
            ReadOnlySpan<float> query = queries.AsSpan(i * columns, columns);
            (int Index, double Distance)[] expected = BruteForce.Closest(distance, query, references, k);
            for (int j = 0; j < k; j++)
            {
                double scale = Math.Max(Math.Abs(expected[j].Distance), distance == Distance.Cosine ? 1 : 0);
                if (found.Indices(i)[j] != expected[j].Index)   // only where the two are equal up to the rounding of double
                {
                    double other = BruteForce.Between(distance, query, references.AsSpan(found.Indices(i)[j] * columns, columns));
                    Assert.InRange(other, expected[j].Distance - (1e-12 * scale), expected[j].Distance + (1e-12 * scale));
                }
                Assert.InRange(found.Distances(i)[j], expected[j].Distance - (1e-12 * scale), expected[j].Distance + (1e-12 * scale));
            }
        }
    }

    private static float[] Rows(int rows, int columns, ulong seed, float scale = 1, float offset = 0)
    {
        var random = new RandomStream(seed);
        var values = new float[rows * columns];
        foreach (ref float value in values.AsSpan()) value = (float)(offset + (Math.Clamp(random.NextGaussian(), -3, 3) * scale));
        return values;
    }

    private sealed class Told : IProgress<double>
    {
        private readonly Lock _one = new();

        public double Most { get; private set; }

        public void Report(double value)
        {
            lock (_one) Most = Math.Max(Most, value);
        }
    }
}
