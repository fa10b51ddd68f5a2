using Probity.Decisions;

namespace Probity.Tests.Decisions;

/// <summary>Promises on rows that do not count once each: bounds by betting.</summary>
public class WeightedPromiseTests
{
    /// <summary>One bet on the whole of the stake, no misses: wealth is Π(1 + ν·x), in logarithms by hand.</summary>
    [Fact]
    public void Wealth_is_that_of_the_definition()
    {
        // Numbers between −.1 and .9 at level .05, one row: the smallest useful bet √(2·ln 20/.09) = 8.2 lies above the largest, 1/.9, so that is all.
        var one = new BettingTest(1, -.1, .9, .05);
        Assert.Equal(5 * Math.Log(1 + (.1 / .9)), one.LogWealth([-.1, -.1, -.1, -.1, -.1]), 1e-12);
        Assert.Equal(5 * Math.Log(1 + (.1 / .9)), one.LogWealth([-.1, -.1, -.1, -.1, -.1, .9, -.1]), 1e-12);   // the highest on the way; then all is lost
        Assert.Equal(0, one.LogWealth([.9, -.1, -.1, -.1]), 1e-15);
        // 1,000 rows: down to √(2·ln 20/90) = .258, so 1/.9 = 1.11, .556, .278 (a half more is past it), a third of the wealth each.
        double[] mixed = [-.1, .3, -.05, 0, -.1, -.1];
        double[] bets = [1 / .9, .5 / .9, .25 / .9];
        double highest = 1;
        for (int rows = 1; rows <= mixed.Length; rows++) highest = Math.Max(highest, bets.Average(bet => mixed[..rows].Aggregate(1.0, (wealth, x) => wealth * (1 - (bet * x)))));
        var three = new BettingTest(1_000, -.1, .9, .05);
        Assert.Equal(Math.Log(highest), three.LogWealth(mixed), 1e-12);
        double[] good = [.. Enumerable.Repeat(-.1, 20_000)];   // a wealth of some 10⁹⁰⁰
        Assert.Equal(three.LogGrowth(-.1, 20_000), three.LogWealth(good), 1e-8);
        Assert.Equal((20_000 * Math.Log(1 + (.1 / .9))) - Math.Log(3), three.LogWealth(good), 1e-8);
    }

    [Theory]
    [MemberData(nameof(RatePromiseTests.Rates), MemberType = typeof(RatePromiseTests))]
    public void Weights_of_one_ask_somewhat_more_than_the_exact_test(PromiseKind kind)
    {
        double weighted = 0, exact = 0;
        for (ulong run = 0; run < 20; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(run, 1_500);
            var promise = RatePromise.Of(kind, kind.IsFloor() ? .8 : .15);
            double one = Certify(promise, scores, correct, Ones(1_500), 1, run).Threshold!.Threshold, counts = RatePromiseTests.Certify(promise, scores, correct).Threshold!.Threshold;
            (weighted, exact) = (weighted + (one / 20), exact + (counts / 20));
        }
        if (kind.IsFloor()) Assert.InRange(weighted, exact - .05, exact);
        else Assert.InRange(weighted, exact, exact + .05);
    }

    [Fact]
    public void Precision_with_weights_of_one_accepts_somewhat_less_than_the_exact_test()
    {
        double weighted = 0, exact = 0;
        for (ulong run = 0; run < 20; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(run, 2_000);
            exact += (RatePromiseTests.Certify(new PrecisionPromise(.8), scores, correct).Threshold?.Accepted ?? 0) / 40_000.0;
            weighted += (Certify(new PrecisionPromise(.8), scores, correct, Ones(2_000), 1, run).Threshold?.Accepted ?? 0) / 40_000.0;
        }
        Assert.InRange(weighted, exact - .1, exact);
    }

