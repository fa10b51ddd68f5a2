using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class RetrievalCoverageTests
{
    private const int Groups = 40, Each = 4, Columns = 6, Sets = 150;

    /// <summary>
    /// Sets of new groups: the truth is the mean over all sets. A wide band, for 150 sets show .95 as .91 to .98 by chance.
    /// </summary>
    [Fact]
    public void Intervals_hold_the_truth_about_as_often_as_they_say()
    {
        string[] names = ["precision_at_1", "r_precision", "map_at_r", "pair_auroc", "pair_eer", "tar_at_far_1e-1"];
        var figures = new Dictionary<string, List<Figure>>(StringComparer.Ordinal);
        foreach (string name in names) figures.Add(name, []);
        int[] groups = [.. Enumerable.Range(0, Groups * Each).Select(i => i / Each)];
        for (int set = 0; set < Sets; set++)
        {
            var report = RetrievalEvaluation.Evaluate(Draw((ulong)set), Columns, groups, new RetrievalOptions { Bootstrap = 150, Seed = (ulong)set, At = [] });
            foreach (string name in names) figures[name].Add(report.Figures[name]);
        }
        foreach (string name in names)
        {
            double truth = figures[name].Average(figure => figure.Value!.Value);
            double held = figures[name].Average(figure => figure.Low <= truth && truth <= figure.High ? 1.0 : 0);
            Assert.True(held is >= .89 and <= .995, $"{name}: {held:0.###}");
        }
    }

    private static float[] Draw(ulong set)
    {
        var random = new RandomStream(77, set);
        var embeddings = new float[Groups * Each * Columns];
        for (int group = 0; group < Groups; group++)
        {
            var centre = new double[Columns];
            double noise = .3 + (.9 * random.NextDouble());   // groups differ in how tight they are
            for (int column = 0; column < Columns; column++) centre[column] = random.NextGaussian();
            for (int item = 0; item < Each; item++)
            {
                for (int column = 0; column < Columns; column++)
                    embeddings[(((group * Each) + item) * Columns) + column] = (float)(centre[column] + (noise * random.NextGaussian()));
            }
        }
        return embeddings;
    }
}
