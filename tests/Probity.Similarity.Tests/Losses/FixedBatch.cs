namespace Probity.Similarity.Tests.Losses;

/// <summary>The batch of the known answers: those of Quaterion 0.1.35 and pytorch-metric-learning 2.8.1, in double.</summary>
internal static class FixedBatch
{
    public const int Columns = 3;

    public static readonly double[] Embeddings = [0, -1, .5, .1, 2, .5, 0, .3, .2, 1, 0, .9, 1.2, -1.2, .01, -.7, 0, 1.5];

    /// <summary>Counted from 0, in the order that the groups are numbered by pytorch-metric-learning's answers.</summary>
    public static readonly int[] Groups = [1, 2, 0, 0, 2, 1];

    public static void Check(SimilarityLoss loss, double value, double[] gradient, double tolerance = 1e-9, double scale = 1)
    {
        var got = new double[Embeddings.Length];
        Assert.Equal(value, scale * loss.ValueAndGradient(Embeddings, Columns, Groups, 3, got), tolerance);
        for (int i = 0; i < got.Length; i++) Assert.Equal(gradient[i], scale * got[i], 1e-8);
    }
}
