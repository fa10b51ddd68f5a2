using Probity.Learning.Tests.Losses;

namespace Probity.Learning.Tests.Heads;

public class DeepGamblersTests
{
    private static readonly Loss Loss = Head.DeepGamblers().Loss(null, 3);

    /// <summary>From autograd in double (PyTorch 1.13).</summary>
    [Fact]
    public void Value_and_gradient_are_those_of_autograd()
    {
        double[] outputs = [1.2, -.7, .3, .8, -.4, .9, 2.1, -1.1, .5, .1, -1.3, 2.3, 2, 1.5, -.2, -.3], gradient = new double[16];
        Assert.Equal(.8940684937201686, Loss.ValueAndGradient(outputs, [0, 1, 2, 0], 3, gradient), 1e-14);
        LogitGradients.Near(
            [
                -.0793303073901714, .0167944552951278, .0456520626476138, .0168837894474298, .014410570821054, -.182635561792691, .175556691997781, -.00733170102614313,
                .0317046992910933, .0212522954883518, -.00893515124843194, -.0440218435310131, -.101558956499073, .0834249984142098, .0152403727044016, .0028935853804619,
            ],
            gradient);
    }

    [Fact]
    public void Gradient_is_that_of_finite_differences_up_to_extremes() => LogitGradients.CheckHead(Loss);

    /// <summary>Label 40 above both others, and 40 below one of them: q = e⁻⁴⁰.</summary>
    [Fact]
    public void Tails_keep_their_digits()
    {
        double q = Math.Exp(-40);
        double[] gradient = new double[3];
        Near(q * (2 - (1 / 2.2)), Loss.ValueAndGradient([40, 0, 0], [0], 2, gradient));
        Near(-q * (2 - (1 / 2.2)), gradient[0]);
        Near(q, gradient[1]);
        Near(q * (1 - (1 / 2.2)), gradient[2]);
        Near(40 - Math.Log(1 + (1 / 2.2)), Loss.ValueAndGradient([0, 40, 0], [0], 2, gradient));
        Near(-1 / (1 + (1 / 2.2)), gradient[0]);

        static void Near(double expected, double got) => Assert.Equal(1, got / expected, 1e-12);
    }

    /// <summary>A gambler who knows only that each of K is as likely reserves all where o is below K: the gradient drives him there, and away from it above.</summary>
    [Theory]
    [InlineData(2.5, -1)]
    [InlineData(4, 1)]
    public void Reserves_what_is_not_worth_a_bet(double reward, int sign)
    {
        var loss = new DeepGamblersLoss(reward);
        double toReserve = 0;
        double[] gradient = new double[4];
        for (int label = 0; label < 3; label++)
        {
            loss.ValueAndGradient([0, 0, 0, 0], [label], 3, gradient);
            toReserve += gradient[3];
        }
        Assert.Equal(sign, Math.Sign(toReserve));
    }

    [Fact]
    public void Confidence_is_what_is_not_reserved()
    {
        Head head = Head.DeepGamblers();
        double[] outputs = [Math.Log(1), Math.Log(2), Math.Log(5), Math.Log(2)];
        Assert.True(head.HasConfidence);
        Assert.Equal(.8, head.Confidence<double>(outputs, 3), 1e-15);
        Assert.Equal(Math.Log(4), head.ConfidenceLogOdds<double>(outputs, 3), 1e-15);
        Assert.Equal(100, head.ConfidenceLogOdds<float>([50, -50, -50, -50], 3), 1e-12);
    }

    [Fact]
    public void Refuses_other_losses_and_rewards_that_never_reserve()
    {
        Assert.Contains("leave brier out", Assert.Throws<ArgumentException>(() => Head.DeepGamblers().Loss(new BrierLoss(), 3)).Message, StringComparison.Ordinal);
        Assert.Contains("must lie in (1, 2]", Assert.Throws<ArgumentException>(() => Head.DeepGamblers().Loss(null, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("the reward is 1;", Assert.Throws<ArgumentException>(() => Head.DeepGamblers(1)).Message, StringComparison.Ordinal);
    }
}
