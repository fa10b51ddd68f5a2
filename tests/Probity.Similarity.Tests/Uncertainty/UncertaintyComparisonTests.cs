using Probity.Numerics;

namespace Probity.Similarity.Tests.Uncertainty;

public class UncertaintyComparisonTests
{
    [Fact]
    public void Lines_are_the_figures_of_one_report_and_gains_their_differences()
    {
        (float[] values, int[] groups) = Items();
        var random = new RandomStream(6);
        double[] noise = [.. groups.Select(_ => random.NextDouble())];
        var options = new RetrievalOptions { Pairs = false, Bootstrap = 200 };
        RetrievalReport report = RetrievalEvaluation.Evaluate(values, 4, groups, options);
        double[] cosine = [.. report.NearestDistance.Select(distance => -distance)];
        double[] knows = [.. report.Hit.Select((hit, i) => hit + (.5 * noise[i]))];
        var comparison = UncertaintyComparison.Of(values, 4, groups, [new("noise", noise), new("knows", knows), new("again", cosine)], options);

        Assert.Equal(["top1_similarity", "noise", "knows", "again"], comparison.Lines.Select(line => line.Name));
        Assert.Equal(report.Figures["precision_at_1"].Value, comparison.PrecisionAt1.Value);
        Assert.Null(comparison.Lines[0].Gain);
        Assert.Equal(report.ConfidenceAuroc(cosine).Value, comparison.Lines[0].Auroc.Value);
        Assert.Equal(1, comparison.Lines[2].Auroc.Value);
        Assert.Equal(report.ConfidenceAuroc(noise).Value!.Value - report.ConfidenceAuroc(cosine).Value!.Value, comparison.Lines[1].Gain!.Value!.Value, 12);
        Assert.True(comparison.Lines[2].Gain!.Low > 0);
        Assert.InRange(comparison.Lines[3].Gain!.High!.Value - comparison.Lines[3].Gain!.Low!.Value, 0, 1e-12);   // paired: what is the same differs by nothing
        Assert.Equal(0, comparison.Lines[3].Gain!.Value);
    }

    [Fact]
    public void Names_that_are_taken_or_missing_are_refused()
    {
        (float[] values, int[] groups) = Items();
        double[] some = new double[groups.Length];
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => UncertaintyComparison.Of(values, 4, groups, [new("top1_similarity", some)])).Message);
        Assert.Contains("none of", Assert.Throws<ArgumentException>(() => UncertaintyComparison.Of(values, 4, groups, [new("a", some)], baseline: "b")).Message);
        Assert.Throws<ArgumentException>(() => UncertaintyComparison.Of(values, 4, groups, [new("a", [1])]));
    }

    /// <summary>Three heads, k = 2. First query: {1,2}, {2,1}, {1,5}: overlaps 1, ½, ½; tops 1, 2, 1. Second: nothing in common.</summary>
    [Fact]
    public void Agreement_of_three_heads_by_hand()
    {
        static Neighbours Found(params int[] indices) => new(indices, new double[indices.Length], 2);
        var agreement = HeadAgreement.Of([Found(1, 2, 3, 4), Found(2, 1, 5, 6), Found(1, 5, 7, 8)]);
        Assert.Equal([2 / 3.0, 0], agreement.Overlap);
        Assert.Equal([2 / 3.0, 1 / 3.0], agreement.SameTop);
        var same = HeadAgreement.Of([Found(9, -1), Found(9, -1)]);   // only one reference to find
        Assert.Equal([1], same.Overlap);
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => HeadAgreement.Of([Found(1, 2)])).Message);
    }

    private static (float[] Values, int[] Groups) Items()
    {
        var random = new RandomStream(3);
        int[] groups = [.. Enumerable.Range(0, 150).Select(i => i % 5)];
        return ([.. groups.SelectMany(group => Enumerable.Range(0, 4).Select(j => (float)((j == group ? 1.2 : 0) + random.NextGaussian())))], groups);
    }
}
