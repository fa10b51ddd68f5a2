using System.Runtime.Intrinsics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Losses;

/// <summary>Cross-entropy of floats, in vectors, against the same written out in doubles.</summary>
[Trait("Category", "Kernel")]
public class SoftmaxOthersTests
{
    public static TheoryData<double> Scales() => [.01, 1, 8, 60];

    [Theory]
    [MemberData(nameof(Scales))]
    public void Terms_of_every_length_and_width_are_those_of_doubles(double scale)
    {
        foreach (int length in (int[])[.. Enumerable.Range(4, 126), 1_000, 3_001])
        {
            float[] logits = Logits(length, scale, seed: length);
            foreach (int label in (int[])[0, length / 2, length - 1, Array.IndexOf(logits, logits.Max())])
            {
                Check<Vector128<float>, Lanes128>(logits, label);
                if (length >= 8) Check<Vector256<float>, Lanes256>(logits, label);
                if (length >= 16) Check<Vector512<float>, Lanes512>(logits, label);
            }
        }
    }

    private static void Check<V, L>(float[] logits, int label)
        where V : struct
        where L : struct, ILanes<V>
    {
        float[] terms = new float[logits.Length];
        Assert.True(SoftmaxOthers.TryRow<V, L>(logits, label, terms, out float top, out double others));
        Assert.Equal(logits.Max(), top);
        double sum = 0, sumTolerance = 1e-30;
        for (int j = 0; j < logits.Length; j++)
        {
            double distance = (double)logits[j] - top, expected = j == label ? 0 : Math.Exp(distance);
            sum += expected;
            // A float's rounding of the exponent counts as many times as it is large; what is below 1e-31 may be 0.
            double tolerance = (2e-7 * (1 - distance) * expected) + 1e-31;
            sumTolerance += tolerance + (1e-6 * expected);
            Assert.True(Math.Abs(terms[j] - expected) <= tolerance, $"{typeof(L).Name}, {logits.Length} logits: term {j} is {terms[j]} where {expected} is right");
        }
        Assert.Equal(sum, others, sumTolerance);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(10, 0)]
    [InlineData(10, .1)]
    [InlineData(150, 0)]
    [InlineData(150, .2)]
    [InlineData(1_000, .05)]
    public void Loss_and_gradient_are_those_of_doubles(int classes, double smoothing)
    {
        const int rows = 40;
        var random = new RandomStream(3);
        float[] logits = Logits(rows * classes, 3, seed: classes);
        double[] weights = [.. Enumerable.Range(0, classes).Select(_ => .5 + random.NextDouble())];
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(classes))];
        logits[(3 * classes) + labels[3]] = 60;    // as good as certain, and right
        logits[(4 * classes) + ((labels[4] + 1) % classes)] = 60;   // and wrong
        logits.AsSpan(5 * classes, classes).Fill(-7.25f);   // all the same
        logits[6 * classes] = float.MaxValue;
        logits[(7 * classes) + 1] = float.MinValue;

        var single = Batch<float>();
        logits.CopyTo(single.AllLogits);
        var exact = Batch<double>();
        for (int i = 0; i < logits.Length; i++) exact.AllLogits[i] = logits[i];
        var loss = new SoftmaxCrossEntropy(smoothing);
        LossSums got = loss.Rows(single, 0, rows), expected = loss.Rows(exact, 0, rows);
        Assert.Equal(expected.Loss, got.Loss, 1e-6 * Math.Abs(expected.Loss));
        Assert.Equal(expected.Correct, got.Correct);
        for (int i = 0; i < logits.Length; i++)
        {
            double right = exact.AllGradients[i];
            Assert.True(Math.Abs(single.AllGradients[i] - right) <= (2e-6 * Math.Abs(right)) + (1e-7 * single.Scale * smoothing) + 1e-14, $"row {i / classes}, column {i % classes}: {single.AllGradients[i]} where {right} is right");
        }

        LossBatch<T> Batch<T>() where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var batch = new LossBatch<T>(rows, classes, classes, TargetKind.Classes) { Count = rows, Known = rows, Scale = 1.0 / rows, ClassWeights = weights };
            labels.CopyTo(batch.Labels);
            return batch;
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_logit_that_is_not_finite_is_left_to_the_form_in_double(float strange)
    {
        foreach (int at in (int[])[0, 9, 36])
        {
            float[] logits = Logits(37, 1, 1);
            logits[at] = strange;
            Assert.False(SoftmaxOthers.TryRow(logits, 1, new float[37], out _, out _));
        }
    }

    /// <summary>Of 1 − p_y = 149·e⁻³⁰ / (1 + 149·e⁻³⁰) a difference from 1 in floats would leave nothing.</summary>
    [Fact]
    public void The_gradient_of_a_nearly_certain_label_keeps_its_digits()
    {
        float[] logits = new float[150], gradient = new float[150];
        logits[70] = 30;
        double rest = 149 * Math.Exp(-30), loss = new SoftmaxCrossEntropy().ValueAndGradient(logits, [70], 150, gradient);
        Assert.Equal(rest, loss, 3e-6 * rest);
        Assert.Equal(-rest, gradient[70], 3e-6 * rest);
    }

    [Fact]
    public void Vanishing_terms_become_0_and_no_denormal_numbers()
    {
        float[] logits = new float[40], terms = new float[40];
        for (int j = 0; j < 40; j++) logits[j] = -4 * j;
        bool vectors = Vector128.IsHardwareAccelerated;   // without them the form in doubles stands in
        Assert.Equal(vectors, SoftmaxOthers.TryRow(logits, 0, terms, out _, out _));
        if (!vectors) return;
        Assert.All(terms, term => Assert.True(term == 0 || float.IsNormal(term)));
        Assert.Equal(0, terms[39]);
    }

    private static float[] Logits(int length, double scale, int seed)
    {
        var random = new RandomStream((ulong)seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(scale * random.NextGaussian()))];
    }
}
