namespace Probity.Similarity.Tests;

/// <summary>The closest reference of another group than the closest one's, where a search has found one group alone.</summary>
public class RivalTests
{
    private const int Clusters = 40, Rows = 800, Queries = 60, Few = 3;

    private static readonly GroupShape Shape = new(4, 8);
    private static readonly float[] References = GroupCodes.Of(Shape, Rows, Clusters, 3, .8, 1), Asked = [.. References[..(20 * 32)], .. GroupCodes.Of(Shape, Queries - 20, Clusters, 3, .8, 2)];
    private static readonly int[] Groups = OfClusters();

    // The first queries are references themselves.
    private static readonly int[] Without = [.. Enumerable.Range(0, 20), .. Enumerable.Repeat(-1, Queries - 20)];

    [Theory]
    [InlineData(Distance.Cosine, false)]
    [InlineData(Distance.Euclidean, false)]
    [InlineData(Distance.Manhattan, false)]
    [InlineData(Distance.DotProduct, false)]
    [InlineData(Distance.Cosine, true)]
    [InlineData(Distance.DotProduct, true)]
    public void Rivals_are_those_of_a_search_without_the_group(Distance distance, bool lists)
    {
        SimilarityIndex Index(ReferenceItems items) => lists ? CodeIndex.Build(items, Shape, new CodeIndexOptions { Distance = distance, Candidates = 25 }) : ExactSearch.Of(items, distance);
        ReferenceItems some = ReferenceItems.Of(References, Shape.Columns);
        some.Delete(700);
        SimilarityIndex index = Index(some);
        Neighbours found = index.Search(Asked, Few, Without);
        var rivals = new double[Queries];
        index.FindRivals(Asked, found, Groups, Without, rivals);
        int beyond = 0;
        for (int i = 0; i < Queries; i++)
        {
            int group = Groups[found.Indices(i)[0]];
            beyond += found.Indices(i).ToArray().All(j => Groups[j] == group) ? 1 : 0;
            ReferenceItems others = ReferenceItems.Of(References, Shape.Columns);
            others.Delete(700);
            for (int j = 0; j < Rows; j++)
            {
                if (Groups[j] == group) others.Delete(j);
            }
            double expected = Index(others).Search(Asked.AsMemory(i * Shape.Columns, Shape.Columns), 1, new[] { Without[i] }).Distances(0)[0];
            if (!lists) Assert.Equal(Closest(distance, i, group), expected, 1e-12);
            // By lists a rival among the neighbours is taken as it was found.
            Assert.Equal(Groups[found.Indices(i)[^1]] == group || !lists ? expected : rivals[i], rivals[i]);
        }
        Assert.InRange(beyond, 20, Queries);
    }

    [Fact]
    public void Without_another_group_there_is_no_rival()
    {
        var index = ExactSearch.Of(References, Shape.Columns);
        var rivals = new double[Queries];
        index.FindRivals(Asked, index.Search(Asked, Few), new int[Rows], default, rivals);
        Assert.All(rivals, rival => Assert.Equal(double.NaN, rival));
    }

    /// <summary>In double, over all pairs.</summary>
    private static double Closest(Distance distance, int query, int withoutGroup)
    {
        double least = double.PositiveInfinity;
        for (int j = 0; j < Rows; j++)
        {
            if (j == 700 || j == Without[query] || Groups[j] == withoutGroup) continue;
            double product = 0, x = 0, y = 0, square = 0, sum = 0;
            for (int column = 0; column < Shape.Columns; column++)
            {
                double a = Asked[(query * Shape.Columns) + column], b = References[(j * Shape.Columns) + column];
                (product, x, y, square, sum) = (product + (a * b), x + (a * a), y + (b * b), square + ((a - b) * (a - b)), sum + Math.Abs(a - b));
            }
            least = Math.Min(least, distance switch { Distance.Cosine => 1 - (product / Math.Sqrt(x * y)), Distance.DotProduct => -product, Distance.Euclidean => Math.Sqrt(square), _ => sum });
        }
        return least;
    }

    /// <summary>The cluster of each reference: the first of its kind that it shares three of the four largest values with.</summary>
    private static int[] OfClusters()
    {
        var seen = new List<int[]>();
        var groups = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            int[] code = [.. Enumerable.Range(0, Shape.Groups).Select(group => Largest(References.AsSpan((i * Shape.Columns) + (group * Shape.Values), Shape.Values)))];
            int at = seen.FindIndex(other => other.Zip(code).Count(pair => pair.First == pair.Second) >= 3);
            if (at < 0)
            {
                at = seen.Count;
                seen.Add(code);
            }
            groups[i] = at;
        }
        return groups;
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++) largest = values[i] > values[largest] ? i : largest;
        return largest;
    }
}
