using Probity.Decisions;
using Probity.Numerics;
using Xunit.Abstractions;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Decisions;

/// <summary>
/// Is every promise kept as often as it says? Scores are uniform on [0, 1), a row is right with probability ½ + ½·score, so that every rate of a threshold t has a
/// closed form and a broken promise is a fact. Learning rows are others than those that certify.
/// </summary>
public class GuaranteeMonteCarloTests(ITestOutputHelper output)
{
    private const double Delta = .1;
    private const int Runs = 1_000;

    /// <summary>∫ of ½ + ½s from t to 1 is the joint share of accepted and right; ∫ of ½ − ½s that of accepted and wrong.</summary>
    private static double Rate(PromiseKind kind, double t)
    {
        t = Math.Clamp(t, 0, 1);
        double right = (.5 * (1 - t)) + (.25 * (1 - (t * t))), wrong = (.5 * (1 - t)) - (.25 * (1 - (t * t)));
        return kind switch
        {
            PromiseKind.Precision => right / (right + wrong),
            PromiseKind.Recall => right / .75,
            PromiseKind.FalseAlarm => wrong / .25,
            PromiseKind.Coverage => 1 - t,
            _ => wrong,
        };
    }

    private static bool Broken(DecisionPromise promise, double threshold) =>
        promise.Kind.IsFloor() ? Rate(promise.Kind, threshold) < promise.Target : Rate(promise.Kind, threshold) > promise.Target;

