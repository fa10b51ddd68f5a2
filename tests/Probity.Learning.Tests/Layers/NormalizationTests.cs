using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning.Tests.Layers;

// Figures of PyTorch 1.13 in float64: BatchNorm1d(3) and LayerNorm(3) with these scales and shifts, the loss being Σ y².
public class NormalizationTests
{
    private static readonly double[] First = [1, -2, .5, 3, 0, .25, -1, 4, .75, 2, 1, -1];
    private static readonly double[] Second = [.5, 1, 2, 1.5, -1, 0, -2.5, 2, 1];
    private static readonly double[] Scale = [1.5, .5, -2], Shift = [.1, -.2, .3];

    [Fact]
    public void Batch_normalisation_is_that_of_PyTorch()
    {
        (BatchNormalization<double> layer, ParameterStore<double> store) = Set(new BatchNormalization<double>(3));
        double[] y = LayerRun.Train(layer, store, First, _ => 0).Y;
        LayerRun.Close(
        [
            -0.1535456968861959, -0.8350846186853564, -0.8141597349537546, 1.8748198782033707, -0.3732048960050972, -0.07138657831791817,
            -2.1819112719757623, 0.5505545493554213, -1.556932891589591, 0.8606370906585874, -0.1422650346649676, 3.6424792048612638,
        ], y, 1e-13);

        (y, double[] dx) = LayerRun.Train(layer, store, Second, value => 2 * value);
        LayerRun.Close(
        [
            0.6883473871218786, -0.06636980856871283, -2.1494713718167806, 1.5708684678046965, -0.8681509571564359, 2.7494713718167803,
            -1.959215854926575, 0.3345207657251487, 0.2999999999999998,
        ], y, 1e-13);
        LayerRun.Close(
        [
            3.594649670376801e-06, 6.887666545710068e-07, 0.00017999460012135465, 8.986624175550084e-06, -3.4438332731888425e-06,
            -0.00017999460012135465, -1.2581273845143051e-05, 2.7550666184620585e-06, 0,
        ], dx, 1e-13);
        LayerRun.Close([8.999968846261684, 2.9999807144096926, -11.99982000269996], layer.Parameters[0].GradientSpan.ToArray(), 1e-13);
        LayerRun.Close([.6, -1.2, 1.8], layer.Parameters[1].GradientSpan.ToArray(), 1e-13);

        Assert.Equal(["mean", "variance"], layer.Statistics.Select(statistic => statistic.Name));
        LayerRun.Close([0.09583333333333334, 0.13416666666666668, 0.11125], layer.Statistics[0].Values, 1e-15);
        LayerRun.Close([1.5058333333333334, 1.6058333333333334, 0.964375], layer.Statistics[1].Values, 1e-15);
        LayerRun.Close(
        [
            1.2052228518177062, -1.042067198193006, -0.4917264868695729, 3.64995542726701, -0.252937453693508, 0.017422379284493306,
            -1.2395097236315977, 1.3253220353054882, -1.000875353023639, 2.427589139542358, 0.14162741855624106, 2.563166710054824,
        ], LayerRun.Infer(layer, First), 1e-13);
    }

    [Fact]
    public void Layer_normalisation_is_that_of_PyTorch()
    {
        (LayerNormalization<double> layer, ParameterStore<double> store) = Set(new LayerNormalization<double>(3));
        double[] expected =
        [
            1.4334974620633754, -0.8984986706046252, -0.7159980663340002, 2.215324995539164, -0.5985394919131757, 1.5262753597328484,
            -1.529147025051724, 0.46372656576181354, 0.7827102296449553, 1.7035622971754465, -0.06636980856871277, 2.9726038286257435,
        ];
        (double[] y, double[] dx) = LayerRun.Train(layer, store, First, value => 2 * value);
        LayerRun.Close(expected, y, 1e-13);
        LayerRun.Close(expected, LayerRun.Infer(layer, First), 1e-13);
        LayerRun.Close(
        [
            0.21017327617386838, 0.042019481355370036, -0.25219275752923953, 0.20284012154845898, 2.230947002287439, -2.4337871238358977,
            0.06321856099241918, 0.034045318854750706, -0.097263879847171, -0.16832707813217063, 0.2525591934893372, -0.08423211535716657,
        ], dx, 1e-12);
        LayerRun.Close([15.76089488161644, 4.660241530702857, -10.921501124772087], layer.Parameters[0].GradientSpan.ToArray(), 1e-13);
        LayerRun.Close([7.646475459452523, -2.1993628106494003, 9.131182703339094], layer.Parameters[1].GradientSpan.ToArray(), 1e-13);
    }

