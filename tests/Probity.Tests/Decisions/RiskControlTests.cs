using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

public class RiskControlTests
{
    [Fact]
    public void Losses_of_zero_and_one_in_expectation_are_a_joint_risk()
    {
        for (ulong run = 0; run < 50; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(run, 200);
            double[] losses = [.. correct.Select(right => right ? 0.0 : 1)];
            foreach (double limit in (double[])[.05, .1, .15])
            {
                var rate = RatePromiseTests.Certify(RatePromise.JointRisk(limit, null), scores, correct).Threshold!;
                RiskOutcome risk = RiskControl.Certify(scores, losses, 1, limit, null);
                Assert.Equal(rate.Threshold, risk.Threshold);
                Assert.Equal((rate.Accepted, rate.Errors / 200.0), (risk.Accepted, risk.MeanLoss));
            }
        }
    }

    [Fact]
    public void A_case_of_conformal_risk_control_worked_by_hand()
    {
        // n = 9, B = 4, limit 1: the sum of accepted losses may be (9 + 1)·1 − 4 = 6. From the top: 0, 1, 3, 4, 6, then 9.
        double[] scores = [9, 8, 7, 6, 5, 4, 3, 2, 1], losses = [0, 1, 2, 1, 2, 3, 0, 0, 0];
        RiskOutcome outcome = RiskControl.Certify(scores, losses, 4, 1, null);
        Assert.Equal((5, 6 / 9.0, "conformal"), (outcome.Accepted, outcome.MeanLoss, outcome.Method));
        Assert.InRange(outcome.Threshold!.Value, 4.9999, 5);
        // The same in other units.
        RiskOutcome scaled = RiskControl.Certify(scores, [.. losses.Select(loss => loss * 250)], 1_000, 250, null);
        Assert.Equal(outcome.Threshold, scaled.Threshold);
    }

    /// <summary>The exact binomial is the best test of a share; an inequality that holds for all losses can at best match it.</summary>
    [Fact]
    public void With_confidence_losses_of_zero_and_one_accept_no_more_than_the_exact_binomial()
    {
        double betting = 0, hoeffding = 0, exact = 0;
        for (ulong run = 0; run < 60; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(run, 1_000);
            double[] losses = [.. correct.Select(right => right ? 0.0 : 1)];
            int best = RatePromiseTests.Certify(RatePromise.JointRisk(.1), scores, correct).Threshold!.Accepted;
            int bentkus = RiskControl.Certify(scores, losses, 1, .1, .95, RiskBound.HoeffdingBentkus).Accepted;
            Assert.True(bentkus <= best);
            (exact, hoeffding, betting) = (exact + best, hoeffding + bentkus, betting + RiskControl.Certify(scores, losses, 1, .1).Accepted);
        }
        Assert.True(betting < exact, $"accepted {betting} by betting, {exact} by the exact binomial");
        Assert.InRange(hoeffding, .85 * exact, exact);
        Assert.True(betting > .85 * exact, $"accepted {betting} by betting, {exact} by the exact binomial");
    }

    [Theory]
    [InlineData(0, 100, .05, .005920529220334054)]    // Hoeffding: 0.95¹⁰⁰
    [InlineData(3, 200, .05, .024596037134580345)]     // e·P(Bin(200, 0.05) ≤ 3)
    [InlineData(10.5, 400, .05, .05177247917616857)]   // e·P(Bin(400, 0.05) ≤ 11)
    [InlineData(25, 400, .1, .01473357428657046)]
    [InlineData(30, 400, .05, 1)]
    public void Hoeffding_Bentkus_is_that_of_SciPy(double sum, int rows, double limit, double expected) =>
        Assert.Equal(expected, RiskTest.HoeffdingBentkus(sum, rows, limit), 1e-12);

    [Fact]
    public void Betting_uses_that_losses_vary_little()
    {
        // Every row costs .1 ± .02: Hoeffding–Bentkus takes them for a coin.
        var random = new RandomStream(4);
        double[] scores = new double[600], losses = new double[600];
        for (int i = 0; i < 600; i++) (scores[i], losses[i]) = (random.NextDouble(), .08 + (.04 * random.NextDouble()));
        Assert.Equal(600, RiskControl.Certify(scores, losses, 1, .115).Accepted);
        Assert.InRange(RiskControl.Certify(scores, losses, 1, .115, .95, RiskBound.HoeffdingBentkus).Accepted, 0, 590);
    }

    [Fact]
    public void Refusals_give_the_numbers()
    {
        Says("losses: row 1 is 3; losses lie between 0 and the maximal loss 2", () => RiskControl.Certify([1, 2], [0, 3], 2, 1));
        Says("losses: row 0 is -1", () => RiskControl.Certify([1], [-1], 2, 1));
        Says("losses: row 0 is NaN", () => RiskControl.Certify([1], [double.NaN], 2, 1));
        Says("scores: row 0 is NaN", () => RiskControl.Certify([double.NaN], [1], 2, 1));
        Says("scores: 1 rows but losses: 2", () => RiskControl.Certify([1], [1, 1], 2, 1));
        Says("scores: no rows", () => RiskControl.Certify([], [], 2, 1));
        Says("limit: 2, but no row costs more than 2", () => RiskControl.Certify([1], [1], 2, 2));
        Says("limit: 0;", () => RiskControl.Certify([1], [1], 2, 0));
        Says("maximal loss: Infinity", () => RiskControl.Certify([1], [1], double.PositiveInfinity, 1));
        Says("confidence: 0.2;", () => RiskControl.Certify([1], [1], 2, 1, .2));
        Assert.Contains("mean loss 0.1 of at most 2 in expectation needs at least 19 rows even if none cost anything, there are 10", RiskControl.Certify(RatePromiseTests.Ramp(10), new double[10], 2, .1, null).Refusal, StringComparison.Ordinal);
        Assert.Contains("needs at least 59 rows", RiskControl.Certify(RatePromiseTests.Ramp(58), new double[58], 1, .05, .95, RiskBound.HoeffdingBentkus).Refusal, StringComparison.Ordinal);
        Assert.Contains("no threshold lets the 100 rows keep it", RiskControl.Certify([.. Enumerable.Repeat(1.0, 100)], [.. Enumerable.Repeat(1.0, 100)], 1, .2).Refusal, StringComparison.Ordinal);
        RiskOutcome few = RiskControl.Certify(RatePromiseTests.Ramp(40), new double[40], 1, .05);
        Assert.Null(few.Threshold);
        int needed = int.Parse(few.Refusal!.Split("at least ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotNull(RiskControl.Certify(RatePromiseTests.Ramp(needed), new double[needed], 1, .05).Threshold);
        Assert.Null(RiskControl.Certify(RatePromiseTests.Ramp(needed - 1), new double[needed - 1], 1, .05).Threshold);
        Assert.InRange(needed, 59, 110);   // the exact binomial needs 59

        static void Says(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
