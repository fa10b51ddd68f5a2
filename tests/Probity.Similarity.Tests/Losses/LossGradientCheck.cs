using Probity.Numerics;

namespace Probity.Similarity.Tests.Losses;

/// <summary>Central differences in double of a loss in every number of a random batch, and of its proxies, against the gradient that it gives.</summary>
internal static class LossGradientCheck
{
    private const double Nudge = 1e-6;

    public static void Of(SimilarityLoss loss, int rows = 13, int columns = 4, int groups = 4, double tolerance = 1e-6)
    {
        var random = new RandomStream(17);
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i < groups ? i : random.NextInt32(groups))];
        Of(loss, new GroupRelations(labels, groups), rows, columns, tolerance);
    }

    public static void Of(SimilarityLoss loss, ItemRelations relations, int rows, int columns, double tolerance = 1e-6)
    {
        var random = new RandomStream(23);
        double[] embeddings = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextGaussian())], gradient = new double[embeddings.Length];
        int proxyNumbers = loss.Subject == LossSubject.Proxies ? relations.Groups * columns : 0;
        double[] proxies = [.. Enumerable.Range(0, proxyNumbers).Select(_ => random.NextGaussian())], proxiesGradient = new double[proxyNumbers], scratch = new double[embeddings.Length], proxyScratch = new double[proxyNumbers];
        loss.Step(embeddings, columns, relations, gradient, proxies, proxiesGradient);
        Assert.Contains(gradient, value => value != 0);
        Check(embeddings, gradient, "embedding");
        Check(proxies, proxiesGradient, "proxy");

        void Check(double[] numbers, double[] derivatives, string what)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                double at = numbers[i];
                numbers[i] = at + Nudge;
                double above = loss.Step(embeddings, columns, relations, scratch, proxies, proxyScratch);
                numbers[i] = at - Nudge;
                double below = loss.Step(embeddings, columns, relations, scratch, proxies, proxyScratch);
                numbers[i] = at;
                double expected = (above - below) / (2 * Nudge);
                Assert.True(Math.Abs(expected - derivatives[i]) <= tolerance * (1 + Math.Abs(expected)), $"{loss}: {what} {i}: {derivatives[i]} where {expected} is right");
            }
        }
    }
}
