namespace Probity.Similarity.Tests.Losses;

/// <summary>The fixed batch as given pairs: items 0 and 3, 1 and 4, 2 and 5.</summary>
internal static class GivenPairsBatch
{
    private static readonly int[] Items = [0, 3, 1, 4, 2, 5];

    public static void Check(SimilarityLoss loss, double[] scores, double value, double[] gradient, int[]? subgroups = null)
    {
        double[] rows = [.. Items.SelectMany(item => FixedBatch.Embeddings.Skip(item * FixedBatch.Columns).Take(FixedBatch.Columns))], got = new double[rows.Length];
        Assert.Equal(value, loss.Step(rows, FixedBatch.Columns, new PairRelations(Items, scores, subgroups), got), 1e-9);
        for (int row = 0; row < Items.Length; row++)
        {
            for (int k = 0; k < FixedBatch.Columns; k++) Assert.Equal(gradient[(Items[row] * FixedBatch.Columns) + k], got[(row * FixedBatch.Columns) + k], 1e-8);
        }
    }

    /// <summary>Six random pairs, one item of which stands in two.</summary>
    public static void CheckGradient(SimilarityLoss loss) =>
        LossGradientCheck.Of(loss, new PairRelations([0, 1, 2, 3, 4, 5, 6, 7, 0, 8, 9, 10], [1, 0, .3, 1, 1, .8]), 12, 4);
}
