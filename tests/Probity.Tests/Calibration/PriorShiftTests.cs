using Probity.Calibration;
using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class PriorShiftTests
{
    /// <summary>Three normal classes in the plane around (0, 0), (d, 0), (0, d): the exact posterior logits under given priors.</summary>
    private static (double[] Logits, int[] Labels) Normals(int rows, double[] drawn, double[] assumed, ulong seed, double distance = 1.5)
    {
        double[][] centres = [[0, 0], [distance, 0], [0, distance]];
        var random = new RandomStream(seed);
        var logits = new double[rows * 3];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            double u = random.NextDouble();
            labels[i] = u < drawn[0] ? 0 : u < drawn[0] + drawn[1] ? 1 : 2;
            double x = random.NextGaussian() + centres[labels[i]][0], y = random.NextGaussian() + centres[labels[i]][1];
            for (int k = 0; k < 3; k++)
                logits[(i * 3) + k] = Math.Log(assumed[k]) - ((((x - centres[k][0]) * (x - centres[k][0])) + ((y - centres[k][1]) * (y - centres[k][1]))) / 2);
        }
        return (logits, labels);
    }

    [Fact]
    public void Known_priors_give_the_posterior_of_Bayes()
    {
        double[] old = [.5, .3, .2], now = [.1, .2, .7];
        (double[] logits, _) = Normals(50, old, old, 1);
        (double[] wanted, _) = Normals(50, old, now, 1);   // the same points under the other priors
        var shift = PriorShift.To(null, 3, old, now);
        double[] probabilities = new double[150], expected = new double[150];
        shift.Calibrate(logits, 3, probabilities);
        Probity.Scores.Softmax.Compute(wanted, 3, expected);
        for (int i = 0; i < 150; i++) Assert.Equal(expected[i], probabilities[i], 1e-13);
        Assert.Contains("class 2 0.2 → 0.7", shift.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_column_and_two_columns_shift_alike()
    {
        double[] one = [-3, 0, 2.5], two = [1, -2, 5, 5, 0, 2.5], p1 = new double[3], p2 = new double[6];
        PriorShift.To(null, 1, [.5, .5], [.2, .8]).Calibrate(one, 1, p1);
        PriorShift.To(null, 2, [.5, .5], [.2, .8]).Calibrate(two, 2, p2);
        for (int i = 0; i < 3; i++)
        {
            double odds = Math.Exp(one[i]) * 4;
            Assert.Equal(odds / (1 + odds), p1[i], 1e-14);
            Assert.Equal(p1[i], p2[(2 * i) + 1], 1e-14);
        }
    }

    /// <summary>Against a search over the simplex that uses neither derivative nor expectation–maximisation.</summary>
    [Fact]
    public void The_estimate_is_the_maximum_of_the_likelihood()
    {
        double[] old = [.4, .3, .3];
        (double[] logits, _) = Normals(400, [.1, .25, .65], old, 3);
        var found = PriorShift.Estimate(null, 3, old, logits);
        Assert.True(found.Diagnostics.Converged);
        Assert.True(found.Diagnostics.Gradient < 1e-9);
        double top = LogLikelihood(logits, old, found.NewPriors);
        for (double step = .1; step > 1e-5; step /= 2)
        {
            foreach ((int from, int to) in ((int, int)[])[(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)])
            {
                double[] other = [.. found.NewPriors];
                if (other[from] <= step) continue;
                other[from] -= step;
                other[to] += step;
                Assert.True(LogLikelihood(logits, old, other) < top, $"{step} from {from} to {to}");
            }
        }
    }

    /// <summary>Two classes of which every row is certain: the estimate is the share of rows, its error √(π(1 − π)/m).</summary>
    [Fact]
    public void Certain_rows_are_counted()
    {
        double[] column = [.. Enumerable.Range(0, 400).Select(i => i < 100 ? 40.0 : -40)];
        var found = PriorShift.Estimate(null, 1, [.5, .5], column);
        Assert.Equal(.25, found.NewPriors[1], 1e-9);
        Assert.Equal(Math.Sqrt(.25 * .75 / 400), found.StandardErrors[1], 1e-9);
    }

    [Fact]
    public void The_intervals_of_the_estimate_hold_the_truth()
    {
        double[] old = [.6, .2, .2], now = [.2, .5, .3];
        int held = 0, runs = 0;
        for (ulong seed = 0; seed < 150; seed++)
        {
            (double[] logits, _) = Normals(500, now, old, 100 + seed);
            var found = PriorShift.Estimate(null, 3, old, logits);
            for (int k = 0; k < 3; k++, runs++)
            {
                if (Math.Abs(found.NewPriors[k] - now[k]) <= 1.96 * found.StandardErrors[k]) held++;
            }
        }
        // 450 intervals in 150 independent runs: .95 ± .027 is a standard error of one figure a run, halved or so by three.
        Assert.InRange((double)held / runs, .91, .985);
    }

    [Fact]
    public void A_calibrator_within_is_applied_first_and_kept_in_the_file()
    {
        double[] old = [.5, .3, .2], now = [.2, .2, .6];
        (double[] logits, int[] labels) = Normals(4_000, old, old, 11);
        double[] sharp = [.. logits.Select(z => 3 * z)];
        var inner = TemperatureScaling.Fit(sharp, labels, 3);
        (double[] fresh, int[] truth) = Normals(4_000, now, old, 12);
        var shift = PriorShift.Estimate(inner, 3, PriorShift.PriorsOf(labels, 3), fresh.Select(z => 3 * z).ToArray());
        for (int k = 0; k < 3; k++) Assert.Equal(now[k], shift.NewPriors[k], .05);

        double[] plain = new double[12_000], shifted = new double[12_000], again = new double[12_000], back = new double[12_000];
        double[] sharpFresh = [.. fresh.Select(z => 3 * z)];
        inner.Calibrate(sharpFresh, 3, plain);
        shift.Calibrate(sharpFresh, 3, shifted);
        Assert.True(Nll(shifted, truth) < Nll(plain, truth) - .1);
        Calibrator read = BinaryRows.Kept(shift);
        read.Calibrate(sharpFresh, 3, again);
        Assert.Equal(shifted, again);
        Assert.Equal(shift.Explain(), read.Explain());
        shift.Invert(shifted, 3, back);
        for (int i = 0; i < 12_000; i += 3)
            Assert.Equal(sharpFresh[i] - sharpFresh[i + 1], back[i] - back[i + 1], 1e-6 * Math.Max(1, Math.Abs(sharpFresh[i] - sharpFresh[i + 1])));
    }

    [Fact]
    public void A_class_that_is_gone_gets_half_a_row()
    {
        double[] old = [.4, .3, .3];
        (double[] logits, _) = Normals(1_000, [.5, .5, 0], old, 5, distance: 6);
        var found = PriorShift.Estimate(null, 3, old, logits);
        Assert.Equal(.5 / 1_001, found.NewPriors[2], .002);
        Assert.True(found.NewPriors[2] > 0);
        Assert.True(found.Diagnostics.Converged);
        Assert.Equal(1, found.NewPriors.Sum(), 1e-12);
    }

    [Fact]
    public void No_shift_and_few_rows_are_said()
    {
        double[] old = [.4, .3, .3];
        (double[] logits, _) = Normals(25, old, old, 6);
        IReadOnlyList<string> warnings = PriorShift.Estimate(null, 3, old, logits).Diagnostics.Warnings;
        Assert.Contains(warnings, warning => warning.Contains("25 unlabelled rows are few", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("cannot be told from the training ones", StringComparison.Ordinal));
        (logits, _) = Normals(2_000, [.1, .1, .8], old, 7);
        Assert.Empty(PriorShift.Estimate(null, 3, old, logits).Diagnostics.Warnings);
    }

    /// <summary>Far more classes than Newton's steps are for.</summary>
    [Fact]
    public void Many_classes_converge_too()
    {
        const int classes = 150, rows = 3_000;
        var random = new RandomStream(8);
        var logits = new float[rows * classes];
        var counts = new double[classes];
        for (int i = 0; i < rows; i++)
        {
            int label = Math.Min(random.NextInt32(classes), random.NextInt32(classes));   // the first ones more often
            counts[label]++;
            for (int k = 0; k < classes; k++) logits[(i * classes) + k] = (float)random.NextGaussian();
            logits[(i * classes) + label] += 8;
        }
        double[] even = [.. Enumerable.Repeat(1.0 / classes, classes)];
        var found = PriorShift.Estimate(null, classes, even, logits);
        Assert.True(found.Diagnostics.Converged, $"{found.Diagnostics.Gradient}");
        for (int k = 0; k < classes; k++) Assert.Equal(counts[k] / rows, found.NewPriors[k], .004);
        Assert.All(found.StandardErrors, error => Assert.Equal(0, error));
    }

    [Fact]
    public void Bad_priors_are_refused_in_words()
    {
        static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;
        Assert.Contains("new priors: 3 where there are 2 classes", Refusal(() => PriorShift.To(null, 1, [.5, .5], [.2, .3, .5])), StringComparison.Ordinal);
        Assert.Contains("class 0 has 0", Refusal(() => PriorShift.To(null, 1, [.5, .5], [0, 1])), StringComparison.Ordinal);
        Assert.Contains("they sum to 0.9", Refusal(() => PriorShift.To(null, 1, [.5, .5], [.2, .7])), StringComparison.Ordinal);
        Assert.Contains("no rows", Refusal(() => PriorShift.Estimate(null, 1, [.5, .5], ReadOnlySpan<double>.Empty)), StringComparison.Ordinal);
        Assert.Contains("NaN", Refusal(() => PriorShift.Estimate(null, 1, [.5, .5], [double.NaN])), StringComparison.Ordinal);
        Assert.Contains("wraps another", Refusal(() => CalibrationMethod.Parse("prior-shift").Fit(CalibrationRows.Of([1.0], [1], 1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new_priors", new[] { .5, .3 })]
    [InlineData("new_priors", new[] { .5, .6, -.1 })]
    [InlineData("training_priors", new[] { .5, .3, .3 })]
    [InlineData("unlabelled_rows", new[] { 1.5 })]
    [InlineData("standard_errors", new[] { 0, 0, -1.0 })]
    public void A_file_that_lies_is_refused(string name, double[] values) =>
        Assert.Throws<InvalidDataException>(() => BinaryRows.Kept(PriorShift.To(null, 3, [.5, .3, .2], [.2, .2, .6]), BinaryRows.Changed(name, values)));

    [Fact]
    public void A_policy_moves_its_confidence_and_promises_nothing()
    {
        double[] old = [.5, .3, .2], now = [.1, .3, .6];
        (double[] logits, int[] labels) = Normals(3_000, old, old, 21);
        (double[] fresh, _) = Normals(3_000, now, old, 22);
        float[] floats = [.. logits.Select(z => (float)z)];
        var options = new PolicyOptions { Unlabelled = fresh.Select(z => (float)z).ToArray() };
        var shift = Assert.IsType<PriorShift>(ConfidencePolicy.Fit(floats, labels, 3, options).Calibrator);
        for (int k = 0; k < 3; k++) Assert.InRange(shift.NewPriors[k], now[k] - (4 * shift.StandardErrors[k]), now[k] + (4 * shift.StandardErrors[k]));
        Assert.Equal(labels.Count(label => label == 2) / 3_000.0, shift.TrainingPriors[2], 1e-12);

        var known = ConfidencePolicy.Fit(floats, labels, 3, new() { Priors = now });
        Assert.Contains("→ 0.6", known.Explain(), StringComparison.Ordinal);
        Assert.Contains("old mixture", Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(floats, labels, 3, new() { Priors = now, Promise = new PrecisionPromise(.9) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(floats, labels, 3, options with { Priors = now }));
        int[] without = [.. labels.Select(label => label == 1 ? 0 : label)];
        Assert.Contains("class 1 has no learning row", Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(floats, without, 3, new() { Priors = now })).Message, StringComparison.Ordinal);
    }

    private static double LogLikelihood(double[] logits, double[] old, IReadOnlyList<double> priors)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i += 3)
        {
            double mixed = 0;
            for (int k = 0; k < 3; k++) mixed += Math.Exp(logits[i + k]) / old[k] * priors[k];
            sum += Math.Log(mixed);
        }
        return sum;
    }

    private static double Nll(double[] probabilities, int[] labels) => labels.Select((label, i) => -Math.Log(probabilities[(i * 3) + label])).Average();
}
