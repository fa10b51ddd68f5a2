using Probity.Learning.Tests;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

[Collection(nameof(ThreadCounts))]
public class CoarseTileTests
{
    private const int References = 64;

    public static TheoryData<int, string> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, string>();
            foreach (int columns in new[] { 1, 2, 15, 16, 17, 64, 333, 2_048 })
            {
                foreach (string kind in new[] { "normal", "equal", "one large", "with zeros", "far apart" }) shapes.Add(columns, kind);
            }
            return shapes;
        }
    }

    /// <summary>Rows of equal numbers make the largest sums that there can be; a row with one large number rounds the others most coarsely.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Keys_are_true_within_the_error_that_is_said(int columns, string kind)
    {
        if (!PairKernel.IsSupported) return;   // float32 stands in, and other tests hold it
        const int queries = 11;
        float[] x = Rows(queries, columns, kind, 1), y = Rows(References, columns + 1, kind, 2);
        var tile = new CoarseTile(columns + 1, addsLast: true, queries, References);
        for (int i = 0; i < queries; i++) tile.SetQuery([.. x.AsSpan(i * columns, columns), -1], i);
        tile.SetReferences(y, References - 3);
        var keys = new float[12 * References];
        tile.Keys(0, queries, References - 3, keys, References);

        for (int i = 0; i < queries; i++)
        {
            for (int j = 0; j < References - 3; j++)
            {
                ReadOnlySpan<float> from = x.AsSpan(i * columns, columns), to = y.AsSpan(j * (columns + 1), columns);
                double product = 0, added = y[(j * (columns + 1)) + columns];
                for (int c = 0; c < columns; c++) product += (double)from[c] * to[c];
                double lengths = Math.Sqrt(ExactDistance.Square(from)) * Math.Sqrt(ExactDistance.Square(to));
                double allowed = CoarseTile.Error(columns, 1, 1) * lengths + (Math.Abs(added) * 6e-8) + 1e-19;
                Assert.InRange(keys[(i * References) + j] - (added - product), -allowed, allowed);
            }
        }
    }

    /// <summary>Clusters far tighter than whole numbers can tell, so that the search changes to finer keys; and a row ten thousand times as long as others.</summary>
    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.DotProduct)]
    [InlineData(Distance.Euclidean)]
    public void Searches_find_what_sorting_all_distances_finds(Distance distance)
    {
        foreach ((int columns, int rows, int queries, double spread, double outlier) in new[] { (16, 3_000, 40, 1.0, 1.0), (33, 2_000, 700, 1.0, 1.0), (64, 2_500, 1_300, 1e-5, 1.0), (130, 1_100, 24, .01, 1.0), (32, 1_500, 30, 1.0, 1e4) })
        {
            var random = new RandomStream(5);
            float[] centres = [.. Enumerable.Range(0, 3 * columns).Select(_ => (float)random.NextGaussian())];
            float[] Draw(int count) => [.. Enumerable.Range(0, count * columns).Select(at => centres[(at / columns % 3 * columns) + (at % columns)] + (float)(spread * random.NextGaussian()))];
            float[] references = Draw(rows), asked = Draw(queries);
            for (int c = 0; c < columns; c++) references[(7 * columns) + c] *= (float)outlier;
            foreach (int threads in new[] { 1, 2 })
            {
                using var set = new ThreadCounts(threads);
                Neighbours found = ExactSearch.Of(references, columns, distance).Search(asked, 10);
                for (int i = 0; i < queries; i += Math.Max(1, queries / 40))
                {
                    (int Index, double Distance)[] closest = BruteForce.Closest(distance, asked.AsSpan(i * columns, columns), references, 10);
                    for (int j = 0; j < 10; j++) Assert.Equal(closest[j].Distance, found.Distances(i)[j], 1e-12 * (1 + Math.Abs(closest[j].Distance)));
                }
            }
        }
    }

    private static float[] Rows(int rows, int columns, string kind, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, rows * columns).Select(at => kind switch
        {
            "equal" => at / columns % 2 == 0 ? 1.37f : -1.37f,
            "one large" => at % columns == 0 ? 1_000 : (float)random.NextGaussian(),
            "with zeros" => at / columns % 3 == 0 ? 0 : (float)random.NextGaussian(),
            "far apart" => (float)(random.NextGaussian() * Math.Pow(10, (at / columns % 24) - 10)),
            _ => (float)random.NextGaussian(),
        })];
    }
}
