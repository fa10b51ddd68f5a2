using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Optimizers;

[Collection(nameof(ThreadCounts))]
public class GradientClippingTests
{
    [Fact]
    public void Leaves_short_gradients_alone()
    {
        ParameterStore<float> store = Random(70_001, out double norm);
        float[] before = store.Gradient.ToArray();
        Assert.Equal(norm, new GradientClipping<float>(store, norm * 1.001).Run(), norm * 1e-12);
        Assert.Equal(before, store.Gradient.ToArray());
    }

    [Fact]
    public void Scales_long_ones_to_the_norm_in_their_direction()
    {
        ParameterStore<float> store = Random(70_001, out double norm);
        float[] before = store.Gradient.ToArray();
        Assert.Equal(norm, new GradientClipping<float>(store, 2.5).Run(), norm * 1e-12);
        Assert.Equal(2.5, Norm(store.Gradient.ToArray()), 1e-6);
        float[] after = store.Gradient.ToArray();
        for (int i = 0; i < after.Length; i++) Assert.Equal(before[i] * 2.5 / norm, after[i], 1e-6 * Math.Abs(after[i]));
    }

    [Fact]
    public void Norm_is_over_all_parameters_together()
    {
        Parameter<double> weight = new("weight", 1, 3, decays: true), bias = new("bias", 1, 1, decays: false);
        var store = new ParameterStore<double>([bias, weight]);
        _ = store.Gradient;
        double[] three = [2, 4, 4];
        three.CopyTo(weight.GradientSpan);
        bias.GradientSpan[0] = 8;
        Assert.Equal(10, new GradientClipping<double>(store, 5).Run(), 1e-14);   // 4 + 16 + 16 + 64
        Assert.Equal([1, 2, 2], weight.GradientSpan.ToArray());
        Assert.Equal(4, bias.GradientSpan[0]);
    }

    [Fact]
    public void Squares_that_no_float_holds_are_summed()
    {
        ParameterStore<float> store = Random(40, out _);
        store.Gradient.Fill(1e30f);
        Assert.Equal(Math.Sqrt(store.Length) * 1e30f, new GradientClipping<float>(store, 1).Run(), 1e23);
        Assert.Equal(1, Norm(store.Gradient.ToArray()), 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_reported_and_left_alone(float value)
    {
        ParameterStore<float> store = Random(70_001, out _);
        store.Gradient[69_000] = value;
        float[] before = store.Gradient.ToArray();
        Assert.False(double.IsFinite(new GradientClipping<float>(store, 1).Run()));
        Assert.Equal(before, store.Gradient.ToArray());
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several()
    {
        double[] norms = new double[3];
        float[][] clipped = new float[3][];
        int[] threads = [1, 2, 5];
        for (int k = 0; k < 3; k++)
        {
            using var set = new ThreadCounts(threads[k]);
            ParameterStore<float> store = Random(300_001, out _);
            norms[k] = new GradientClipping<float>(store, 1).Run();
            clipped[k] = store.Gradient.ToArray();
        }
        Assert.Equal(norms[0], norms[1]);
        Assert.Equal(norms[0], norms[2]);
        Assert.Equal(clipped[0], clipped[1]);
        Assert.Equal(clipped[0], clipped[2]);
    }

    private static ParameterStore<float> Random(int length, out double norm)
    {
        var parameter = new Parameter<float>("p", 1, length, decays: true);
        var store = new ParameterStore<float>([parameter]);
        _ = store.Gradient;
        var random = new RandomStream(9);
        foreach (ref float value in parameter.GradientSpan) value = (float)random.NextGaussian();
        norm = Norm(store.Gradient.ToArray());
        return store;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
