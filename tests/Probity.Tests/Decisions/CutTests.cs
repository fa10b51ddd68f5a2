using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

[Trait("Category", "Kernel")]
public class CutTests
{
    [Theory]
    [InlineData(3.0)]
    [InlineData(.001)]
    [InlineData(1e-12)]
    [InlineData(-2.5)]
    [InlineData(-1e12)]
    public void A_score_far_from_others_is_cut_below_by_half_a_hundred_thousandth(double score)
    {
        double threshold = Cut.Below([score - Math.Abs(score), score, score + Math.Abs(score)], 1);
        Assert.Equal(5e-6, (score - threshold) / Math.Abs(score), 1e-9);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    [InlineData(250.0)]
    public void The_next_lower_score_is_on_the_other_side_with_room_for_rounding(double score)
    {
        foreach (double apart in (double[])[3e-6, 5e-6, 9e-6, 1.1e-5, 1e-3])
        {
            double size = Math.Abs(score), lower = score - apart * size;
            double threshold = Cut.Below([lower, score], 1);
            Assert.InRange(threshold, lower + 1e-6 * size, score - 1e-6 * size);
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-4.0)]
    public void Scores_apart_by_rounding_are_on_one_side(double score)
    {
        double size = Math.Abs(score), clear = score - .01 * size;
        double[] ascending = [clear, score - 1e-6 * size, score - 5e-7 * size, score, score];
        foreach (int index in (int[])[1, 2, 3, 4])
        {
            double threshold = Cut.Below(ascending, index);
            Assert.InRange(threshold, clear + 1e-6 * size, ascending[1] - 1e-6 * size);
        }
    }

    [Fact]
    public void Zero_is_its_own_threshold_and_minus_infinity_is_below_everything()
    {
        Assert.Equal(0, Cut.Below([-1, 0, 0, 1], 2));
        Assert.Equal(0, Cut.Below([0], 0));
        Assert.Equal(2 * (1 - 5e-6), Cut.Below([double.NegativeInfinity, double.NegativeInfinity, 2], 2), 1e-12);
        Assert.Equal(-2 * (1 + 5e-6), Cut.Below([double.NegativeInfinity, -2], 1), 1e-12);
    }

    [Fact]
    public void The_lowest_of_all_and_tied_ones_from_the_first_on_are_cut_like_any()
    {
        Assert.Equal(.5 * (1 - 5e-6), Cut.Below([.5, .7], 0), 1e-12);
        Assert.Equal(.5 * (1 - 5e-6), Cut.Below([.5, .5, .5, .7], 2), 1e-12);
        Assert.Equal(.5 * (1 - 5e-6), Cut.Below([.5, .5, .5, .7], 0), 1e-12);
    }

    /// <summary>A quantised model has few distinct scores, each of many rows: a threshold on one would be decided by rounding.</summary>
    [Fact]
    public void Rounding_changes_no_decision_of_a_model_with_few_distinct_scores()
    {
        int certified = 0;
        for (ulong run = 0; run < 200; run++)
        {
            var random = new RandomStream(31, run);
            int levels = 2 + random.NextInt32(20);
            double offset = random.NextInt32(2) == 0 ? -levels * .37 : .13;   // some negative, or all positive
            double[] learning = Draw(400), scores = Draw(1_500);
            bool[] correct = [.. scores.Select(score => random.NextDouble() < .8 + .2 * (score - offset) / levels)];
            var outcome = SelectivePrecision.Certify(learning, scores, correct, new(.85));
            var gate = UnknownGate.Learn(learning, .1);
            double[] moved = [.. scores.Select(score => score * (1 + 1e-6 * (2 * random.NextDouble() - 1)))];
            for (int i = 0; i < scores.Length; i++)
            {
                Assert.Equal(gate.Passes(scores[i]), gate.Passes(moved[i]));
                if (outcome.Threshold is { } rule) Assert.Equal(scores[i] >= rule.Threshold, moved[i] >= rule.Threshold);
            }
            if (outcome.Threshold is null) continue;
            certified++;
            CertifiedThreshold again = SelectivePrecision.Certify(learning, moved, correct, new(.85)).Threshold!;
            Assert.Equal(outcome.Threshold, again);

            double[] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(levels) + offset)];
        }
        Assert.True(certified > 60, $"only {certified} certified");
    }
}
