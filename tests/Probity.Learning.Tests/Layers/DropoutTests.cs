using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning.Tests.Layers;

public class DropoutTests
{
    private const int Rows = 400, Width = 250;   // 100,000 values

    private static readonly float[] Ones = [.. Enumerable.Repeat(1f, Rows * Width)];

    [Theory]
    [InlineData(.2)]
    [InlineData(.5)]
    [InlineData(.9)]
    public void The_share_is_dropped_and_the_mean_stays(double rate)
    {
        float[] y = Train(rate, step: 3);
        double deviation = Math.Sqrt(rate * (1 - rate) / y.Length);
        Assert.Equal(rate, y.Count(value => value == 0) / (double)y.Length, (4 * deviation) + 1e-5);             // 4 standard errors, and a rate in 65,536ths
        Assert.Equal(1, y.Average(), (4 * deviation / (1 - rate)) + 1e-4);
        Assert.Equal(2, y.Distinct().Count());
    }

    [Fact]
    public void Columns_and_rows_are_dropped_alike()
    {
        float[] y = Train(.5, step: 0);
        for (int j = 0; j < Width; j++) Assert.InRange(Enumerable.Range(0, Rows).Count(i => y[(i * Width) + j] == 0), 200 - 50, 200 + 50);   // 5 deviations of 10
        for (int i = 0; i < Rows; i++) Assert.InRange(y.AsSpan(i * Width, Width).Count(0f), 125 - 40, 125 + 40);                            // 5 of 7.9
    }

    [Fact]
    public void Steps_seeds_layers_and_rows_draw_apart()
    {
        float[] y = Train(.5, step: 5);
        Assert.Equal(y, Train(.5, step: 5));
        Agree(y, Train(.5, step: 6));
        Agree(y, Train(.5, step: 5, seed: 2));
        Agree(y, Train(.5, step: 5, index: 4));
        Agree(y[Width..], y[..^Width]);
        Agree(y, LayerRun.Sample(new DropoutLayer<float>(Width, .5, 3), Ones, new Sampling(1, 5)));

        static void Agree(float[] a, float[] b)   // as often as by chance
        {
            double share = a.Zip(b, (x, y) => x == y).Count(same => same) / (double)a.Length;
            Assert.Equal(.5, share, 4 * .5 / Math.Sqrt(a.Length));
        }
    }

    [Fact]
    public void What_went_forward_goes_backward()
    {
        var layer = new DropoutLayer<float>(Width, .3, 2);
        (float[] y, float[] dx) = LayerRun.Train(layer, new ParameterStore<float>([]), Ones, _ => 1f, new Step(4, 9));
        Assert.Equal(y, dx);   // of ones both are the mask times its scale
    }

    [Fact]
    public void Doubles_drop_what_floats_drop()
    {
        float[] y = LayerRun.Train(new DropoutLayer<float>(37, .4, 1), new ParameterStore<float>([]), Ones[..370], _ => 1f).Y;
        double[] exact = LayerRun.Train(new DropoutLayer<double>(37, .4, 1), new ParameterStore<double>([]), [.. Enumerable.Repeat(1.0, 370)], _ => 1.0).Y;
        Assert.Equal(exact.Select(value => (float)value), y);
    }

    [Fact]
    public void A_trained_network_drops_nothing_unless_asked()
    {
        var layer = new DropoutLayer<float>(Width, .5, 0);
        Assert.Equal(Ones, LayerRun.Infer(layer, Ones));
    }

    [Fact]
    public void Rate_0_drops_nothing() => Assert.Equal(Ones, Train(0, step: 1));

    [Fact]
    public void A_row_draws_the_same_in_pieces_and_together()
    {
        Network<float> network = NetworkDesign.Parse("linear(31) gelu dropout(0.5) linear(5000) dropout(0.1)").Build<float>(6, 3);
        network.Initialise(1);
        float[] values = [.. Enumerable.Range(0, 100 * 6).Select(i => (float)Math.Sin(i))];
        float[] together = new float[300], piece = new float[3 * 10], other = new float[300], plain = new float[300];
        var draws = new Sampling(7, 2);
        network.Forward(Features.Dense(values, 6), together, sampling: draws);
        network.Forward(Features.Dense(values.AsMemory(50 * 6, 60), 6), piece, sampling: draws with { FirstRow = 50 });
        Assert.Equal(together[150..180], piece);
        network.Forward(Features.Dense(values, 6), other, sampling: draws with { Pass = 3 });
        network.Forward(Features.Dense(values, 6), plain);
        Assert.NotEqual(together, other);
        Assert.NotEqual(together, plain);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1)]
    [InlineData(-.1)]
    public void Refuses_a_share_that_is_none(double rate) =>
        Assert.Contains("[0, 1)", Assert.Throws<ArgumentException>(() => LayerDesign.Dropout(rate)).Message, StringComparison.Ordinal);

    [Fact]
    public void Gradient_with_a_fixed_mask_is_that_of_finite_differences() =>
        GradientCheck.Of(width => [new TanhLayer<double>(width), new DropoutLayer<double>(width, .4, 2)]);

    private static float[] Train(double rate, long step, ulong seed = 1, int index = 3) =>
        LayerRun.Train(new DropoutLayer<float>(Width, rate, index), new ParameterStore<float>([]), Ones, _ => 1f, new Step(seed, step)).Y;
}
