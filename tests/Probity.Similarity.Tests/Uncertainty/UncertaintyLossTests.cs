namespace Probity.Similarity.Tests.Uncertainty;

public class UncertaintyLossTests
{
    [Fact]
    public void Gradients_are_those_of_central_differences()
    {
        UncertaintyGradientCheck.Of(new LossRanking([.5, 2, 1, 3, 1, .2, 4, .7, .9], .4), 9);
        UncertaintyGradientCheck.Of(new ExpectedLikelihoodLoss(UncertaintyGradientCheck.Pairs(9, 5, 3), 6), 9);
        UncertaintyGradientCheck.Of(new ExpectedLikelihoodLoss(UncertaintyGradientCheck.Pairs(9, 90, 3), 200), 9);
    }

    [Fact]
    public void Ranking_of_three_rows_by_hand()
    {
        // Losses 1, 2, 2 and predictions .5, .55, .2: (2,1) wants u2 − u1 ≥ .1 and lacks .05, (3,1) lacks .4, (3,2) are equal and say nothing.
        double[] gradient = new double[3];
        double loss = new LossRanking([1, 2, 2], .1).Compute([0, 1, 2], [.5, .55, .2], gradient, [], [], default);
        Assert.Equal((.05 + .4) / 2, loss, 12);
        Assert.Equal([1, -.5, -.5], gradient);
    }

    /// <summary>In three dimensions C(κ) = κ/(4π sinh κ), so the kernel is elementary.</summary>
    [Fact]
    public void Expected_likelihood_of_three_directions_by_hand()
    {
        const double kappa = 2;
        var pairs = new PairsOfBatch([1, 0, 0, 0, 1, 0, -1, 0, 0], 3, [0, 0, 1]);
        var loss = new ExpectedLikelihoodLoss(pairs, kappa);
        loss.Reserve(3);
        static double L(double k) => k == 0 ? 0 : Math.Log(Math.Sinh(k) / k);
        double right = L(Math.Sqrt(8)) - (2 * L(kappa));          // of directions at right angles
        double opposite = L(0) - (2 * L(kappa));
        double first = -Math.Log(Math.Exp(right) / (Math.Exp(right) + Math.Exp(opposite))), second = Math.Log(2);   // the third is alone
        Assert.Equal((first + second) / 2, loss.Compute([0, 1, 2], [0, 0, 0], new double[3], [], [], default), 9);
    }

    [Fact]
    public void Items_of_no_concentration_say_nothing()
    {
        // κ at most e⁴ times its start: with a start of 1e-9 the kernel is 0 for all, and each of the others as good: one right of three.
        var loss = new ExpectedLikelihoodLoss(UncertaintyGradientCheck.Pairs(4, 6, 2), 1e-9);
        loss.Reserve(4);
        Assert.Equal(Math.Log(3), loss.Compute([0, 1, 2, 3], [1, -1, 2, 0], new double[4], [], [], default), 12);
    }
}
