using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class CalibrationErrorTests
{
    [Fact]
    public void Known_answers_of_torchmetrics()
    {
        // Its binary case states the probability of class 1 and counts the share of class 1.
        double[] confidence = [.25, .25, .55, .75, .75];
        bool[] positive = [false, false, true, true, true];
        Assert.Equal(.2900, CalibrationError.Ece(confidence, positive, 2), 1e-12);
        Assert.Equal(.2918, CalibrationError.Rmsce(confidence, positive, 2), 5e-5);
        Assert.Equal(.3167, CalibrationError.Mce(confidence, positive, 2), 5e-5);

        // Its three-class case: top probabilities and whether they were right.
        double[] top = [.55, .55, .60, .90];
        bool[] right = [false, false, true, true];
        Assert.Equal(.2000, CalibrationError.Ece(top, right, 3), 1e-12);
        Assert.Equal(.2082, CalibrationError.Rmsce(top, right, 3), 5e-5);
        Assert.Equal(.2333, CalibrationError.Mce(top, right, 3), 5e-5);
    }

    [Fact]
    public void Known_answer_of_torch_uncertainty_for_equal_mass() =>
        // Its p = .3, .24, .25, .2, .8 as top-label confidences: half the mass, 2.5 rows, is reached at the third.
        Assert.Equal(
            (3 / 5.0 * (1 - ((.7 + .76 + .75) / 3))) + (2 / 5.0 * (.8 - .5)),
            CalibrationError.EceEqualMass([.7, .76, .75, .8, .8], [true, true, true, false, true], 2), 1e-12);

    [Fact]
    public void Confidence_of_exactly_1_is_in_the_last_bin_not_in_one_behind_it()
    {
        double[] confidence = [1, 1, .95, .95];
        bool[] correct = [true, true, false, false];
        var bins = ReliabilityBins.EqualWidth(confidence, correct, 10);
        Assert.Equal(4, Assert.Single(bins).Rows);
        Assert.Equal(.975 - .5, CalibrationError.Mce(confidence, correct, 10), 1e-12);
    }

    [Fact]
    public void Edges_belong_to_the_bin_below_whatever_rounding_says()
    {
        for (int bins = 1; bins <= 200; bins++)
        {
            for (int edge = 1; edge <= bins; edge++)
            {
                double confidence = edge / (double)bins;
                Assert.Equal(edge - 1, ConfidenceBins.WidthBin(confidence, bins));
                if (edge < bins) Assert.Equal(edge, ConfidenceBins.WidthBin(Math.BitIncrement(confidence), bins));
            }
            Assert.Equal(0, ConfidenceBins.WidthBin(0, bins));
        }
    }

    [Fact]
    public void Equal_the_definition_written_out_on_decimals() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var stream = new RandomStream((ulong)seed);
            int rows = 1 + (seed % 60), bins = new[] { 1, 2, 5, 10, 20 }[seed % 5];
            decimal[] confidence = Enumerable.Range(0, rows).Select(_ => stream.NextInt32(21) / 20m).ToArray();   // on the edges
            bool[] correct = Enumerable.Range(0, rows).Select(_ => stream.NextInt32(2) == 0).ToArray();
            double[] doubles = confidence.Select(c => (double)c).ToArray();
            var expected = CalibrationErrors(confidence, correct, bins);
            Near(expected.Ece, CalibrationError.Ece(doubles, correct, bins), 1e-11);
            Near(expected.Mce, CalibrationError.Mce(doubles, correct, bins), 1e-11);
            Near(expected.Rmsce, CalibrationError.Rmsce(doubles, correct, bins), 1e-11);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Known_answers_of_pycalib()
    {
        // Its two cases of two bins: confidences of the predicted class and whether it was right.
        Assert.Equal(.75, CalibrationError.Mce([.4, .4, .4, .4, .7, .7, .8, .8], [true, false, false, false, false, false, false, false], 2), 1e-12);
        Assert.Equal(.4 - (1 / 4.0), CalibrationError.Mce([.4, .4, .4, .4, .7, .7, .8, .8], [true, false, false, false, false, true, true, true], 2), 1e-12);
    }

    [Fact]
    public void Debiasing_takes_off_the_noise_of_each_bin()
    {
        // Bins {.6, .7} with one right and {.8, .9} with both: squared gaps .15², .15²; noise ½·½/1 and 0.
        double[] confidence = [.6, .7, .8, .9];
        bool[] correct = [true, false, true, true];
        Assert.Equal(0, CalibrationError.RmsceDebiased(confidence, correct, 2));
        // Six rows a bin, two and four right: .7 − 1/3 and .9 − 2/3, noise 2/9/5 each.
        double[] sixes = [.. Enumerable.Repeat(.7, 6), .. Enumerable.Repeat(.9, 6)];
        bool[] right = [true, true, false, false, false, false, true, true, true, true, false, false];
        double first = .7 - (1 / 3.0), second = .9 - (2 / 3.0);
        Near(Math.Sqrt((((first * first) + (second * second)) / 2) - (2 / 9.0 / 5)), CalibrationError.RmsceDebiased(sixes, right, 2));
        // n is the weight: every row twice, eleven degrees of freedom in twelve.
        Near(
            Math.Sqrt((((first * first) + (second * second)) / 2) - (2 / 9.0 / 11)),
            CalibrationError.RmsceDebiased(sixes, right, 2, [.. sixes.Select(_ => 2.0)]));
        // A bin of one row has no noise to estimate.
        Near(.3, CalibrationError.RmsceDebiased([.7], [true]));
    }

    [Fact]
    public void Debiased_squares_of_calibrated_rows_are_0_on_average()
    {
        double sum = 0, plugIn = 0;
        for (ulong run = 0; run < 400; run++)
        {
            var (confidence, correct, _, _) = SimulatedRows.Draw(run, 300);
            var cut = new ConfidenceBins(confidence, 15);
            double[] gaps = [.. cut.Order.Select((row, i) => cut.Confidence[i] - (correct[row] ? 1 : 0))], ones = [.. gaps.Select(_ => 1.0)];
            var ends = new int[15];
            var pass = CalibrationErrorPass.Run(ends.AsSpan(0, cut.CutByMass(ones, ends)), cut.Confidence, gaps, ones);
            sum += (pass.MeanSquare - pass.Noise) / 400;
            plugIn += pass.MeanSquare / 400;
        }
        Assert.True(Math.Abs(sum) < .03 * plugIn, $"{sum:R} of {plugIn:R}");
    }

    [Fact]
    public void Over_and_underconfidence_are_the_two_directions_of_the_error()
    {
        double[] confidence = [.25, .25, .55, .75, .75];
        bool[] correct = [false, false, true, true, true];
        Assert.Equal(.25 * 2 / 5, CalibrationError.Overconfidence(confidence, correct, 2), 1e-12);
        Assert.Equal(.95 / 5, CalibrationError.Underconfidence(confidence, correct, 2), 1e-12);
        Assert.Equal(
            CalibrationError.Ece(confidence, correct, 2),
            CalibrationError.Overconfidence(confidence, correct, 2) + CalibrationError.Underconfidence(confidence, correct, 2), 1e-15);
        Assert.Equal(0, CalibrationError.Underconfidence([.9, .8], [false, false]));
    }

    [Fact]
    public void Equal_mass_with_fewer_rows_than_bins_is_a_bin_a_row() =>
        Assert.Equal(((1 - .6) + .7 + (1 - .8)) / 3, CalibrationError.EceEqualMass([.6, .7, .8], [true, false, true], 15), 1e-12);

    [Fact]
    public void Equal_mass_bins_hold_equal_mass_and_never_cut_a_tie()
    {
        double[] confidence = Enumerable.Range(0, 100).Select(i => i / 100.0).ToArray();
        bool[] correct = confidence.Select((_, i) => i % 2 == 0).ToArray();
        Assert.All(ReliabilityBins.EqualMass(confidence, correct, 20), bin => Assert.Equal(5, bin.Rows));

        // A heavy tie takes the mass of several bins; those after it are not made up of single rows to catch up.
        double[] heavy = [.. Enumerable.Repeat(.5, 50), .. Enumerable.Range(0, 50).Select(i => .6 + (i / 200.0))];
        Assert.Equal([50, 10, 10, 10, 10, 10], ReliabilityBins.EqualMass(heavy, correct, 10).Select(bin => bin.Rows));
        Assert.Equal(100, Assert.Single(ReliabilityBins.EqualMass([.. Enumerable.Repeat(.5, 100)], correct, 10)).Rows);
    }

    [Fact]
    public void Equal_mass_is_cut_by_weight_not_by_rows()
    {
        var bins = ReliabilityBins.EqualMass([.1, .2, .3, .4], [true, true, true, true], 2, [3, 1, 1, 1]);
        Assert.Equal([1, 3], bins.Select(bin => bin.Rows));
        Assert.Equal([3.0, 3.0], bins.Select(bin => bin.Weight));
    }

    [Fact]
    public void Weights_act_as_repetition_and_row_order_does_not_matter() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, weights) = TiedRows((ulong)seed, 3 + (seed % 80), 1 + (seed % 25));
            double[] confidence = ranking.Select(r => (r + 1) / 27).ToArray();
            double[] repeated = Repeat(confidence, weights).Reverse().ToArray();
            bool[] outcomes = Repeat(correct, weights).Reverse().ToArray();
            Near(CalibrationError.Ece(repeated, outcomes), CalibrationError.Ece(confidence, correct, weights: weights));
            Near(CalibrationError.Mce(repeated, outcomes), CalibrationError.Mce(confidence, correct, weights: weights));
            Near(CalibrationError.Rmsce(repeated, outcomes), CalibrationError.Rmsce(confidence, correct, weights: weights));
            Near(CalibrationError.EceEqualMass(repeated, outcomes), CalibrationError.EceEqualMass(confidence, correct, weights: weights));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ece_is_at_most_rmsce_is_at_most_mce() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, _) = TiedRows((ulong)seed, 3 + (seed % 80), 25);
            double[] confidence = ranking.Select(r => r / 25).ToArray();
            double ece = CalibrationError.Ece(confidence, correct), rmsce = CalibrationError.Rmsce(confidence, correct), mce = CalibrationError.Mce(confidence, correct);
            return 0 <= ece && ece <= rmsce + 1e-15 && rmsce <= mce + 1e-15 && mce <= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reliability_of_the_case_of_scikit_learn()
    {
        double[] stated = [0, .1, .2, .8, .9, 1];
        bool[] happened = [false, false, false, true, true, true];
        var bins = ReliabilityBins.EqualWidth(stated, happened, 2);
        Assert.Equal([0.0, 1.0], bins.Select(bin => bin.Accuracy));
        Assert.Equal([(0 + .1 + .2) / 3, (.8 + .9 + 1) / 3], bins.Select(bin => bin.MeanConfidence));
        Assert.Equal([(0.0, .5), (.5, 1.0)], bins.Select(bin => (bin.Low, bin.High)));

        double[] skewed = [0, .1, .2, .5, .9, 1];
        var mass = ReliabilityBins.EqualMass(skewed, [false, false, false, false, true, true], 2);
        Assert.Equal([0, 2.0 / 3], mass.Select(bin => bin.Accuracy));
        Assert.Equal([(0.0, .2), (.2, 1.0)], mass.Select(bin => (bin.Low, bin.High)));
    }

    [Fact]
    public void Refuse_what_is_not_a_probability()
    {
        Assert.Contains("row 1 is 1.5", Assert.Throws<ArgumentException>(() => CalibrationError.Ece([.5, 1.5], [true, true])).Message);
        Assert.Contains("bins: 0", Assert.Throws<ArgumentException>(() => CalibrationError.Ece([.5], [true], 0)).Message);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => CalibrationError.Mce([], [])).Message);
    }
}
