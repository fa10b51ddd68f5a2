namespace Probity.Similarity.Tests;

/// <summary>Answers worked out by hand in the documentation and tests of Quaterion 0.1.35 and pytorch-metric-learning 2.8.1.</summary>
public class RetrievalKnownAnswerTests
{
    private static readonly float[] Points = [1, 1, 8, 8, 4, 4, 6, 7];

    private static readonly RetrievalOptions Plain = new() { Distance = Distance.Manhattan, Bootstrap = 0, Pairs = false, At = [1] };

    [Fact]
    public void R_precision_of_four_points_by_manhattan() =>
        Assert.Equal(.75, RetrievalEvaluation.Evaluate(Points, 2, [1, 2, 1, 2], Plain).Figures["r_precision"].Value!.Value, 1e-12);

    [Fact]
    public void Hits_and_reciprocal_ranks_of_four_points()
    {
        RetrievalReport report = RetrievalEvaluation.Evaluate(Points, 2, [1, 2, 1, 2], Plain);
        Assert.Equal([1, 1, 0, 1], report.Hit);
        Assert.Equal(.75, report.Figures["precision_at_1"].Value!.Value, 1e-12);
        Assert.Equal(3.5 / 4, report.Figures["mrr"].Value!.Value, 1e-12);
    }

    /// <summary>References lie on a line, in the order in which the query's neighbours are to be; the rest of each class lies beyond.</summary>
    [Fact]
    public void Means_over_the_neighbour_lists()
    {
        int[] queries = [1, 1, 2, 3, 4, 0];
        int[][] neighbours = [[0, 1, 1, 2, 2], [1, 0, 1, 1, 3], [4, 4, 4, 4, 2], [3, 1, 3, 1, 3], [0, 0, 4, 2, 2], [1, 2, 3, 4, 5]];
        int[] counts = [2, 3, 5, 4, 5];
        double[] precision = new double[6], rPrecision = new double[6], mapAtR = new double[6], reciprocal = new double[6];
        for (int i = 0; i < queries.Length; i++)
        {
            var labels = new List<int>(neighbours[i]);
            int missing = counts[queries[i]] - labels.Count(label => label == queries[i]);
            for (int other = 0; other < 20; other++) labels.Add(9);   // so far off that no precision sees the rest
            for (int rest = 0; rest < missing; rest++) labels.Add(queries[i]);
            var places = labels.Select((_, place) => place + 1f).ToArray();
            RetrievalReport report = RetrievalEvaluation.Evaluate(new float[] { 0 }, [queries[i]], places, [.. labels], 1, Plain with { Distance = Distance.Euclidean });
            precision[i] = report.Figures["precision_at_1"].Value!.Value;
            rPrecision[i] = report.Figures["r_precision"].Value!.Value;
            mapAtR[i] = report.Figures["map_at_r"].Value!.Value;
            reciprocal[i] = report.Figures["mrr"].Value!.Value;
        }

        Assert.Equal([0, 1, 0, 1, 0, 0], precision);
        Same([2.0 / 3, 2.0 / 3, 1.0 / 5, 1.0 / 2, 1.0 / 5, 0], rPrecision);
        Same([(1.0 / 2 + 2.0 / 3) / 3, (1 + 2.0 / 3) / 3, .04, (1 + 2.0 / 3) / 4, 1.0 / 3 / 5, 0], mapAtR);
        Same([1.0 / 2, 1, 1.0 / 5, 1, 1.0 / 3], reciprocal[..5]);   // the sixth has its first right item beyond the list, at place 26
        Assert.Equal(1.0 / 26, reciprocal[5], 1e-12);
    }

    private static void Same(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
