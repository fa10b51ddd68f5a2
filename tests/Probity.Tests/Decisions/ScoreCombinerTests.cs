using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

public sealed class ScoreCombinerTests
{
    // Outcomes of 200 rows drawn once; the optimum is SciPy 1.10's L-BFGS-B with bounds, objective 124.10270196151814.
    private const string Outcomes =
        "10101100100010000001000110011000001000100011001011000000110111011101100111101011001111110001000001101011100000001101000010011011001001101001000011000101100000010011100000100001000100001100010101001010";

    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Agrees_with_a_bounded_optimum_found_elsewhere()
    {
        (double[] scores, bool[] right) = Rows();
        var combiner = ScoreCombiner.Fit(Names, scores, right);
        double[] expected = [0.72188743, 0.07451426, 0];
        for (int j = 0; j < 3; j++) Assert.Equal(expected[j], combiner.Weights[j], 1e-6);
        Assert.Equal(-.45381563, combiner.Intercept, 1e-6);
        Assert.True(combiner.Diagnostics.Converged, $"{combiner.Diagnostics.Gradient}");
    }

    [Fact]
    public void More_of_a_score_never_lowers_the_odds()
    {
        (double[] scores, bool[] right) = Rows();
        for (int i = 0; i < scores.Length; i += 3) scores[i] = -scores[i];   // now it counts against the answer
        var combiner = ScoreCombiner.Fit(Names, scores, right);
        Assert.Equal(0, combiner.Weights[0]);
        Assert.All(combiner.Weights, weight => Assert.True(weight >= 0));
    }

    [Fact]
    public void Units_and_order_of_rows_do_not_matter()
    {
        (double[] scores, bool[] right) = Rows();
        var plain = ScoreCombiner.Fit(Names, scores, right);
        int[] order = RowSplit.Shuffled(right.Length, 7);
        double[] scaled = RowSplit.Gather<double>(scores, 3, order);
        for (int i = 0; i < scaled.Length; i += 3) scaled[i] = (1e9 * scaled[i]) + 5e8;
        var other = ScoreCombiner.Fit(Names, scaled, RowSplit.Gather<bool>(right, 1, order));
        for (int i = 0; i < right.Length; i++)
            Assert.Equal(plain.LogOdds(scores.AsSpan(order[i] * 3, 3)), other.LogOdds(scaled.AsSpan(i * 3, 3)), 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Separable_and_one_sided_rows_have_a_finite_optimum(bool oneSided)
    {
        double[] scores = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
        bool[] right = [.. Enumerable.Range(0, 60).Select(i => oneSided || i >= 30)];
        var combiner = ScoreCombiner.Fit(["s"], scores, right);
        Assert.True(combiner.Diagnostics.Converged);
        Assert.InRange(combiner.LogOdds([59]), oneSided ? 1 : 3, 50);
        Assert.True(combiner.LogOdds([59]) > combiner.LogOdds([0]));   // few errors, or none, leave a score its say
        Assert.Equal(oneSided ? 1 : 0, combiner.Diagnostics.Warnings.Count);
    }

    [Fact]
    public void A_score_that_never_changes_does_not_count()
    {
        bool[] right = [true, false, true, false, true, true];
        var combiner = ScoreCombiner.Fit(["constant", "s"], [.1, 1, .1, 0, .1, 2, .1, 1, .1, 3, .1, 0], right);
        Assert.Equal(0, combiner.Deviations[0]);
        Assert.Equal(combiner.LogOdds([.1, 1]), combiner.LogOdds([1e30, 1]));
    }

    [Fact]
    public void Odds_are_those_of_the_outcomes_where_scores_say_nothing()
    {
        var random = new RandomStream(3);
        double[] scores = new double[20_000];
        var right = new bool[20_000];
        for (int i = 0; i < right.Length; i++) (scores[i], right[i]) = (random.NextDouble(), random.NextDouble() < .7);
        var combiner = ScoreCombiner.Fit(["s"], scores, right);
        double share = right.Count(value => value) / 20_000.0;
        Assert.Equal(Math.Log(share / (1 - share)), combiner.LogOdds([.5]), .05);
        Assert.Equal(combiner.Diagnostics.NllBefore, combiner.Diagnostics.NllAfter, 1e-3);
    }

    [Fact]
    public void Refuses_what_it_cannot_use()
    {
        Assert.Contains("row 1, s is NaN", Assert.Throws<ArgumentException>(() => ScoreCombiner.Fit(["s"], [1, double.NaN], [true, false])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ScoreCombiner.Fit(["s"], [1, 2, 3], [true, false]));
        Assert.Throws<ArgumentException>(() => ScoreCombiner.Fit(["s"], [], []));
        Assert.Throws<ArgumentException>(() => ScoreCombiner.Restore(["s"], [0], [1], [-1], 0, FitDiagnostics.None));
        Assert.Throws<ArgumentException>(() => ScoreCombiner.Fit(["s"], [1, 2], [true, false]).LogOdds([1, 2]));
    }

    private static (double[] Scores, bool[] Right) Rows()
    {
        var scores = new double[600];
        for (int i = 0; i < 200; i++)
        {
            double a = Math.Sin(i * 1.7) + (.3 * Math.Cos(i * .31));
            (scores[3 * i], scores[(3 * i) + 1], scores[(3 * i) + 2]) = (a, Math.Cos(i * 2.3), -a + (.2 * Math.Sin(i * 5.1)));
        }
        return (scores, [.. Outcomes.Select(outcome => outcome == '1')]);
    }
}
