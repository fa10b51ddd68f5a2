using Probity.Learning.Tests;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

[Collection(nameof(ThreadCounts))]
public class RetrievalThreadTests
{
    [Fact]
    public void Same_bits_whatever_the_threads()
    {
        const int rows = 1_100, columns = 5;   // more pairs than get a bin each
        var random = new RandomStream(8);
        var embeddings = new float[rows * columns];
        for (int i = 0; i < embeddings.Length; i++) embeddings[i] = (float)random.NextGaussian();
        int[] groups = [.. Enumerable.Range(0, rows).Select(i => i % 40)];
        var reports = new List<RetrievalReport>();
        foreach (int threads in new[] { 1, 2, 5 })
        {
            using var set = new ThreadCounts(threads);
            reports.Add(RetrievalEvaluation.Evaluate(embeddings, columns, groups, new RetrievalOptions { Bootstrap = 50, Clustering = true }));
        }
        Assert.Equal(reports[0].Figures.Values, reports[1].Figures.Values, SameBits);
        Assert.Equal(reports[0].Figures.Values, reports[2].Figures.Values, SameBits);
        Assert.Equal(reports[0].NearestDistance, reports[2].NearestDistance);
        Assert.Equal(reports[0].Nearest, reports[2].Nearest);
    }

    private static bool SameBits(Metrics.Figure a, Metrics.Figure b) => (a.Value, a.Low, a.High) == (b.Value, b.Low, b.High);
}
