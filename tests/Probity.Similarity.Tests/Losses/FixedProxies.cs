namespace Probity.Similarity.Tests.Losses;

/// <summary>The proxies of the known answers, one row a group, and the check of a loss on them and <see cref="FixedBatch"/>.</summary>
internal static class FixedProxies
{
    public static readonly double[] Rows = [.2, .8, -.5, -.4, .1, .7, .6, -.3, .9];

    public static void Check(SimilarityLoss loss, double value, double[] gradient, double[] proxiesGradient)
    {
        double[] got = new double[FixedBatch.Embeddings.Length], ofProxies = new double[Rows.Length];
        Assert.Equal(value, loss.ValueAndGradient(FixedBatch.Embeddings, FixedBatch.Columns, FixedBatch.Groups, 3, got, Rows, ofProxies), 1e-9);
        for (int i = 0; i < got.Length; i++) Assert.Equal(gradient[i], got[i], 1e-8);
        for (int i = 0; i < Rows.Length; i++) Assert.Equal(proxiesGradient[i], ofProxies[i], 1e-8);
    }

    public static double Value(SimilarityLoss loss) =>
        loss.ValueAndGradient(FixedBatch.Embeddings, FixedBatch.Columns, FixedBatch.Groups, 3, new double[FixedBatch.Embeddings.Length], Rows, new double[Rows.Length]);
}
