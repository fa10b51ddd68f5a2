namespace Probity.Similarity.Tests.Miners;

public class MinerTextTests
{
    [Theory]
    [InlineData("hard")]
    [InlineData("semi-hard(0.3)")]
    [InlineData("triplets-all(0.2)")]
    [InlineData("triplets-hard(0.2)")]
    [InlineData("triplets-semi-hard(0.5)")]
    [InlineData("triplets-easy(0.1)")]
    [InlineData("distance-weighted(0.4,1.2)")]
    [InlineData("multi-similarity(0.1)")]
    [InlineData("pair-margin(0.25,0.75)")]
    public void Reads_what_it_writes(string text) => Assert.Equal(text, Miner.Parse(text).ToString());

    [Fact]
    public void Refuses_what_is_not_a_miner()
    {
        Assert.Contains("there are hard, semi-hard(m)", Assert.Throws<ArgumentException>(() => Miner.Parse("harder")).Message);
        Assert.Throws<ArgumentException>(() => Miner.Parse("semi-hard(0)"));
        Assert.Throws<ArgumentException>(() => Miner.Parse("multi-similarity(-1)"));
    }

    [Theory]
    [InlineData("hard")]
    [InlineData("semi-hard(0.3)")]
    [InlineData("triplets-all(0.4)")]
    [InlineData("multi-similarity(0.2)")]
    [InlineData("pair-margin(0.1,1)")]
    [InlineData("distance-weighted")]
    public void Through_a_loss_the_gradient_is_that_of_central_differences(string text) =>
        Losses.LossGradientCheck.Of(new SupervisedContrastiveLoss(.3) { Miner = Miner.Parse(text) });
}
