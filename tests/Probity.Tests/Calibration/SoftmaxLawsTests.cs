using Probity.Calibration;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Calibration;

/// <summary>Laws of the softmax family that must hold whatever the logits: seeded draws of shape, scale and temperature.</summary>
[Trait("Category", "Kernel")]
public class SoftmaxLawsTests
{
    private const int Draws = 60;

    [Fact]
    public void Names_of_classes_do_not_matter_to_temperature_and_likelihood() => ForDraws((draw, stream) =>
    {
        int k = draw.Classes, rows = draw.Labels.Length;
        int[] place = [.. Enumerable.Range(0, k)];
        stream.Shuffle(place.AsSpan());
        var renamed = new float[draw.Logits.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < k; j++) renamed[(i * k) + place[j]] = draw.Logits[(i * k) + j];
        }
        int[] labels = [.. draw.Labels.Select(label => place[label])];

        var one = TemperatureScaling.Fit(draw.Logits, draw.Labels, k);
        var other = TemperatureScaling.Fit(renamed, labels, k);
        Assert.Equal(1, other.Temperature / one.Temperature, 1e-5);
        Assert.Equal(one.Diagnostics.NllBefore, other.Diagnostics.NllBefore, 1e-6);
        Assert.Equal(one.Diagnostics.NllAfter, other.Diagnostics.NllAfter, 1e-6);

        int[] predicted = new int[rows], predictedRenamed = new int[rows];
        double[] entropy = new double[rows], entropyRenamed = new double[rows], lse = new double[rows], lseRenamed = new double[rows];
        LogitScores.Compute(draw.Logits, k, new ScoreColumns { Predicted = predicted, NegativeEntropy = entropy, LogSumExp = lse });
        LogitScores.Compute(renamed, k, new ScoreColumns { Predicted = predictedRenamed, NegativeEntropy = entropyRenamed, LogSumExp = lseRenamed });
        for (int i = 0; i < rows; i++)
        {
            Assert.Equal(draw.Logits[(i * k) + predicted[i]], renamed[(i * k) + predictedRenamed[i]]);
            Assert.Equal(entropy[i], entropyRenamed[i], 1e-5);
            Assert.Equal(lse[i], lseRenamed[i], 1e-5 * (1 + Math.Abs(lse[i])));
        }
    });

    [Fact]
    public void The_order_of_rows_does_not_matter_to_the_optimum() => ForDraws((draw, stream) =>
    {
        int[] order = RowSplit.Shuffled(draw.Labels.Length, stream.NextUInt64());
        var fitted = TemperatureScaling.Fit(draw.Logits, draw.Labels, draw.Classes, options: new() { DoNoHarm = false });
        var shuffled = TemperatureScaling.Fit(
            RowSplit.Gather<float>(draw.Logits, draw.Classes, order), RowSplit.Gather<int>(draw.Labels, 1, order), draw.Classes, options: new() { DoNoHarm = false });
        Assert.Equal(1, shuffled.Temperature / fitted.Temperature, 1e-5);
        Assert.Equal(fitted.Diagnostics.NllAfter, shuffled.Diagnostics.NllAfter, 1e-6);
    });

    /// <summary>Logits in sixteenths and whole constants, so that float32 adds them without rounding.</summary>
    [Fact]
    public void A_constant_added_to_a_row_does_not_move_the_temperature() => ForDraws((draw, stream) =>
    {
        float[] coarse = [.. draw.Logits.Select(z => MathF.Round(z * 16) / 16)];
        float[] moved = [.. coarse];
        for (int i = 0; i < draw.Labels.Length; i++)
        {
            float constant = stream.NextInt32(2_001) - 1_000;
            foreach (ref float z in moved.AsSpan(i * draw.Classes, draw.Classes)) z += constant;
        }
        var fitted = TemperatureScaling.Fit(coarse, draw.Labels, draw.Classes);
        var after = TemperatureScaling.Fit(moved, draw.Labels, draw.Classes);
        Assert.Equal(1, after.Temperature / fitted.Temperature, 1e-5);
        Assert.Equal(fitted.Diagnostics.NllAfter, after.Diagnostics.NllAfter, 1e-6);
    });

    [Fact]
    public void Probabilities_of_a_row_sum_to_one_at_any_temperature() => ForDraws((draw, stream) =>
    {
        double temperature = Math.Exp(4 * stream.NextGaussian());
        var probabilities = new double[draw.Logits.Length];
        var confidence = new double[draw.Labels.Length];
        Softmax.Compute(draw.Logits, draw.Classes, probabilities, temperature);
        LogitScores.Compute(draw.Logits, draw.Classes, new ScoreColumns { MaxProbability = confidence }, temperature);
        for (int i = 0; i < draw.Labels.Length; i++)
        {
            double[] row = probabilities[(i * draw.Classes)..((i + 1) * draw.Classes)];
            Assert.All(row, p => Assert.InRange(p, 0, 1));
            Assert.Equal(1, row.Sum(), 2e-6);
            Assert.Equal(row.Max(), confidence[i], 2e-6);
        }
    });

    private static void ForDraws(Action<Draw, RandomStream> law)
    {
        for (ulong seed = 0; seed < Draws; seed++)
        {
            var stream = new RandomStream(seed, 0x1A45);
            int classes = 2 + stream.NextInt32(seed % 5 == 0 ? 90 : 12), rows = 20 + stream.NextInt32(150);
            double scale = Math.Exp(1 + stream.NextGaussian());
            (float[] logits, int[] labels) = TemperatureScalingTests.Sampled(rows, classes, scale, truth: 1 + (2 * stream.NextDouble()), seed);
            law(new Draw(logits, labels, classes), stream);
        }
    }

    private sealed record Draw(float[] Logits, int[] Labels, int Classes);
}
