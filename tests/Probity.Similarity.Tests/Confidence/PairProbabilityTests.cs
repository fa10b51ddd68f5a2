using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity.Tests.Training;
using Xunit.Abstractions;

namespace Probity.Similarity.Tests.Confidence;

public class PairProbabilityTests(ITestOutputHelper output)
{
    [Fact]
    public void Is_the_logistic_function_of_agreement()
    {
        var of = new PairProbability(10, -5, .5);
        Assert.Equal(.5, of.Of(.5));
        Assert.Equal(1 / (1 + Math.Exp(5)), of.Of(0), 1e-15);
        Assert.Equal(1 / (1 + Math.Exp(-3)), of.Of(.8), 1e-15);
    }

    [Fact]
    public void Another_share_of_matches_is_the_rule_of_Bayes()
    {
        var of = new PairProbability(8, -3, .5);
        PairProbability rare = of.AtShare(.02);
        foreach (double agreement in new[] { 0, .3, .9 })
        {
            double p = of.Of(agreement), match = p / .5 * .02, other = (1 - p) / .5 * .98;
            Assert.Equal(match / (match + other), rare.Of(agreement), 1e-14);
        }
        Assert.Equal(of.Shift, rare.AtShare(.5).Shift, 1e-14);
        Assert.Throws<ArgumentException>(() => of.AtShare(0));
        Assert.Contains("not known", Assert.Throws<InvalidOperationException>(() => new PairProbability(8, -3, 0).AtShare(.1)).Message);
    }

    [Fact]
    public void Only_the_loss_that_learns_it_gives_it()
    {
        SimilarityModel other = SimilarityModel.Train(Blobs.Rows(4, 10), EmbeddingHead.Parse("softmax-groups(4,8)", Blobs.Columns), new SimilarityOptions { Epochs = 1 });
        Assert.Contains("trained by supcon", Assert.Throws<ArgumentException>(() => PairProbability.Of(other)).Message);
    }

    /// <summary>The stated probability and the share of matches, bin by bin, of items that training did not see, of the same groups.</summary>
    [Theory]
    [InlineData(.5, .5)]
    [InlineData(.1, .1)]
    [InlineData(.5, .1)]
    public void What_it_states_holds_on_new_pairs_of_the_same_kind(double trained, double share)
    {
        const int groups = 8, each = 300;
        var shape = new GroupShape(4, 8);
        var options = new SimilarityOptions
        {
            Loss = new MatchProbabilityLoss(shape.Groups, trained),
            Epochs = 25,
            ValidationShare = 0,
            Patience = null,
            Optimizer = new AdamW { LearningRate = .003 },
            Sampler = Sampler.Parse("random(128)"),
        };
        (float[] training, int[] labels) = Overlapping(groups, each, 5);
        SimilarityModel model = SimilarityModel.Train(new SimilarityRows(Features.Dense(training, 4), labels), EmbeddingHead.Parse("softmax-groups(4,8)", 4), options);
        var learned = PairProbability.Of(model);
        Assert.Equal(trained, learned.PositiveShare);
        PairProbability probability = learned.AtShare(share);

        (float[] values, int[] newLabels) = Overlapping(groups, 200, 77);
        float[] embeddings = model.Embed(values);
        var random = new RandomStream(4);
        const int pairs = 40_000, bins = 10;
        double[] stated = new double[bins], matches = new double[bins];
        int[] counts = new int[bins];
        double loss = 0, constant = 0;
        for (int i = 0; i < pairs; i++)
        {
            bool match = random.NextDouble() < share;
            int first = random.NextInt32(newLabels.Length), second;
            do second = random.NextInt32(newLabels.Length);
            while (second == first || newLabels[first] == newLabels[second] != match);
            double p = probability.Of(PairConfidence.Of(embeddings.AsSpan(first * 32, 32), embeddings.AsSpan(second * 32, 32), shape).Agreement);
            int bin = Math.Min(bins - 1, (int)(p * bins));
            counts[bin]++;
            stated[bin] += p;
            matches[bin] += match ? 1 : 0;
            loss -= Math.Log(match ? p : 1 - p) / pairs;
            constant -= Math.Log(match ? share : 1 - share) / pairs;
        }
        double error = 0;
        for (int b = 0; b < bins; b++)
        {
            if (counts[b] == 0) continue;
            output.WriteLine($"{b}: {counts[b]} pairs, stated {stated[b] / counts[b]:F3}, matches {matches[b] / counts[b]:F3}");
            error += Math.Abs(stated[b] - matches[b]) / pairs;
        }
        output.WriteLine($"error {error:F4}, loss {loss:F4} against {constant:F4}, a {probability.Scale:F2} b {probability.Shift:F2}");
        Assert.True(counts.Count(count => count > 0) >= 5, "nothing was learned, or all is sure");
        Assert.InRange(error, 0, .03);
        Assert.InRange(loss, 0, .8 * constant);
    }

    /// <summary>Groups of points around centres on a circle of two columns, so near that neighbours overlap; two columns of noise.</summary>
    private static (float[] Values, int[] Labels) Overlapping(int groups, int each, ulong seed)
    {
        var random = new RandomStream(seed);
        var values = new float[groups * each * 4];
        int[] labels = [.. Enumerable.Range(0, groups * each).Select(i => i % groups)];
        for (int i = 0; i < labels.Length; i++)
        {
            double angle = 2 * Math.PI * labels[i] / groups;
            for (int j = 0; j < 4; j++) values[(i * 4) + j] = (float)((j == 0 ? Math.Cos(angle) : j == 1 ? Math.Sin(angle) : 0) + (.3 * random.NextGaussian()));
        }
        return (values, labels);
    }
}
