namespace Probity.Similarity.Tests.Pairs;

/// <summary>Distances of pairs against the known answers of Quaterion 0.1.35 in double; its cosine distance in matrices is half of ours, that of pairs is ours.</summary>
public unsafe class PairDistancesTests
{
    private static readonly double[] Vector = [1, -1.5, 2, -3], Opposite = [-1, 1.5, -2, 3];

    [Theory]
    [InlineData(Distance.Cosine, 0, 2)]
    [InlineData(Distance.Manhattan, 0, 15)]
    [InlineData(Distance.Euclidean, 0, 8.06225774829855)]
    [InlineData(Distance.DotProduct, -16.25, 16.25)]
    public void A_vector_to_itself_and_to_its_opposite(Distance distance, double itself, double opposite)
    {
        double[] found = Distances(distance, [.. Vector, .. Opposite], 4);
        Assert.Equal(itself, found[0], 1e-12);
        Assert.Equal(opposite, found[1], 1e-12);
        Assert.Equal(opposite, found[2], 1e-12);
    }

    [Theory]
    [InlineData(Distance.Cosine, 1.758364932530519, 0.05936406871814093)]
    [InlineData(Distance.Euclidean, 3.0016662039607267, 1.729161646579058)]
    [InlineData(Distance.Manhattan, 3.1, 2.1)]
    [InlineData(Distance.DotProduct, 1.75, -.7)]
    public void Pairs_of_the_fixed_batch(Distance distance, double first, double second)
    {
        double[] found = Distances(distance, Losses.FixedBatch.Embeddings, 3);
        Assert.Equal(first, found[1], 1e-12);
        Assert.Equal(second, found[6 + 2], 1e-12);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++) Assert.Equal(found[(i * 6) + j], found[(j * 6) + i], 1e-12);
        }
    }

    [Fact]
    public void Evaluation_and_training_measure_alike()
    {
        float[] embeddings = [.. Losses.FixedBatch.Embeddings.Select(value => (float)value)];
        foreach (Distance distance in Enum.GetValues<Distance>())
        {
            double[] table = Distances(distance, [.. embeddings.Select(value => (double)value)], 3);
            RetrievalReport report = RetrievalEvaluation.Evaluate(embeddings, 3, [0, 0, 0, 1, 1, 1], new RetrievalOptions { Distance = distance, Bootstrap = 0, At = [] });
            for (int i = 0; i < 6; i++) Assert.Equal(table[(i * 6) + report.Nearest[i]], report.NearestDistance[i], 1e-6);
        }
    }

    private static double[] Distances(Distance distance, double[] rows, int columns)
    {
        int count = rows.Length / columns;
        var distances = new double[count * count];
        var pairs = PairDistances<double>.Of(distance, columns, count, count);
        fixed (double* start = rows) pairs.Forward(start, count, start, count, distances);
        return distances;
    }
}