    [Theory]
    [InlineData(PromiseKind.Coverage, .9, 300)]
    [InlineData(PromiseKind.Recall, .9, 300)]
    [InlineData(PromiseKind.FalseAlarm, .2, 400)]
    [InlineData(PromiseKind.JointRisk, .05, 400)]
    public void An_order_statistic_breaks_just_as_often_as_its_binomial_tail_says(PromiseKind kind, double target, int rows)
    {
        var promise = RatePromise.Of(kind, target, 1 - Delta);
        int broken = 0;
        double exact = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw((ulong)kind + (8 * run), rows);
            CertifiedThreshold found = RatePromiseTests.Certify(promise, scores, correct).Threshold!;
            if (Broken(promise, found.Threshold)) broken++;
            exact += Oracle.CDF(promise.Limit, found.Counted, found.Misses) / Runs;   // what is left of δ by the steps of the binomial
        }
        output.WriteLine($"{kind}: broken {broken / (double)Runs:P2}, binomial tail {exact:P2}, allowed {Delta:P0}");
        double spread = 3 * Math.Sqrt(Delta * (1 - Delta) / Runs);
        Assert.True(exact <= Delta);
        // The threshold lies a little on the safe side of the order statistic: half-way to the next row at most.
        Assert.InRange(broken / (double)Runs, exact - spread - .015, exact + spread);
    }

    [Theory]
    [InlineData(PromiseKind.Coverage, .9)]
    [InlineData(PromiseKind.Recall, .9)]
    [InlineData(PromiseKind.FalseAlarm, .2)]
    [InlineData(PromiseKind.JointRisk, .05)]
    public void A_promise_in_expectation_holds_on_average_and_is_missed_by_many_draws(PromiseKind kind, double target)
    {
        var promise = RatePromise.Of(kind, target, null);
        double sum = 0, squares = 0;
        int missed = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(50 + (ulong)kind + (8 * run), 200);
            double rate = Rate(kind, RatePromiseTests.Certify(promise, scores, correct).Threshold!.Threshold);
            (sum, squares) = (sum + rate, squares + (rate * rate));
            if (Broken(promise, RatePromiseTests.Certify(promise, scores, correct).Threshold!.Threshold)) missed++;
        }
        double mean = sum / Runs, error = Math.Sqrt(((squares / Runs) - (mean * mean)) / Runs);
        output.WriteLine($"{kind}: mean rate {mean:P3} ± {error:P3} for {target:P0}, missed by {missed / (double)Runs:P0} of draws");
        double slack = kind.IsFloor() ? mean - target : target - mean;   // at most a step of 1/(n + 1) where n rows count
        Assert.InRange(slack, -3 * error, (3 * error) + (kind == PromiseKind.FalseAlarm ? 1.5 / 50 : 1.5 / 150));
        Assert.InRange(missed / (double)Runs, .25, .65);
    }

    [Theory]
    [InlineData(400, .8)]
    [InlineData(800, .85)]
    public void Selection_with_guaranteed_risk_keeps_the_promise(int rows, double target)
    {
        var promise = new SelectiveRiskPromise(target, 1 - Delta);
        double coverage = 0, fixedSequence = 0;
        int broken = 0, none = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var (scores, correct) = RatePromiseTests.Draw(100_000 + run, rows);
            var (learning, _) = RatePromiseTests.Draw(200_000 + run, rows);
            var outcome = promise.Certify(new CertifyingRows { LearningScores = learning, Scores = scores, Correct = correct });
            fixedSequence += SelectivePrecision.Certify(learning, scores, correct, new(target, 1 - Delta)).Threshold is { } other ? 1 - Math.Clamp(other.Threshold, 0, 1) : 0;
            if (outcome.Threshold is not { } found)
            {
                none++;
                continue;
            }
            coverage += 1 - found.Threshold;
            if (Broken(promise, found.Threshold)) broken++;
        }
        output.WriteLine($"SGR {rows} rows, {target}: broken {broken / (double)Runs:P2}, none {none / (double)Runs:P1}, coverage {coverage / Runs:P1}, fixed sequence with four starts {fixedSequence / Runs:P1}");
        Kept(broken);
        Assert.True(none < .7 * Runs);
    }

    /// <summary>Every threshold misses by a hair: the search walks the path on which mistakes can be made, from its first test on.</summary>
    [Fact]
    public void Selection_with_guaranteed_risk_keeps_it_where_every_threshold_misses_by_a_hair()
    {
        var promise = new SelectiveRiskPromise(.9, 1 - Delta);
        int broken = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var random = new RandomStream(9, run);
            double[] scores = new double[500];
            bool[] correct = new bool[500];
            for (int i = 0; i < 500; i++) (scores[i], correct[i]) = (random.NextDouble(), random.NextDouble() < .9 - 1e-9);
            if (promise.Certify(new CertifyingRows { LearningScores = [], Scores = scores, Correct = correct }).Threshold is not null) broken++;
        }
        output.WriteLine($"SGR, all miss by a hair: broken {broken / (double)Runs:P2}");
        Kept(broken);
        Assert.True(broken > Runs * Delta / 10);
    }

    [Theory]
    [InlineData(RiskBound.Betting, .02)]
    [InlineData(RiskBound.HoeffdingBentkus, 0)]
    public void A_budget_for_bounded_losses_is_kept(RiskBound bound, double leastBroken)
    {
        // A wrong row costs u², u uniform, right ones nothing: the mean accepted cost is a third of the joint risk.
        const double limit = .03;
        int broken = 0;
        double coverage = 0;
        for (ulong run = 0; run < 600; run++)
        {
            var (scores, losses) = Costs(run, 800);
            double threshold = RiskControl.Certify(scores, losses, 1, limit, 1 - Delta, bound, run).Threshold!.Value;
            coverage += (1 - Math.Max(0, threshold)) / 600;
            if (Rate(PromiseKind.JointRisk, threshold) / 3 > limit) broken++;
        }
        output.WriteLine($"{bound}: broken {broken / 600.0:P1}, coverage {coverage:P1}");
        Assert.InRange(broken / 600.0, leastBroken, Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / 600)));
    }

    [Fact]
    public void A_budget_in_expectation_is_kept_on_average()
    {
        double sum = 0, squares = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var (scores, losses) = Costs(run, 200);
            double cost = Rate(PromiseKind.JointRisk, RiskControl.Certify(scores, losses, 1, .03, null).Threshold!.Value) / 3;
            (sum, squares) = (sum + cost, squares + (cost * cost));
        }
        double mean = sum / Runs, error = Math.Sqrt(((squares / Runs) - (mean * mean)) / Runs);
        output.WriteLine($"mean cost {mean:F5} ± {error:F5}");
        Assert.InRange(mean, .03 - (2.0 / 201), .03 + (3 * error));   // Angelopoulos et al.: no further below than 2B/(n + 1)
    }

    private static (double[] Scores, double[] Losses) Costs(ulong run, int rows)
    {
        var (scores, correct) = RatePromiseTests.Draw(300_000 + run, rows);
        var random = new RandomStream(78, run);
        double[] losses = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double cost = random.NextDouble();
            losses[i] = correct[i] ? 0 : cost * cost;
        }
        return (scores, losses);
    }

    /// <summary>
    /// Labels of a review: unsure rows are looked at always, sure ones with probability ¼, and weigh 4. What is certified must hold for all rows; the reviewed rows as they are
    /// are another mixture.
    /// </summary>
    [Theory]
    [InlineData(PromiseKind.Precision, .8)]
    [InlineData(PromiseKind.Recall, .8)]
    [InlineData(PromiseKind.FalseAlarm, .4)]
    [InlineData(PromiseKind.Coverage, .6)]
    [InlineData(PromiseKind.JointRisk, .12)]
    public void Rows_drawn_with_known_propensities_certify_what_holds_for_all(PromiseKind kind, double target)
    {
        DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(target, 1 - Delta) : RatePromise.Of(kind, target, 1 - Delta);
        const int runs = 300;
        int broken = 0, none = 0, brokenUnweighted = 0;
        double threshold = 0;
        for (ulong run = 0; run < runs; run++)
        {
            var (learning, _, learningWeights) = Reviewed(run, 1);
            var (scores, correct, weights) = Reviewed(run, 2);
            var unweighted = promise.Certify(new CertifyingRows { LearningScores = learning, Scores = scores, Correct = correct });
            if (unweighted.Threshold is { } wrong && Broken(promise, wrong.Threshold)) brokenUnweighted++;
            var outcome = promise.Certify(new CertifyingRows
            {
                LearningScores = learning,
                LearningWeights = learningWeights,
                Scores = scores,
                Correct = correct,
                Weights = weights,
                MaxWeight = 4,
                Seed = run,
            });
            if (outcome.Threshold is not { } found)
            {
                none++;
                continue;
            }
            threshold += found.Threshold;
            if (Broken(promise, found.Threshold)) broken++;
        }
        output.WriteLine($"{kind} {target}: broken {broken / (double)runs:P2}, none {none / (double)runs:P1}, mean threshold {threshold / (runs - none):F3}; without weights broken {brokenUnweighted / (double)runs:P1}");
        Assert.InRange(broken / (double)runs, 0, Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / runs)));
        Assert.True(none < runs / 2);
        // The control: as if they were all rows, they break such a promise time and again.
        if (kind is PromiseKind.FalseAlarm) Assert.True(brokenUnweighted > .9 * runs);

        static (double[] Scores, bool[] Correct, double[] Weights) Reviewed(ulong run, ulong part)
        {
            var (scores, correct) = RatePromiseTests.Draw((1_000_000 * part) + run, 4_000);
            var random = new RandomStream(79 + part, run);
            List<int> rows = [];
            for (int i = 0; i < scores.Length; i++)
            {
                if (random.NextDouble() < (scores[i] < .5 ? 1 : .25)) rows.Add(i);
            }
            return ([.. rows.Select(i => scores[i])], [.. rows.Select(i => correct[i])], [.. rows.Select(i => scores[i] < .5 ? 1.0 : 4)]);
        }
    }

    private static void Kept(int broken)
    {
        double allowed = Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / Runs));
        Assert.True(broken <= allowed * Runs, $"broken in {broken / (double)Runs:P2} where {Delta:P0} (and {allowed:P2} by chance) is allowed");
    }
}
