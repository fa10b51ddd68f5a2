using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Losses;

/// <summary>Values and gradients in logits, worked by hand or taken from autograd in double (PyTorch 1.13, the formula of the paper in a line).</summary>
public class LossAnswersTests
{
    internal static readonly double[] Logits = [1.2, -.7, .3, -.4, .9, 2.1, .5, .1, -1.3, 2, 1.5, -.2];
    private static readonly int[] Labels = [0, 1, 2, 0];

    [Theory]
    [InlineData("focal(3)", .6507919795704928,
        -.013806723515948, .00371319984684159, .0100935236691064, .0161415111276026, -.212785372956249, .196643861828646,
        .175955320024704, .117946378219175, -.293901698243879, -.0248219813132474, .0209878473897981, .00383413392344931)]
    [InlineData("focal(0.5)", 1.0646511713025675,
        -.0746475128513561, .0200758082079787, .0545717046433774, .0159048974532995, -.209666214623729, .19376131717043,
        .145392757824603, .0974596801182364, -.242852437942839, -.0929292777785874, .0785749322524965, .0143543455260909)]
    [InlineData("focal-53", .572800764147861,   // p = .643, .218, .090, .582: γ is 5 for the third row
        -.013806723515948, .00371319984684159, .0100935236691064, .0161415111276026, -.212785372956249, .196643861828646,
        .18617681772516, .124798053028298, -.310974870753459, -.0248219813132474, .0209878473897981, .00383413392344931)]
    [InlineData("brier", .726200867947996,
        -.0659396133075483, .0119315800125355, .0540080332950128, -.008796237097196, -.123900864456418, .132697101553614,
        .053547291400842, .00310093263306508, -.056648224033907, -.0883273518256598, .0825576945335857, .0057696572920741)]
    [InlineData("logitnorm(0.5)", 1.351527762714403,
        -.0318417170629392, -.0167527631784944, .0882770640021246, .0284046648008759, -.189223403356229, .0865061597954506,
        .0733747330271526, .0941315924337122, .0354619117438366, -.0666410219086624, .0910202067283098, .0162413468114232)]
    [InlineData("logitnorm(0.04)", 11.29167151368931,
        -2.72702609397948e-07, -1.82768739145014e-07, 6.64349922556662e-07, .240406804084823, -3.23547502108479, 1.43242399048338,
        2.40688678343624, -.40960074200651, .894217492841465, -.014250819304507, .0189651733856567, -.000269390963567472)]
    public void Value_and_gradient_are_those_of_autograd(string name, double value, params double[] gradient)
    {
        double[] got = new double[12];
        Assert.Equal(value, Loss.Parse(name).ValueAndGradient(Logits, Labels, 3, got), 1e-12);
        LogitGradients.Near(gradient, got);

        float[] single = new float[12];
        Loss.Parse(name).ValueAndGradient([.. Logits.Select(z => (float)z)], Labels, 3, single);
        Assert.Equal(gradient, single.Select(g => (double)g), (a, b) => Math.Abs(a - b) <= 2e-6 * (1 + Math.Abs(a)));
    }

    /// <summary>Terms 1 : 2 : 5, label 1, so p = .125, .25, .625.</summary>
    [Theory]
    [InlineData("brier", (.125 * .125) + (.75 * .75) + (.625 * .625))]
    [InlineData("focal(2)", .75 * .75 * 1.3862943611198906)]   // ln 4
    public void Small_case_by_hand(string name, double value) =>
        Assert.Equal(value, Loss.Parse(name).ValueAndGradient([0, Math.Log(2), Math.Log(5)], [1], 3, new double[3]), 1e-14);

    [Fact]
    public void Focal_0_is_cross_entropy()
    {
        double[] focal = new double[12], entropy = new double[12];
        Assert.Equal(new SoftmaxCrossEntropy().ValueAndGradient(Logits, Labels, 3, entropy), new FocalLoss(0).ValueAndGradient(Logits, Labels, 3, focal), 1e-14);
        LogitGradients.Near(entropy, focal);
    }

