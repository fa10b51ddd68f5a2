namespace Probity.Similarity.Tests.Losses;

public class OnlineContrastiveLossTests
{
    /// <summary>All of a group are the same: their distance of 0 to themselves and to each other is no near negative.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Duplicates_are_not_their_own_negatives(bool allPairs)
    {
        var gradient = new double[12];
        Assert.Equal(0, new OnlineContrastiveLoss(.5, allPairs).ValueAndGradient([1d, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0], 2, [0, 0, 0, 1, 1, 1], 2, gradient));
        Assert.All(gradient, derivative => Assert.Equal(0, derivative));
    }

    /// <summary>Nothing is nearer than anything, and yet every pair of two groups is too near.</summary>
    [Fact]
    public void A_collapsed_batch_has_a_loss() =>
        Assert.Equal(.125, new OnlineContrastiveLoss(.5).ValueAndGradient([1d, 0, 1, 0, 1, 0, 1, 0], 2, [0, 0, 1, 1], 2, new double[8]), 1e-12);

    [Fact]
    public void The_square_of_a_product_is_no_square_of_a_distance() =>
        Assert.Throws<ArgumentException>(() => LossGradientCheck.Of(new OnlineContrastiveLoss { Distance = Distance.DotProduct }));
}