    [Fact]
    public void A_batch_of_one_row_takes_the_running_statistics_and_leaves_them()
    {
        (BatchNormalization<double> layer, ParameterStore<double> store) = Set(new BatchNormalization<double>(3));
        LayerRun.Train(layer, store, First, _ => 0);
        double[] means = [.. layer.Statistics[0].Values], variances = [.. layer.Statistics[1].Values], row = [.3, 2, -4];
        (double[] y, double[] dx) = LayerRun.Train(layer, store, row, _ => 1);
        LayerRun.Close(LayerRun.Infer(layer, row), y, 1e-15);
        LayerRun.Close([.. Scale.Zip(variances, (scale, variance) => scale / Math.Sqrt(variance + 1e-5))], dx, 1e-14);
        Assert.Equal(means, layer.Statistics[0].Values);
        Assert.Equal(variances, layer.Statistics[1].Values);
    }

    [Fact]
    public void Floats_give_what_doubles_give()
    {
        const int rows = 50, width = 21;   // whole vectors and a rest
        float[] x = [.. Enumerable.Range(0, rows * width).Select(i => (float)((100 * (i % width)) + Math.Sin(i * i)))];
        double[] wide = [.. x.Select(value => (double)value)];
        Same(new BatchNormalization<float>(width), new BatchNormalization<double>(width));
        Same(new LayerNormalization<float>(width), new LayerNormalization<double>(width));

        void Same(Layer<float> single, Layer<double> exact)
        {
            var store = new ParameterStore<float>(single.Parameters);
            var exactStore = new ParameterStore<double>(exact.Parameters);
            single.Initialise(default, 1);
            exact.Initialise(default, 1);
            (float[] y, float[] dx) = LayerRun.Train(single, store, x, value => value > 0 ? 1 : .5f);
            (double[] exactY, double[] exactDx) = LayerRun.Train(exact, exactStore, wide, value => value > 0 ? 1 : .5);
            LayerRun.Close(exactY, y.Select(value => (double)value), 1e-4);    // the columns lie at up to 3e3 deviations: 6e-8 of that, each way
            LayerRun.Close(exactDx, dx.Select(value => (double)value), 1e-4);
        }
    }

    [Fact]
    public void Gradient_through_batch_normalisation_is_that_of_finite_differences() =>
        GradientCheck.Of(width => [new BatchNormalization<double>(width), new TanhLayer<double>(width)]);

    [Fact]
    public void Gradient_through_batch_normalisation_of_one_row_is_that_of_finite_differences() =>
        GradientCheck.Of(width => [new BatchNormalization<double>(width), new TanhLayer<double>(width)], rows: 1);

    [Fact]
    public void Gradient_through_batch_normalisation_of_the_inputs_is_that_of_finite_differences() =>
        GradientCheck.Of(NetworkDesign.Parse("batchnorm linear(6) batchnorm gelu").Build<double>(4, 3), new SoftmaxCrossEntropy(), [], classes: 3);

    [Theory]
    [InlineData(5)]
    [InlineData(70)]
    public void Gradient_through_layer_normalisation_is_that_of_finite_differences(int width) =>
        GradientCheck.Of(inside => [new LayerNormalization<double>(inside), new TanhLayer<double>(inside)], width, rows: 7);

    private static (TLayer Layer, ParameterStore<double> Store) Set<TLayer>(TLayer layer) where TLayer : Layer<double>
    {
        var store = new ParameterStore<double>(layer.Parameters);
        Scale.CopyTo(layer.Parameters[0].Span);
        Shift.CopyTo(layer.Parameters[1].Span);
        return (layer, store);
    }
}