    [Fact]
    public void LogitNorm_does_not_see_the_length_of_logits()
    {
        var loss = new LogitNormLoss(.5);
        double[] unused = new double[12];
        double value = loss.ValueAndGradient(Logits, Labels, 3, unused);
        foreach (double scale in (double[])[.01, 7, 1_000]) Assert.Equal(value, loss.ValueAndGradient([.. Logits.Select(z => scale * z)], Labels, 3, unused), 1e-4);
        Assert.NotEqual(value, new SoftmaxCrossEntropy().ValueAndGradient(Logits, Labels, 3, unused), 1e-1);
    }

    /// <summary>With q = 1 − p = e⁻⁴⁰ up to itself: focal(3) is q⁴ and pulls by 4·q⁴; Brier pulls by 4·q² when right and by 4·p when surely wrong.</summary>
    [Fact]
    public void Tails_keep_their_digits()
    {
        double q = Math.Exp(-40);
        double[] gradient = new double[2];
        Near(Math.Pow(q, 4), new FocalLoss(3).ValueAndGradient([40, 0], [0], 2, gradient));
        Near(-4 * Math.Pow(q, 4), gradient[0]);
        Near(4 * Math.Pow(q, 4), gradient[1]);
        Near(2 * q * q, new BrierLoss().ValueAndGradient([40, 0], [0], 2, gradient));
        Near(-4 * q * q, gradient[0]);
        Near(4 * q * q, gradient[1]);
        Assert.Equal(2, new BrierLoss().ValueAndGradient([40, 0], [1], 2, gradient), 1e-14);
        Near(4 * q, gradient[0]);
        Near(-4 * q, gradient[1]);

        static void Near(double expected, double got) => Assert.Equal(1, got / expected, 1e-12);
    }

    [Fact]
    public void Value_of_the_true_class_is_learned_by_squared_error()
    {
        var batch = new LossBatch<double>(4, 1, 1, TargetKind.Value) { Count = 4, Known = 4, Scale = .25 };
        ((double[])[1.2, -.4, .5, 2]).CopyTo(batch.AllLogits);
        ((double[])[.9, .2, .5, .99]).CopyTo(batch.Values, 0);
        Assert.Equal(.021183489180388523, new TrueClassProbabilityLoss().Rows(batch, 0, 4).Loss / 4, 1e-15);
        LogitGradients.Near([-.01169435504918, .0241837264541772, .0143891987130802, -.00573280315982084], batch.AllGradients.ToArray());
    }

    [Fact]
    public void Gradient_of_the_true_class_loss_is_that_of_finite_differences() =>
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 1), new TrueClassProbabilityLoss(), [], classes: 1, kind: TargetKind.Value);

    [Fact]
    public void Refuses_what_has_no_meaning()
    {
        Assert.Contains("no loss for one sigmoid", Refusal(() => new LogitNormLoss().ValueAndGradient([.5], [1], 2, new double[1])), StringComparison.Ordinal);
        Assert.Contains("no loss for multi-label rows", Refusal(() => Head.MultiLabel.Loss(new LogitNormLoss(), 3)), StringComparison.Ordinal);
        Assert.Contains("4 columns for 3 classes", Refusal(() => new BrierLoss().ValueAndGradient(new double[4], [1], 3, new double[4])), StringComparison.Ordinal);
        Assert.Contains("γ is NaN", Refusal(() => new FocalLoss(double.NaN)), StringComparison.Ordinal);
        Assert.Contains("γ is -1", Refusal(() => new FocalLoss(-1)), StringComparison.Ordinal);
        Assert.Contains("τ is 0", Refusal(() => new LogitNormLoss(0)), StringComparison.Ordinal);
        Assert.Same(typeof(BrierLoss), Head.MultiLabel.Loss(new BrierLoss(), 3).GetType());

        static string Refusal(Func<object> action) => Assert.Throws<ArgumentException>(action).Message;
    }
}
