using Probity.Decisions;
using Probity.Scores;
using Probity.Tests.Scores;
using Xunit.Abstractions;

namespace Probity.Tests.Policies;

/// <summary>
/// The whole policy, temperature and gate included, fitted again and again on fresh rows of an overconfident model. Whether the promise holds is read
/// off a large population whose probabilities of being right are known.
/// </summary>
public class PromiseMonteCarloTests(ITestOutputHelper output)
{
    private const int Trials = 400, Rows = 500, Classes = 3, PopulationRows = 10_000;
    private const double Target = .9, Delta = .05, Scale = 8;

    /// <summary>Outputs, and the probability that the prediction of each is right.</summary>
    private static readonly Lazy<(SimulatedOutputs Outputs, double[] Right)> Population = new(() =>
    {
        SimulatedOutputs outputs = SimulatedOutputs.Draw(PopulationRows, Classes, 1_000_000, Scale);
        return (outputs, [.. Enumerable.Range(0, PopulationRows).Select(i => new SoftmaxOracle(outputs.Row(i), outputs.Truth).MaxProbability)]);
    });

    [Fact]
    public void The_promise_is_broken_no_more_often_than_allowed() => Keep(new() { Promise = new PrecisionPromise(Target, 1 - Delta) });

    [Fact]
    public void So_is_that_of_rows_that_pass_a_gate() =>
        Keep(new() { Promise = new PrecisionPromise(Target, 1 - Delta), GateScore = Score.MaxLogit, MaxFalseAlarm = .3 });

    [Fact]
    public void So_is_that_of_the_fewest_tests_on_a_score_that_is_not_calibrated() =>
        Keep(new() { Promise = new PrecisionPromise(Target, 1 - Delta, starts: 1), Calibrator = "none", Score = Score.MarginLogit });

    private void Keep(PolicyOptions options)
    {
        var (population, right) = Population.Value;
        int broken = 0, refused = 0, naive = 0;
        double coverage = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            SimulatedOutputs rows = SimulatedOutputs.Draw(Rows, Classes, (ulong)trial, Scale);
            ConfidencePolicy policy;
            try
            {
                policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, Classes, options with { Seed = (ulong)trial });
            }
            catch (PromiseRefusedException)
            {
                refused++;   // promises nothing
                continue;
            }
            var all = AssessedOutputs.Of(policy, population);
            double precision = Precision(right, i => all.Decisions[i] == Decision.Accept, out double accepted);
            coverage += accepted / (Trials * PopulationRows);
            if (precision < Target) broken++;

            double lax = LaxestThatLooksRight(AssessedOutputs.Of(policy, rows), rows);
            if (Precision(right, i => all.Decisions[i] != Decision.Reject && all.Rule[i] >= lax, out _) < Target) naive++;
        }

        output.WriteLine($"broken {broken}, refused {refused} of {Trials}, mean coverage {coverage:P1}; by the laxest threshold that looks right: broken {naive}");
        Assert.InRange(broken, 0, (Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / Trials))) * Trials);
        Assert.InRange(refused, 0, Trials / 4);
        Assert.InRange(coverage, .2, 1);
        // The control: a threshold chosen because its precision looks right on the rows at hand breaks the same promise time and again.
        Assert.InRange(naive, .25 * Trials, Trials);
    }

    private static double Precision(double[] right, Func<int, bool> accepts, out double accepted)
    {
        double sum = 0;
        accepted = 0;
        for (int i = 0; i < right.Length; i++)
        {
            if (!accepts(i)) continue;
            accepted++;
            sum += right[i];
        }
        return accepted == 0 ? 1 : sum / accepted;
    }

    private static double LaxestThatLooksRight(AssessedOutputs all, SimulatedOutputs rows)
    {
        int accepted = 0, hits = 0;
        double lax = double.PositiveInfinity;
        foreach (int i in Enumerable.Range(0, rows.Rows).Where(i => all.Decisions[i] != Decision.Reject).OrderByDescending(i => all.Rule[i]))
        {
            accepted++;
            if (all.Predicted[i] == rows.Labels[i]) hits++;
            if (hits >= Target * accepted) lax = all.Rule[i];
        }
        return lax;
    }
}
