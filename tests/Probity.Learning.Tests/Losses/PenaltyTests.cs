using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Losses;

[Collection(nameof(ThreadCounts))]
public class PenaltyTests
{
    private static readonly double[] Logits = LossAnswersTests.Logits;

    public static TheoryData<string> Names => ["mmce", "confidence", "outlier-exposure", "energy-margin(-2,-1,0.1)"];

    /// <summary>Values from autograd in double (PyTorch 1.13); the last two rows are outliers where there are any.</summary>
    [Theory]
    [InlineData("confidence(0.1)", 0, -.08422288525559156,
        .00671149349366784, -.00356164554513658, -.00314984794853126, -.0031010957963268, -.00430231404597113, .00740340984229792,
        .00419696202975194, -.00083843078808454, -.0033585312416674, .00463706856302998, -.00160224541131792, -.00303482315171207)]
    [InlineData("mmce(2)", 0, .5621363496097189,
        -.0681753209739066, .0183351677250781, .0498401532488285, -.0697852955880848, -.256062952550184, .325848248138268,
        .0350178468182007, -.028090752529573, -.00692709428862771, .254119610504089, -.21486695750465, -.0392526529994386)]
    [InlineData("outlier-exposure(0.5)", 2, .6953720085600692,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, .0528605113336489, .0079601308936089, -.0608206422272577, .0622411597376968, .00496205998637074, -.0672032197240675)]
    [InlineData("energy-margin(-3,-1,0.1)", 2, .22801815485227372,
        -.0872539881782657, -.0130504585334913, -.0354748242846477, -.00341532299325658, -.0125318332779998, -.0416071517392001,
        .00584989163626937, .00392129963092758, .000966980583692084, .0897188983400543, .0544172625988838, .00994113730086717)]
    public void Value_and_gradient_are_those_of_autograd(string name, int outliers, double value, params double[] gradient)
    {
        double[] got = new double[12];
        int[] labels = [.. ((int[])[0, 1, 2, 0]).Take(4 - outliers)];
        Assert.Equal(value, Penalty.Parse(name).ValueAndGradient(Logits, labels, 3, got, outliers), 1e-13);
        LogitGradients.Near(gradient, got);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_through_a_network_is_that_of_finite_differences(string name)
    {
        var penalty = Penalty.Parse(name);
        foreach (bool mixes in (bool[])[false, true])
            GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 3), new SoftmaxCrossEntropy(), [penalty], classes: 3, outliers: 11, mixes: mixes, tolerance: 3e-7);
        if (penalty.Serves(TargetKind.Binary))
            GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 1), new SoftmaxCrossEntropy(), [penalty], classes: 2, outliers: 11, kind: TargetKind.Binary, tolerance: 3e-7);
        if (penalty.Serves(TargetKind.Cells))
            GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 3), new SoftmaxCrossEntropy(), [penalty], classes: 3, outliers: 11, kind: TargetKind.Cells, tolerance: 3e-7);
    }

    [Fact]
    public void Penalties_add_up_beside_a_head_with_a_confidence() =>
        GradientCheck.Of(
            NetworkDesign.Hidden(6).Build<double>(4, 4), Head.LearnedConfidence().Loss(null, 3),
            [new MmcePenalty(), new ConfidencePenalty(), new OutlierExposurePenalty()], classes: 3, outliers: 11, tolerance: 3e-7);

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_in_logits_is_that_of_finite_differences(string name)
    {
        var penalty = Penalty.Parse(name);
        var random = new RandomStream(8);
        foreach (double scale in (double[])[1, 10, 300])
        {
            double[] logits = [.. Enumerable.Range(0, 90).Select(_ => scale * random.NextGaussian())];
            int[] labels = [.. Enumerable.Range(0, 20).Select(_ => random.NextInt32(3))];
            LogitGradients.Check((z, gradient) => penalty.ValueAndGradient(z, labels, 3, gradient, outliers: 10), logits, scale * scale * 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_thousand_is_a_logit_like_others(string name)
    {
        float[] logits = [10_000, -10_000, 0, -10_000, 10_000, 0, 0, 0, 0, 10_000, 10_000, 10_000], gradient = new float[12];
        Assert.True(double.IsFinite(Penalty.Parse(name).ValueAndGradient(logits, [0, 0], 3, gradient, outliers: 2)));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_allocate_nothing_after_the_first_time(string name)
    {
        foreach (int classes in (int[])[3, 500])
        {
            var penalty = Penalty.Parse(name);
            float[] logits = [.. Enumerable.Range(0, 10 * classes).Select(i => i * 7 % 5f)];
            var batch = LossBatch<float>.Of(logits, [0, 1, 2, 1, 0, 0, 1], classes, outliers: 3, added: 0, room: 10 * classes);
            penalty.Rows(batch, 0, 10);
            Allocations.AssertNone(() => penalty.Rows(batch, 0, 10));
        }
    }

    /// <summary>What a training that diverges hands over must end as a NaN that is reported, not as a hang.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_that_is_no_number_makes_a_penalty_that_is_none(string name)
    {
        var batch = LossBatch<double>.Of(Logits, [0, 1], 3, outliers: 2, added: 0, room: 12);
        batch.AllLogits[..3].Fill(double.NaN);
        batch.AllLogits[^3..].Fill(double.NaN);
        Assert.Equal(double.NaN, Penalty.Parse(name).Rows(batch, 0, 4));
    }

    [Theory]
    [InlineData("outlier-exposure")]
    [InlineData("energy-margin(-30,-20,0.1)")]
    public void A_batch_without_outliers_adds_what_is_known_only(string name)
    {
        var batch = LossBatch<double>.Of(Logits, [0, 1, 2, 0], 3, outliers: 0, added: 0, room: 12);
        double got = Penalty.Parse(name).Rows(batch, 0, 4), expected = 0;
        for (int i = 0; i < 12 && name[0] == 'e'; i += 3)
        {
            double energy = -Math.Log(Logits[i..(i + 3)].Sum(Math.Exp));
            expected += .1 * (energy + 30) * (energy + 30);
        }
        Assert.Equal(expected, got, 1e-10);
    }

    /// <summary>Against the definition, every pair for itself, with ties among the confidences.</summary>
    [Fact]
    public void Mmce_is_the_double_sum_over_pairs()
    {
        var random = new RandomStream(9);
        const int rows = 60;
        double[] logits = [.. Enumerable.Range(0, rows * 2).Select(_ => (double)random.NextInt32(6) / 2)];
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(2))];
        double[] r = new double[rows];
        bool[] right = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            double difference = logits[2 * i] - logits[(2 * i) + 1];
            r[i] = 1 / (1 + Math.Exp(-Math.Abs(difference)));
            right[i] = labels[i] == (difference >= 0 ? 0 : 1);
        }
        int n = right.Count(hit => hit);
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++) sum += Weight(i) * Weight(j) * Math.Exp(-Math.Abs(r[i] - r[j]) / .4);
        }
        Assert.Equal(Math.Sqrt(sum + 1e-10) - 1e-5, new MmcePenalty(1).ValueAndGradient(logits, labels, 2, new double[rows * 2]), 1e-12);

        double Weight(int i) => right[i] ? (1 - r[i]) / n : -r[i] / (rows - n);
    }

    [Fact]
    public void Mmce_is_0_where_all_are_right_or_all_wrong_and_near_0_for_the_surely_right_and_the_doubtful_wrong()
    {
        double[] gradient = new double[4];
        Assert.Equal(0, new MmcePenalty().ValueAndGradient([2, 0, 3, 0], [0, 0], 2, gradient));
        Assert.Equal(0, new MmcePenalty().ValueAndGradient([2, 0, 3, 0], [1, 1], 2, gradient));
        Assert.All(gradient, value => Assert.Equal(0, value));
        // Right and wrong alike at r = .5 = the accuracy: weights ½ and −½ at the same place.
        Assert.Equal(0, new MmcePenalty().ValueAndGradient([0, 0, 0, 0], [0, 1], 2, gradient), 1e-12);
        Assert.True(new MmcePenalty().ValueAndGradient([5, 0, 5, 0], [0, 1], 2, gradient) > .9);   // sure of .99 with half wrong
    }

    /// <summary>Twice the outliers, the same ones twice: the same value, half the derivative for each.</summary>
    [Theory]
    [InlineData("outlier-exposure")]
    [InlineData("energy-margin(-3,-1,0.1)")]
    public void The_mean_is_over_the_outliers(string name)
    {
        double[] known = Logits[..3], strange = Logits[6..], once = new double[9], twice = new double[15];
        var penalty = Penalty.Parse(name);
        double value = penalty.ValueAndGradient([.. known, .. strange], [0], 3, once, outliers: 2);
        Assert.Equal(value, penalty.ValueAndGradient([.. known, .. strange, .. strange], [0], 3, twice, outliers: 4), 1e-14);
        LogitGradients.Near([.. once[3..].Select(g => g / 2)], twice[3..9]);
        LogitGradients.Near(once[..3], twice[..3]);
    }

    [Fact]
    public void Uniform_and_spike_by_hand()
    {
        double[] gradient = new double[6];
        Assert.Equal(-.1 * Math.Log(3), new ConfidencePenalty().ValueAndGradient([1, 1, 1], [0], 3, gradient), 1e-15);
        Assert.Equal(-.1 * Math.Exp(-40) * 41, new ConfidencePenalty().ValueAndGradient([40, 0], [0], 2, gradient), 1e-25);   // q·(1 − ln q) with q = e⁻⁴⁰
        Assert.Equal(-.5 * Math.Log(.5), new OutlierExposurePenalty().ValueAndGradient([3, 0, 7, 7], [0], 2, gradient, outliers: 1), 1e-15);
        // Energy −ln 2 − 7 of the outlier, ln(1 + e⁻³) + 3 over the known one's.
        double over = 5 + Math.Log(2), below = 4 - 3 - Math.Log(1 + Math.Exp(-3));
        Assert.Equal(.2 * ((over * over) + (below * below)), new EnergyMarginPenalty(-4, -2, .2).ValueAndGradient([3, 0, 7, 7], [0], 2, gradient, outliers: 1), 1e-13);
    }

    [Fact]
    public void Refuses_what_has_no_meaning()
    {
        Assert.Contains("outlier-exposure(0.5) needs outliers", Refusal(() => new OutlierExposurePenalty().ValueAndGradient([1, 2], [0], 2, new double[2])), StringComparison.Ordinal);
        Assert.Contains("no penalty for one sigmoid", Refusal(() => new EnergyMarginPenalty().ValueAndGradient([1, 2], [0], 2, new double[2], 1)), StringComparison.Ordinal);
        Assert.Contains("m_in must be below m_out", Refusal(() => new EnergyMarginPenalty(-5, -23)), StringComparison.Ordinal);
        Assert.Contains("λ is NaN", Refusal(() => new MmcePenalty(double.NaN)), StringComparison.Ordinal);
        Assert.Contains("needs outliers", Assert.Throws<ArgumentException>(() => Head.Softmax.Check([new MmcePenalty(), new EnergyMarginPenalty()], outliers: false)).Message, StringComparison.Ordinal);
        Assert.Contains("multi-label", Assert.Throws<ArgumentException>(() => Head.MultiLabel.Check([new MmcePenalty()], outliers: true)).Message, StringComparison.Ordinal);

        static string Refusal(Func<object> action) => Assert.Throws<ArgumentException>(action).Message;
    }
}