    [Theory]
    [InlineData(PromiseKind.Precision)]
    [InlineData(PromiseKind.Recall)]
    [InlineData(PromiseKind.JointRisk)]
    public void Weights_and_their_bound_in_other_units_change_nothing_and_rows_of_weight_0_are_not_there(PromiseKind kind)
    {
        var (scores, correct) = RatePromiseTests.Draw(1, 3_000);
        double[] weights = [.. Enumerable.Range(0, 3_000).Select(i => (double)(i % 3))];   // 0, 1, 2
        DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(.8) : RatePromise.Of(kind, kind.IsFloor() ? .8 : .15);
        CertifiedThreshold first = Certify(promise, scores, correct, weights, 2, 1).Threshold!;
        CertifiedThreshold scaled = Certify(promise, scores, correct, [.. weights.Select(weight => 8 * weight)], 16, 1).Threshold!;
        Assert.Equal(first.Threshold, scaled.Threshold);
        Assert.Equal(first.PValue!.Value, scaled.PValue!.Value, 1e-12);
        Assert.Equal(8 * first.Weights!.Counted, scaled.Weights!.Counted, 1e-9);
        bool[] otherwise = [.. correct.Select((right, i) => i % 3 == 0 ? !right : right)];
        Assert.Equal(first.Threshold, Certify(promise, scores, otherwise, weights, 2, 1).Threshold!.Threshold);
        Assert.Equal("betting", first.Method);
        // A far laxer bound on the weights costs acceptance, or more rows for the same recall.
        CertifiedThreshold? lax = Certify(promise, scores, correct, weights, 100, 1).Threshold;
        if (kind == PromiseKind.Recall) Assert.True(lax is null || lax.Threshold < first.Threshold);
        else Assert.True(lax is null || lax.Accepted < first.Accepted);
    }

    [Fact]
    public void Counts_and_weights_are_told()
    {
        double[] scores = RatePromiseTests.Ramp(400), weights = [.. scores.Select(score => score % 2 == 0 ? 2.0 : .5)];
        bool[] correct = [.. scores.Select(score => score > 40)];
        CertifiedThreshold found = Certify(RatePromise.JointRisk(.2), scores, correct, weights, 2, 0).Threshold!;
        int[] accepted = [.. Enumerable.Range(0, 400).Where(i => scores[i] >= found.Threshold)];
        Assert.Equal((accepted.Length, accepted.Count(i => !correct[i]), 400), (found.Accepted, found.Errors, found.Counted));
        Assert.Equal(500, found.Weights!.Counted, 1e-9);
        Assert.Equal(accepted.Where(i => !correct[i]).Sum(i => weights[i]), found.Weights.Misses, 1e-9);
    }

    [Fact]
    public void Refusals_give_the_numbers()
    {
        var (scores, correct) = RatePromiseTests.Draw(1, 100);
        Says("certifying weights: row 0 is 1, above the maximal weight 0.5", () => Certify(RatePromise.JointRisk(.2), scores, correct, Ones(100), .5, 0));
        Says("maximal weight: 0;", () => Certify(RatePromise.JointRisk(.2), scores, correct, Ones(100), 0, 0));
        Says("joint risk 0.2 in expectation with weights", () => Certify(RatePromise.JointRisk(.2, null), scores, correct, Ones(100), 1, 0));
        Says("SGR with weights: its bound is binomial", () => Certify(new SelectiveRiskPromise(.8), scores, correct, Ones(100), 1, 0));
        Assert.Contains("with weights up to 50: even the threshold with the fewest misses of the 100 certifying rows has a log-wealth of", Certify(RatePromise.JointRisk(.2), scores, correct, Ones(100), 50, 0).Refusal, StringComparison.Ordinal);
        Assert.Contains("the only threshold tested did not pass; the best has a log-wealth of", Certify(new PrecisionPromise(.9), scores, correct, Ones(100), 20, 0).Refusal, StringComparison.Ordinal);
    }

    private static void Says(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    internal static ThresholdOutcome Certify(DecisionPromise promise, double[] scores, bool[] correct, double[] weights, double most, ulong seed) =>
        promise.Certify(new CertifyingRows { LearningScores = scores, LearningWeights = weights, Scores = scores, Correct = correct, Weights = weights, MaxWeight = most, Seed = seed });

    private static double[] Ones(int rows) => [.. Enumerable.Repeat(1.0, rows)];
}
