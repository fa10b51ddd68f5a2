using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Losses;

/// <summary>What holds of every loss.</summary>
[Collection(nameof(ThreadCounts))]
public class LossGradientTests
{
    public static TheoryData<string> Names => ["cross-entropy", "cross-entropy(0.2)", "focal(0.5)", "focal(1)", "focal", "focal-53", "brier", "logitnorm(0.5)", "logitnorm"];

    public static TheoryData<string> SigmoidNames => ["cross-entropy(0.2)", "focal(0.5)", "focal", "focal-53", "brier"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_through_a_network_is_that_of_finite_differences(string name) =>
        GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 3), Loss.Parse(name), [], classes: 3, outliers: 5, tolerance: Tolerance(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_of_mixed_and_weighted_rows_is_that_of_finite_differences(string name) =>
        GradientCheck.Of(
            NetworkDesign.Hidden(6).Build<double>(4, 3), Loss.Parse(name), [], classes: 3, classWeights: [.5, 1, 1.7], mixes: true, tolerance: Tolerance(name));

    [Theory]
    [MemberData(nameof(SigmoidNames))]
    public void Gradient_of_sigmoids_is_that_of_finite_differences(string name)
    {
        foreach (bool mixes in (bool[])[false, true])
        {
            GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 1), Loss.Parse(name), [], classes: 2, kind: TargetKind.Binary, mixes: mixes);
            GradientCheck.Of(NetworkDesign.Hidden(6).Build<double>(4, 3), Loss.Parse(name), [], classes: 3, kind: TargetKind.Cells, mixes: mixes);
        }
    }

    [Theory]
    [MemberData(nameof(SigmoidNames))]
    public void A_sigmoid_is_the_softmax_of_0_and_z(string name)
    {
        var loss = Loss.Parse(name);
        double[] two = [0, 1.3, 0, -.4, 0, -9], one = [1.3, -.4, -9], both = new double[6], gradient = new double[3];
        Assert.Equal(loss.ValueAndGradient(two, [1, 0, 1], 2, both), loss.ValueAndGradient(one, [1, 0, 1], 2, gradient), 14);
        Assert.Equal([both[1], both[3], both[5]], gradient);
    }

    [Fact]
    public void Numbers_cannot_be_mixed()
    {
        var targets = new Targets(TargetKind.Value, 1, [], []) { Values = [.5] };
        string message = Assert.Throws<ArgumentException>(() => new Backpropagation<double>(
            NetworkDesign.Hidden().Build<double>(2, 1), new TrueClassProbabilityLoss(), [], Features.Dense(new float[2], 2), targets, 1, mixes: true)).Message;
        Assert.Contains("mixup: rows whose target is a number cannot be mixed", message, StringComparison.Ordinal);
    }

    /// <summary>Logits of a few units up to hundreds: p from near 1 to underflow.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_in_logits_is_that_of_finite_differences(string name)
    {
        var loss = Loss.Parse(name);
        var random = new RandomStream(4);
        foreach (double scale in (double[])[1, 10, 300])
        {
            double[] logits = [.. Enumerable.Range(0, 20).Select(_ => scale * random.NextGaussian())];
            LogitGradients.Check((z, gradient) => loss.ValueAndGradient(z, [0, 1, 2, 3], 5, gradient), logits, scale * 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_thousand_is_a_logit_like_others(string name)
    {
        var loss = Loss.Parse(name);
        float[] logits = [10_000, -10_000, 0, -10_000, 10_000, 0, 0, 0, 0, 10_000, 10_000, 10_000], gradient = new float[12];
        Assert.True(double.IsFinite(loss.ValueAndGradient(logits, [0, 0, 1, 2], 3, gradient)));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>A shift of all logits of a row changes nothing, so the derivatives of a row add up to 0 (but where their length counts).</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_of_a_row_add_up_to_0_or_are_across_it(string name)
    {
        double[] logits = [1.5, -2, .25, 3], gradient = new double[4];
        Loss.Parse(name).ValueAndGradient(logits, [2], 4, gradient);
        double[] along = name.StartsWith("logitnorm", StringComparison.Ordinal) ? logits : [1, 1, 1, 1];
        Assert.Equal(0, along.Zip(gradient, (a, b) => a * b).Sum(), 1e-6);
        Assert.Contains(gradient, value => Math.Abs(value) > .01);
    }

    /// <summary>The expected loss under π has its minimum at z = ln π: what makes a loss proper. Focal loss is the counterexample.</summary>
    [Theory]
    [InlineData("cross-entropy", true)]
    [InlineData("brier", true)]
    [InlineData("focal", false)]
    [InlineData("cross-entropy(0.2)", false)]
    public void Truth_minimises_a_proper_loss(string name, bool proper)
    {
        double[] truth = [.6, .3, .1], z = [.. truth.Select(p => Math.Log(p))];
        var random = new RandomStream(6);
        double best = Expected(z);
        bool least = Enumerable.Range(0, 300).All(_ => Expected([.. z.Select(value => value + (.3 * random.NextGaussian()))]) >= best);
        Assert.Equal(proper, least);

        double Expected(double[] logits)
        {
            double[] unused = new double[3];
            return Enumerable.Range(0, 3).Sum(label => truth[label] * Loss.Parse(name).ValueAndGradient(logits, [label], 3, unused));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_allocate_nothing(string name)
    {
        foreach (int classes in (int[])[3, 500])
        {
            var loss = Loss.Parse(name);
            var batch = LossBatch<float>.Of(new float[8 * classes], new int[8], classes, outliers: 0, added: 0, room: 8 * classes);
            loss.Rows(batch, 0, 8);
            Allocations.AssertNone(() => loss.Rows(batch, 0, 8));
        }
    }

    private static double Tolerance(string name) => name == "logitnorm" ? 1e-5 : 2e-7;   // 1/τ³ = 15,625 is in the third derivative
}
