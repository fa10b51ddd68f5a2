using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class RetrievalGainTests
{
    private const int Groups = 60, Each = 6, Columns = 4;

    /// <summary>The normal interval of the mean of 60 differences of equal groups, as Student has it (t of 59 degrees at 0.975: 2.0010, a table's).</summary>
    [Fact]
    public void The_interval_is_that_of_paired_differences_of_groups()
    {
        (float[] before, float[] after, int[] labels) = Items();
        var options = new RetrievalOptions { Pairs = false, Bootstrap = 4_000 };
        var (raw, head) = (RetrievalEvaluation.Evaluate(before, Columns, labels, options), RetrievalEvaluation.Evaluate(after, Columns, labels, options));
        var gain = head.GainOver(raw)["precision_at_1"];

        double[] means = new double[Groups];
        for (int i = 0; i < labels.Length; i++) means[labels[i]] += (head.Hit[i] - raw.Hit[i]) / Each;
        double mean = means.Average(), deviation = Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (Groups - 1)), half = 2.0010 * deviation / Math.Sqrt(Groups);
        Assert.Equal(mean, gain.Value!.Value, 1e-12);
        Assert.Equal(head.Figures["precision_at_1"].Value!.Value - raw.Figures["precision_at_1"].Value!.Value, gain.Value.Value, 1e-12);
        Assert.InRange((gain.High!.Value - gain.Low!.Value) / (2 * half), .9, 1.1);
        Assert.Equal(["map_at_r", "precision_at_1", "r_precision"], head.GainOver(raw).Keys.Order());
    }

    [Fact]
    public void Nothing_gains_over_itself()
    {
        (float[] before, _, int[] labels) = Items();
        var report = RetrievalEvaluation.Evaluate(before, Columns, labels, new RetrievalOptions { Pairs = false, Bootstrap = 100 });
        var gain = report.GainOver(report)["r_precision"];
        Assert.Equal((0.0, 0.0, 0.0), (gain.Value!.Value, gain.Low!.Value, gain.High!.Value));
    }

    [Fact]
    public void Other_queries_are_refused()
    {
        (float[] before, _, int[] labels) = Items();
        var options = new RetrievalOptions { Pairs = false, Bootstrap = 0 };
        var report = RetrievalEvaluation.Evaluate(before, Columns, labels, options);
        var fewer = RetrievalEvaluation.Evaluate(before.AsMemory(0, 40 * Columns), Columns, labels[..40], options);
        Assert.Contains("360", Assert.Throws<ArgumentException>(() => report.GainOver(fewer)).Message);
    }

    private static (float[] Before, float[] After, int[] Labels) Items()
    {
        var random = new RandomStream(3);
        int[] labels = [.. Enumerable.Range(0, Groups * Each).Select(i => i / Each)];
        float[] centres = [.. Enumerable.Range(0, Groups * Columns).Select(_ => (float)random.NextGaussian())];
        float[] noise = [.. Enumerable.Range(0, labels.Length * Columns).Select(_ => (float)random.NextGaussian())];
        return (Around(.5f), Around(.35f), labels);

        float[] Around(float spread) => [.. noise.Select((value, i) => centres[(i / Columns / Each * Columns) + (i % Columns)] + (spread * value))];
    }
}
