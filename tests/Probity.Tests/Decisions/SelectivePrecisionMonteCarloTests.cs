using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

/// <summary>
/// Is the promise kept? Scores are uniform on [0, 1), a row is right with a known probability given its score, so the true
/// precision of a threshold has a closed form and a broken promise is a fact, not an estimate.
/// </summary>
public class SelectivePrecisionMonteCarloTests
{
    private const double Delta = .05;
    private const int Runs = 2_000;
    private const int Learning = 300;

    /// <summary>How often a row is right given its score, and how often on average above a threshold.</summary>
    private sealed record World(Func<double, double> Right, Func<double, double> Precision);

    // Mean of the integrand from t to 1, each by hand.
    private static World Calibrated { get; } = new(s => .5 + .5 * s, t => .5 + .25 * (1 + t));

    private static World Overconfident { get; } = new(s => .5 + .5 * s * s, t => .5 + (1 + t + t * t) / 6);

    /// <summary>The score says nothing, and every threshold misses the target by a hair: the hardest case for a test.</summary>
    private static World JustBelow(double target) => new(_ => target - 1e-9, _ => target - 1e-9);

    /// <summary>
    /// The most confident rows are the worst: twice the allowed errors down to 1 − a, none down to 1 − 2a, the allowed share below. Every
    /// threshold misses the target, most of them by a hair; a is where the first start falls.
    /// </summary>
    private static World UpsideDown(double target, double a)
    {
        double allowed = 1 - target + 1e-9;
        return new(s => 1 - (s > 1 - a ? 2 * allowed : s > 1 - 2 * a ? 0 : allowed),
            t => 1 - (t > 1 - a ? 2 * allowed : t > 1 - 2 * a ? 2 * allowed * a / (1 - t) : allowed));
    }

    [Theory]
    [InlineData(300, .8, 1)]
    [InlineData(300, .8, 4)]
    [InlineData(1_000, .8, 1)]
    [InlineData(1_000, .9, 4)]
    [InlineData(3_000, .9, 1)]
    [InlineData(3_000, .95, 4)]
    public void The_promise_is_kept_by_calibrated_and_overconfident_scores(int rows, double target, int starts)
    {
        foreach (var world in (World[])[Calibrated, Overconfident])
        {
            var (broken, certified) = Simulate(world, rows, target, starts);
            AssertKept(broken);
            Assert.True(certified > .2, $"only {certified:P1} of the runs certified anything");
        }
    }

    [Theory]
    [InlineData(300, .9, 1)]
    [InlineData(1_000, .9, 4)]
    [InlineData(1_000, .98, 1)]
    public void The_promise_is_kept_where_every_threshold_misses_by_a_hair(int rows, double target, int starts)
    {
        var (broken, _) = Simulate(JustBelow(target), rows, target, starts);
        AssertKept(broken);
        Assert.True(broken > Delta / 5, $"broken in {broken:P2}: so far below {Delta:P0} that the case is not hard");
    }

    [Theory]
    [InlineData(300, .95, 1, 59)]
    [InlineData(1_000, .95, 4, 86)]
    [InlineData(1_000, .9, 1, 29)]
    public void The_promise_is_kept_by_scores_that_rank_upside_down(int rows, double target, int starts, int needed)
    {
        Assert.Equal(needed, new PrecisionPromise(target, 1 - Delta, starts).RowsNeeded);
        foreach (double shift in (double[])[1, 1.1])
        {
            var (broken, _) = Simulate(UpsideDown(target, shift * needed / rows), rows, target, starts);
            AssertKept(broken);
        }
    }

    [Fact]
    public void The_laxest_threshold_that_looks_good_breaks_the_promise()
    {
        // The same simulation with the usual recipe, so that the tests above are seen to be able to fail.
        foreach (var world in (World[])[Calibrated, Overconfident])
        {
            var (broken, _) = Simulate(world, 1_000, .8, starts: 0);
            Assert.True(broken > 4 * Delta, $"broken in only {broken:P1}");
        }
    }

    [Theory]
    [InlineData(1_000, .85, 1)]
    [InlineData(1_000, .85, 4)]
    public void The_promise_is_kept_for_rows_that_pass_a_gate_and_reach_the_threshold(int rows, double target, int starts)
    {
        int broken = 0, certified = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new RandomStream(31, (ulong)run);
            // The gate's score is uniform for right rows and the square of a uniform for wrong ones: it stops more of the wrong.
            var (learningScores, _, learningGate) = Draw(Learning, ref random);
            var (scores, correct, gateScores) = Draw(rows, ref random);
            var gate = UnknownGate.Learn(learningGate, .1);
            bool[] passes = new bool[rows];
            gate.Passes(gateScores, passes);
            var outcome = SelectivePrecision.Certify(learningScores, scores, correct, new(target, 1 - Delta, starts), passes);
            if (outcome.Threshold is null) continue;
            certified++;
            double precision = Calibrated.Precision(outcome.Threshold.Threshold);
            double right = precision * (1 - gate.Threshold), wrong = (1 - precision) * (1 - Math.Sqrt(gate.Threshold));
            if (right / (right + wrong) < target) broken++;
        }
        AssertKept((double)broken / Runs);
        Assert.True(certified > Runs * .7);

        static (double[] Scores, bool[] Correct, double[] Gate) Draw(int rows, ref RandomStream random)
        {
            var (scores, correct) = Rows(Calibrated, rows, ref random);
            double[] gate = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                double uniform = random.NextDouble();
                gate[i] = correct[i] ? uniform : uniform * uniform;
            }
            return (scores, correct, gate);
        }
    }

    private static void AssertKept(double broken)
    {
        double allowed = Delta + 3 * Math.Sqrt(Delta * (1 - Delta) / Runs);
        Assert.True(broken <= allowed, $"broken in {broken:P2} of {Runs:N0} runs where {Delta:P0} (and {allowed:P2} by chance) is allowed");
    }

    /// <summary>Shares of runs that broke the promise and that certified anything; starts 0 is the naive recipe.</summary>
    private static (double Broken, double Certified) Simulate(World world, int rows, double target, int starts)
    {
        int broken = 0, certified = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new RandomStream((ulong)(1_000 * rows + starts), (ulong)run);
            var (learningScores, _) = Rows(world, Learning, ref random);
            var (scores, correct) = Rows(world, rows, ref random);
            double? threshold = starts == 0
                ? LooksGood(scores, correct, target)
                : SelectivePrecision.Certify(learningScores, scores, correct, new(target, 1 - Delta, starts)).Threshold?.Threshold;
            if (threshold is not { } t) continue;
            certified++;
            if (world.Precision(t) < target) broken++;
        }
        return ((double)broken / Runs, (double)certified / Runs);
    }

    private static double? LooksGood(double[] scores, bool[] correct, double target)
    {
        Array.Sort(scores, correct);
        double? best = null;
        for (int i = scores.Length - 1, right = 0; i >= 0; i--)
        {
            if (correct[i]) right++;
            if (right >= target * (scores.Length - i)) best = scores[i];
        }
        return best;
    }

    private static (double[] Scores, bool[] Correct) Rows(World world, int rows, ref RandomStream random)
    {
        double[] scores = new double[rows];
        bool[] correct = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            scores[i] = random.NextDouble();
            correct[i] = random.NextDouble() < world.Right(scores[i]);
        }
        return (scores, correct);
    }
}
