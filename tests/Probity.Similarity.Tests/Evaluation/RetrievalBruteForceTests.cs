using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class RetrievalBruteForceTests
{
    /// <summary>Whole numbers make many ties, and distances without rounding.</summary>
    [Theory]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    [InlineData(Distance.DotProduct)]
    public void Tied_items_count_as_in_every_order(Distance distance)
    {
        var random = new RandomStream(1, (ulong)distance);
        for (int trial = 0; trial < 25; trial++)
        {
            int rows = 3 + random.NextInt32(4), columns = 1 + random.NextInt32(2), at = 1 + random.NextInt32(rows - 1);
            float[] embeddings = Draw(ref random, rows * columns, 2);
            int[] groups = DrawGroups(ref random, rows, 3);
            Compare(embeddings, columns, groups, distance, at, items => ListFigures.Expected(items, at));
        }
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    [InlineData(Distance.DotProduct)]
    public void Figures_of_a_larger_set_follow_their_definitions(Distance distance)
    {
        var random = new RandomStream(2, (ulong)distance);
        const int columns = 5;
        foreach (int kinds in new[] { 2, 20, 150 })
        {
            var embeddings = new float[300 * columns];
            for (int i = 0; i < embeddings.Length; i++) embeddings[i] = (float)random.NextGaussian();
            Compare(embeddings, columns, DrawGroups(ref random, 300, kinds), distance, 10, items =>
                ListFigures.Of([.. items.OrderBy(item => item.Distance).Select(item => item.Right)], 10), 1e-6);
        }
    }

    [Fact]
    public void Items_that_share_a_label_are_right()
    {
        var random = new RandomStream(3);
        for (int trial = 0; trial < 20; trial++)
        {
            int rows = 3 + random.NextInt32(4), labels = 1 + random.NextInt32(70);
            float[] embeddings = Draw(ref random, rows, 2);
            var cells = new bool[rows * labels];
            for (int i = 0; i < rows * 2; i++) cells[random.NextInt32(cells.Length)] = true;
            bool Share(int a, int b) => Enumerable.Range(0, labels).Any(label => cells[(a * labels) + label] && cells[(b * labels) + label]);
            RetrievalReport report = RetrievalEvaluation.EvaluateLabels(embeddings, 1, cells, labels, Options(Distance.Euclidean, 1));
            Same(report, Lists(rows, (i, j) => Math.Abs(embeddings[i] - embeddings[j]), Share), items => ListFigures.Expected(items, 1), 1e-12);
        }
    }

    [Fact]
    public void References_apart_are_all_candidates_even_the_same_items()
    {
        float[] items = [0, 1, 2];
        RetrievalReport apart = RetrievalEvaluation.Evaluate(items, [7, 8, 9], items, [7, 8, 9], 1, Options(Distance.Euclidean, 1));
        Assert.Equal(1, apart.Figures["precision_at_1"].Value);
        RetrievalReport own = RetrievalEvaluation.Evaluate(items, 1, [7, 8, 9], Options(Distance.Euclidean, 1));
        Assert.Equal(3, own.LoneQueries);
        Assert.Null(own.Figures["precision_at_1"].Value);
    }

    internal static List<(double Distance, bool Right)> Pairs(float[] embeddings, int columns, int[] groups, Distance distance)
    {
        var pairs = new List<(double, bool)>();
        for (int i = 0; i < groups.Length; i++)
        {
            for (int j = i + 1; j < groups.Length; j++) pairs.Add((Between(embeddings, columns, i, j, distance), groups[i] == groups[j]));
        }
        return pairs;
    }

    private static RetrievalOptions Options(Distance distance, int at) => new() { Distance = distance, At = [at], Bootstrap = 0, Pairs = false };

    private static void Compare(
        float[] embeddings, int columns, int[] groups, Distance distance, int at, Func<List<(double Distance, bool Right)>, Dictionary<string, double>> expected, double tolerance = 1e-12)
    {
        RetrievalReport report = RetrievalEvaluation.Evaluate(embeddings, columns, groups, Options(distance, at));
        Same(report, Lists(groups.Length, (i, j) => Between(embeddings, columns, i, j, distance), (i, j) => groups[i] == groups[j]), expected, tolerance);
    }

    private static void Same(
        RetrievalReport report, List<List<(double Distance, bool Right)>> lists, Func<List<(double Distance, bool Right)>, Dictionary<string, double>> expected, double tolerance)
    {
        var answered = lists.Where(list => list.Exists(item => item.Right)).Select(expected).ToList();
        Assert.Equal(answered.Count, report.Queries);
        Assert.Equal(lists.Count - answered.Count, report.LoneQueries);
        if (answered.Count == 0) return;
        foreach (string name in answered[0].Keys) Assert.Equal(answered.Average(figures => figures[name]), report.Figures[name].Value!.Value, tolerance);
    }

    private static List<List<(double Distance, bool Right)>> Lists(int rows, Func<int, int, double> distance, Func<int, int, bool> right) =>
        [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, rows).Where(j => j != i).Select(j => (distance(i, j), right(i, j))).ToList())];

    private static double Between(float[] embeddings, int columns, int i, int j, Distance distance)
    {
        ReadOnlySpan<float> a = embeddings.AsSpan(i * columns, columns), b = embeddings.AsSpan(j * columns, columns);
        double dot = 0, square = 0, absolute = 0, normA = 0, normB = 0;
        for (int e = 0; e < columns; e++)
        {
            double difference = (double)a[e] - b[e];
            dot += (double)a[e] * b[e];
            square += difference * difference;
            absolute += Math.Abs(difference);
            normA += (double)a[e] * a[e];
            normB += (double)b[e] * b[e];
        }
        return distance switch
        {
            Distance.Euclidean => Math.Sqrt(square),
            Distance.Manhattan => absolute,
            Distance.DotProduct => -dot,
            _ => 1 - (normA > 0 && normB > 0 ? dot / Math.Sqrt(normA * normB) : 0),
        };
    }

    private static float[] Draw(ref RandomStream random, int count, int exclusive)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextInt32(exclusive) - 1;
        return values;
    }

    private static int[] DrawGroups(ref RandomStream random, int rows, int kinds)
    {
        var groups = new int[rows];
        for (int i = 0; i < rows; i++) groups[i] = random.NextInt32(kinds) * 1_000;
        return groups;
    }
}
