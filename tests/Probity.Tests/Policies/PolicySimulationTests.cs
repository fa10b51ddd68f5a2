using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;
using Probity.Simulation;
using Xunit.Abstractions;

namespace Probity.Tests.Policies;

[Collection("Threads")]
public class PolicySimulationTests(ITestOutputHelper output)
{
    /// <summary>
    /// A coverage promise on untied scores is an order statistic, so how often it holds in a world of W rows is known: with a misses allowed of n and
    /// L = ⌊W·(1 − c)⌋ rows that may be left, it holds where at least a + 1 of the n draws fall among the L + 1 lowest rows.
    /// </summary>
    [Fact]
    public void A_coverage_promise_is_kept_as_often_as_its_closed_form_says()
    {
        const int rows = 600, resplits = 2_000;
        const double target = .9, delta = .1;
        SimulatedOutputs user = SimulatedOutputs.Draw(rows, 3, 11);
        SimulationReport report = PolicySimulation.Run(
            user.Logits, user.Labels, 3, new() { Calibrator = "none", Promise = RatePromise.Coverage(target, 1 - delta), CertifyShare = .5 }, resplits);

        const int certifying = rows / 2, left = 30;   // ⌊300 × .1⌋
        int allowed = -1;
        while (Binomial.LowerTail(allowed + 1, certifying, .1) <= delta) allowed++;
        double truth = Binomial.UpperTail(allowed + 1, certifying, (left + 1.0) / certifying);
        output.WriteLine($"kept {report.Kept} of {report.Given}, closed form {truth:P2}");
        Assert.Equal(resplits, report.Given);
        Assert.InRange(report.KeptShare!.Value, truth - (3.5 * Math.Sqrt(truth * (1 - truth) / resplits)), truth + (3.5 * Math.Sqrt(truth * (1 - truth) / resplits)));
        Assert.InRange(truth, .9, .97);
        Assert.False(report.BrokenTooOften);
        Assert.True(report.KeptLow < report.KeptShare && report.KeptShare < report.KeptHigh);
        Assert.Equal(report.Coverage!.Median, report.Parts.Single().Rate!.Median);
    }

    /// <summary>What resplits of one user's rows say agrees with whole fits on fresh rows, judged by a large population whose truth is known.</summary>
    [Fact]
    public void Resplits_say_what_fresh_rows_would()
    {
        const int rows = 500, trials = 200;
        var options = new PolicyOptions { Calibrator = "temperature", Promise = new PrecisionPromise(.85) };
        SimulatedOutputs population = SimulatedOutputs.Draw(10_000, 3, 1_000_000, 8);
        int given = 0, kept = 0;
        double coverage = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            SimulatedOutputs fresh = SimulatedOutputs.Draw(rows, 3, (ulong)trial, 8);
            try
            {
                var policy = ConfidencePolicy.Fit(fresh.Logits, fresh.Labels, 3, options with { Seed = (ulong)trial });
                var all = AssessedOutputs.Of(policy, population);
                int accepted = all.Decisions.Count(decision => decision == Decision.Accept);
                int right = Enumerable.Range(0, population.Rows).Count(i => all.Decisions[i] == Decision.Accept && all.Predicted[i] == population.Labels[i]);
                given++;
                if (right >= .85 * accepted) kept++;
                coverage += (double)accepted / population.Rows;
            }
            catch (PromiseRefusedException)
            {
            }
        }
        coverage /= given;

