using Probity.Decisions;
using Probity.Numerics;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Decisions;

public class GuaranteedRiskTests
{
    [Fact]
    public void A_case_worked_by_hand()
    {
        // n = 8: three tests at δ/3 = ¼/3 = 1/12; p = ½ needs four right rows (1/16), so that ranks 0 to 4 from below are searched.
        // Rank 2 accepts six with one wrong: 7/64 > 1/12 fails. Rank 3 accepts five, none wrong: 1/32 passes. Nothing is left between.
        var promise = new SelectiveRiskPromise(.5, .75);
        Assert.Equal(1 / 12.0, promise.Level(8), 1e-15);
        var outcome = RatePromiseTests.Certify(promise, RatePromiseTests.Ramp(8), [true, true, false, true, true, true, true, true]);
        Assert.Equal([(5, 0, true), (6, 1, false)], outcome.Tested.Select(test => (test.Accepted, test.Errors, test.Passed)));
        Assert.Equal((5, 0, 2), (outcome.Threshold!.Accepted, outcome.Threshold.Errors, outcome.Threshold.CandidatesTested));
        Assert.Equal(1 / 32.0, outcome.Threshold.PValue!.Value, 1e-15);
        Assert.Equal(Math.Pow(1 / 12.0, .2), outcome.Threshold.Bound!.Value, 1e-13);
    }

    /// <summary>Wherever precision falls with the threshold without a slip, the search finds what trying all thresholds at its level finds.</summary>
    [Fact]
    public void Finds_the_laxest_that_passes_where_p_values_only_rise()
    {
        int searched = 0;
        for (ulong run = 0; run < 200; run++)
        {
            var random = new RandomStream(5, run);
            int rows = 60 + random.NextInt32(300), right = 40 + random.NextInt32(rows - 40);
            double[] scores = RatePromiseTests.Ramp(rows);
            bool[] correct = [.. scores.Select(score => score > rows - right)];   // all right ones above all wrong ones
            var promise = new SelectiveRiskPromise(.8, .9);
            double level = .1 / Math.Ceiling(Math.Log2(rows));
            int? most = null;
            for (int accepted = 1; accepted <= rows; accepted++)
            {
                int errors = Math.Max(0, accepted - right);
                if (Oracle.CDF(.2, accepted, errors) <= level && errors < accepted) most = accepted;
            }
            var found = RatePromiseTests.Certify(promise, scores, correct).Threshold;
            Assert.Equal(most, found?.Accepted);
            if (most > right) searched++;
        }
        Assert.True(searched > 100);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(1_000, 10)]
    [InlineData(1_024, 10)]
    [InlineData(1_025, 11)]
    [InlineData(int.MaxValue, 31)]
    public void Delta_is_shared_by_as_many_tests_as_a_binary_search_takes(int rows, int tests) =>
        Assert.Equal(.05 / tests, new SelectiveRiskPromise(.9).Level(rows), 1e-15);

    [Fact]
    public void Ties_stand_or_fall_together_and_order_does_not_matter()
    {
        double[] scores = [.. Enumerable.Range(0, 600).Select(i => Math.Floor(i / 60.0))];
        bool[] correct = [.. Enumerable.Range(0, 600).Select(i => i >= 240 || i % 3 == 0)];
        var promise = new SelectiveRiskPromise(.9);
        var outcome = RatePromiseTests.Certify(promise, scores, correct);
        Assert.All(outcome.Tested, test => Assert.Equal(0, test.Accepted % 60));
        int[] order = RowSplit.Shuffled(600, 3);
        Assert.NotNull(outcome.Threshold);
        Assert.Equal(outcome.Threshold, RatePromiseTests.Certify(promise, RowSplit.Gather<double>(scores, 1, order), RowSplit.Gather<bool>(correct, 1, order)).Threshold);
    }

    [Fact]
    public void Refusals_give_the_numbers()
    {
        var few = RatePromiseTests.Certify(new SelectiveRiskPromise(.99), RatePromiseTests.Ramp(100), RatePromiseTests.AllRight(100));
        // Among 516 to 1,024 rows a search has ten tests: 0.99ⁿ ≤ .005 from n = 528.
        Assert.Contains("precision 0.99 at confidence 0.95 by SGR needs at least 528 accepted certifying rows without an error; there are 100", few.Refusal, StringComparison.Ordinal);
        var wrong = RatePromiseTests.Certify(new SelectiveRiskPromise(.9), RatePromiseTests.Ramp(1_000), new bool[1_000]);
        Assert.Contains("thresholds tested passed; the best accepts", wrong.Refusal, StringComparison.Ordinal);
        Assert.Contains("needs at least", RatePromiseTests.Certify(new SelectiveRiskPromise(.9), [], []).Refusal, StringComparison.Ordinal);
        Assert.Contains("target precision: 0;", Assert.Throws<ArgumentException>(() => new SelectiveRiskPromise(0)).Message, StringComparison.Ordinal);
    }
}
