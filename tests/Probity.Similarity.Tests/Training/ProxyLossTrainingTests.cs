using Probity.Learning;

namespace Probity.Similarity.Tests.Training;

public class ProxyLossTrainingTests
{
    [Theory]
    [InlineData("arcface(16,0.3)", "linear(8)")]
    [InlineData("cosface(16,0.2)", "linear(8)")]
    [InlineData("normalized-softmax(0.1)", "linear(8)")]
    [InlineData("proxy-anchor(4,0.1)", "linear(8)")]   // at 32 it looks for the hardest items, which here are noise
    [InlineData("proxy-nca++", "linear(8)")]
    [InlineData("proxy-nca", "linear(8)")]
    [InlineData("softmax", "linear(8)")]
    [InlineData("match-probability(4)", "softmax-groups(4,8)")]
    public void Finds_groups_that_the_inputs_hide(string loss, string head)
    {
        SimilarityModel model = Train(loss, head, []);
        SimilarityEpoch kept = model.History.Epochs[model.History.KeptEpoch - 1];
        Assert.True(kept.Metrics[0] > model.History.Raw[0] + .15, $"{kept.Metrics[0]} after {model.History.Raw[0]}");
    }

    [Fact]
    public void The_entropy_penalty_makes_groups_say_more()
    {
        const string Head = "softmax-groups(4,8)";
        double without = Information([]), with = Information([new GroupEntropyPenalty(1, 1)]);
        Assert.True(with > without + .1, $"{with} with, {without} without");

        double Information(EmbeddingPenalty[] penalties) => Train("supcon(0.1)", Head, penalties).History.Epochs[^1].Information!.Value;
    }

    [Fact]
    public void The_decorrelation_penalty_makes_groups_share_less()
    {
        double without = Shared([]), with = Shared([new GroupDecorrelationPenalty(3)]);
        Assert.True(with < without - .1, $"{with} with, {without} without");

        static double Shared(EmbeddingPenalty[] penalties)
        {
            SimilarityModel model = Train("supcon(0.1)", "softmax-groups(4,8)", penalties);
            return GroupHealth.Of(model.Embed(Blobs.Draw(each: 200).Values), 4, 8).Redundancy.Average(pair => pair.Shared);
        }
    }

    [Fact]
    public void Match_probability_wants_the_head_s_feature_groups()
    {
        Assert.Contains("has 4; give both the same", Assert.Throws<ArgumentException>(() => Train("match-probability(5)", "softmax-groups(4,8)", [])).Message);
        Assert.Contains("has 0; give both the same", Assert.Throws<ArgumentException>(() => Train("match-probability(5)", "linear(8)", [])).Message);
    }

    private static SimilarityModel Train(string loss, string head, EmbeddingPenalty[] penalties) =>
        SimilarityModel.Train(Blobs.Rows(), EmbeddingHead.Parse(head, Blobs.Columns), new SimilarityOptions
        {
            Loss = SimilarityLoss.Parse(loss),
            Penalties = penalties,
            Epochs = 40,
            Patience = null,
            Optimizer = new AdamW { LearningRate = .01 },
        });
}
