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

    /// <summary>Rows one ulp apart beside a row at distance 5: (x − y)/d of each, (−1, 0, 0, 0) and (−.6, −.8, 0, 0), whose sum rounding must not touch.</summary>
    [Fact]
    public void Rows_that_nearly_coincide_have_a_direction_in_float()
    {
        float[] anchor = [1, 1, 1, 1], references = [MathF.BitIncrement(1), 1, 1, 1, 4, 5, 1, 1], gradient = new float[4], ofReferences = new float[8];
        var distances = new double[2];
        var pairs = PairDistances<float>.Of(Distance.Euclidean, 4, 1, 2);
        fixed (float* x = anchor, y = references, dx = gradient, dy = ofReferences)
        {
            pairs.Forward(x, 1, y, 2, distances);
            pairs.Backward([1, 1], dx, dy, 2);
        }
        Assert.Equal([-1.6f, -.8f, 0, 0], gradient, (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal([1, 0, 0, 0, .6f, .8f, 0, 0], ofReferences, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_row_too_short_to_have_a_direction_in_float_counts_as_zero()
    {
        float[] rows = [1e-41f, 0, 1, 0], gradient = new float[4];
        var distances = new double[4];
        var pairs = PairDistances<float>.Of(Distance.Cosine, 2, 2, 2);
        fixed (float* x = rows, dx = gradient)
        {
            pairs.Forward(x, 2, x, 2, distances);
            pairs.Backward([0, 1, 1, 0], dx, dx, 2);
        }
        Assert.Equal([1, 1, 1, 0], distances);
        Assert.Equal([0, 0, 0, 0], gradient);
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