        SimulatedOutputs user = SimulatedOutputs.Draw(rows, 3, 77_777, 8);
        SimulationReport report = PolicySimulation.Run(user.Logits, user.Labels, 3, options, 400);
        output.WriteLine($"fresh rows: kept {kept} of {given}, coverage {coverage:P1}; resplits: kept {report.Kept} of {report.Given}, coverage {report.Coverage!.Mean:P1}");
        double share = (double)kept / given;
        Assert.InRange(report.KeptShare!.Value, .95 - .02, 1);
        Assert.InRange(Math.Abs(report.KeptShare.Value - share), 0, .06);           // 3 standard errors of both, and what one user's rows may differ
        Assert.InRange(Math.Abs(report.Coverage.Mean - coverage), 0, .12);
        Assert.Equal("temperature", report.Calibrator);
    }

    [Fact]
    public void A_promise_in_expectation_is_met_on_average()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(400, 3, 12);
        SimulationReport report = PolicySimulation.Run(
            user.Logits, user.Labels, 3, new() { Calibrator = "none", Promise = RatePromise.Coverage(.8, null) }, 1_000);
        SimulatedSpread rate = report.Parts.Single().Rate!;
        Assert.InRange(rate.Mean, .8 - (3 * rate.StandardError), .8 + (3 * rate.StandardError) + (2.0 / 200));
        Assert.InRange(report.KeptShare!.Value, .3, .8);   // a single draw may well miss it
        Assert.False(report.BrokenTooOften);
    }

    /// <summary>The fixed sequence supposes that stricter thresholds are no less precise; where the most confident rows are the wrong ones nothing is accepted, and never falsely.</summary>
    [Fact]
    public void Rows_that_cannot_carry_it_are_refused_with_the_commonest_reason_first()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(60, 3, 4, scale: 1);
        SimulationReport report = PolicySimulation.Run(user.Logits, user.Labels, 3, new() { Calibrator = "none", Promise = new PrecisionPromise(.99) }, 50);
        Assert.Equal((50, 0, 0), (report.Refused, report.Given, report.Kept));
        Assert.Null(report.KeptShare);
        Assert.Null(report.Coverage);
        SimulatedRefusal refusal = Assert.Single(report.Refusals);
        Assert.Equal(50, refusal.Count);
        Assert.Contains("there are 30", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_change_nothing_and_the_seed_does()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(300, 3, 5);
        var options = new PolicyOptions { Calibrator = "temperature", Promise = new PrecisionPromise(.8), GateScore = Score.MaxLogit, MaxFalseAlarm = .1 };
        SimulationReport one = Run(1, options), four = Run(4, options), other = Run(4, options with { Seed = 1 });
        Assert.Equal(one.Coverage, four.Coverage);
        Assert.Equal(one.Precision, four.Precision);
        Assert.Equal(one.Parts, four.Parts);
        Assert.Equal((one.Given, one.Kept), (four.Given, four.Kept));
        Assert.NotEqual(one.Coverage, other.Coverage);
        Assert.True(one.Coverage!.Most <= .97);   // the gate stops some

        SimulationReport Run(int threads, PolicyOptions with)
        {
            int before = Threads.Maximum;
            Threads.Maximum = threads;
            try
            {
                return PolicySimulation.Run(user.Logits, user.Labels, 3, with, 60);
            }
            finally
            {
                Threads.Maximum = before;
            }
        }
    }

    [Fact]
    public void Certifying_rows_of_their_own_stand_for_the_world()
    {
        (SimulatedOutputs learning, SimulatedOutputs certifying) = SimulatedOutputs.Draw(700, 3, 8).Cut(300);
        SimulationReport report = PolicySimulation.Run(
            learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, 3, new() { Calibrator = "temperature", Promise = RatePromise.Recall(.8) }, 300);
        Assert.Equal((300, 400, 400, true), (report.RowsLearned, report.RowsCertified, report.RowsOfWorld, report.CertifyingSideOnly));
        Assert.Equal(300, report.Given);
        Assert.InRange(report.KeptShare!.Value, .95 - .04, 1);
    }

    /// <summary>Every class's recall is an order statistic at 1 − δ/3, so all three are kept at once in at least 1 − δ of the draws.</summary>
    [Fact]
    public void A_rule_by_class_is_kept_where_every_class_keeps_its_own()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(900, 3, 31);
        SimulationReport report = PolicySimulation.Run(
            user.Logits, user.Labels, 3, new() { Calibrator = "none", Promise = RatePromise.Recall(.5, .9), Scope = RuleScope.PerClass }, 400);
        Assert.Equal([0, 1, 2], report.Parts.Select(part => part.Class!.Value));
        Assert.True(report.Kept <= report.Parts.Min(part => part.Kept));
        Assert.InRange(report.BrokenShare, 0, .1 + (3 * Math.Sqrt(.09 / 400)));
        Assert.All(report.Parts, part => Assert.InRange((double)part.Kept / part.Given, .967 - .03, 1));
        Assert.False(report.BrokenTooOften);
    }

    [Fact]
    public void Joined_scores_are_joined_anew_in_every_resplit()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(400, 3, 32);
        SimulationReport report = PolicySimulation.Run(
            user.Logits, user.Labels, 3, new() { Calibrator = "none", Promise = new PrecisionPromise(.75), Scores = [Score.MaxProbability, Score.MarginLogit] }, 60);
        Assert.InRange(report.BrokenShare, 0, .05 + .09);
        Assert.True(report.Given > 30);
    }

    [Fact]
    public void Nothing_promised_is_nothing_to_simulate()
    {
        SimulatedOutputs user = SimulatedOutputs.Draw(50, 3, 5);
        Assert.Contains("nothing is promised", Assert.Throws<ArgumentException>(() => PolicySimulation.Run(user.Logits, user.Labels, 3, new())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PolicySimulation.Run(user.Logits, user.Labels, 3, new() { Promise = new PrecisionPromise(.8) }, 0));
        // What a fit refuses, the simulation of it does.
        Assert.Contains("3 classes, 0 to 2", Assert.Throws<ArgumentException>(() => PolicySimulation.Run(user.Logits, user.Labels, 3, new() { Promise = new PrecisionPromise(.8), Positive = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("chosen threshold", Assert.Throws<ArgumentException>(
            () => PolicySimulation.Run(user.Logits, user.Labels, 3, new() { Promise = new PrecisionPromise(.8), Choice = ThresholdTarget.FBeta() })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PolicySimulation.Run(user.Logits, user.Labels.AsSpan(1..), 3, new() { Promise = new PrecisionPromise(.8) }, 10));
    }
}
