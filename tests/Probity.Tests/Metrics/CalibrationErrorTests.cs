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
