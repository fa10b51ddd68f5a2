using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class SelectivePredictionTests
{
    private static readonly double[] Ascending = Enumerable.Range(0, 100).Select(i => i / 99.0).ToArray();
    private static readonly bool[] Alternating = Ascending.Select((_, i) => i % 2 == 1).ToArray();

    [Fact]
    public void Trapezoids_over_the_curve_are_the_aurc_of_fd_shifts()
    {
        Assert.Equal(.48281112575762547, Trapezoids(Ascending, Alternating), 1e-12);
        double[] plateaus = Ascending.Select((_, i) => .2 * (1 + (i / 25))).ToArray();
        Assert.Equal(.49083333333333334, Trapezoids(plateaus, Alternating), 1e-12);
        double[] right = Alternating.Select(c => c ? 1.0 : 0).ToArray();
        Assert.Equal(.125, Trapezoids(right, Alternating), 1e-12);
        Assert.Equal(.875, Trapezoids(right.Select(r => 1 - r).ToArray(), Alternating), 1e-12);
    }

    [Fact]
    public void Augrc_agrees_with_fd_shifts()
    {
        Near(.25, RiskCoverage.Augrc(new double[100], Alternating));
        double[] right = Alternating.Select(c => c ? 1.0 : 0).ToArray();
        Near(.125, RiskCoverage.Augrc(right, Alternating));
        Near(.375, RiskCoverage.Augrc(right.Select(r => 1 - r).ToArray(), Alternating));
        Near(.2475, RiskCoverage.Augrc(Ascending.Select((_, i) => .2 * (1 + (i / 25))).ToArray(), Alternating));
        Near(.5, RiskCoverage.Augrc(Ascending, new bool[100]));
    }

    [Fact]
    public void Curve_holds_the_points_that_fd_shifts_reads()
    {
        var curve = RiskCoverage.Curve(Ascending, Alternating);
        Assert.Contains(curve, p => Math.Abs(p.Coverage - .51) < 1e-9 && Math.Abs(p.Risk - .4901961) < 1e-7 && Math.Abs(p.Threshold - .4949495) < 1e-7);
        Assert.Contains(curve, p => Math.Abs(p.Coverage - .95) < 1e-9 && Math.Abs(p.Risk - .4947368) < 1e-7 && Math.Abs(p.Threshold - .0505051) < 1e-7);
    }

    [Fact]
    public void Accuracy_rejection_area_of_four_rows_with_the_errors_last() =>
        Near(.7916666666666666, RiskCoverage.Auarc([4, 3, 2, 1], [true, true, false, false]));   // (1 + 1 + 2/3 + 1/2) / 4, the number in MAPIE's tests

    [Theory]
    [InlineData(.99, 100)]
    [InlineData(.95, 100)]
    [InlineData(.9, 100)]
    [InlineData(.7, 100)]
    [InlineData(.8, 35)]
    public void Accuracy_exactly_as_wanted_is_enough(double accuracy, int rows)
    {
        int errors = (int)Math.Round((1 - accuracy) * rows);
        double[] ranking = Enumerable.Range(0, rows).Select(i => -(double)i).ToArray();
        bool[] errorsFirst = ranking.Select((_, i) => i >= errors).ToArray();
        Assert.Equal(1, RiskCoverage.CoverageAtAccuracy(ranking, errorsFirst, accuracy));
        errorsFirst[rows - 1] = false;   // one more
        Assert.True(RiskCoverage.CoverageAtAccuracy(ranking, errorsFirst, accuracy) < 1);
    }

    [Fact]
    public void Coverage_at_an_accuracy_is_the_largest_cut_between_ties() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, weights) = TiedRows((ulong)seed, 3 + (seed % 40), 1 + (seed % 20));
            double expected = 0;
            foreach (double threshold in ranking.Distinct())
            {
                int[] kept = Enumerable.Range(0, ranking.Length).Where(i => ranking[i] >= threshold).ToArray();
                if (kept.Count(i => correct[i]) * 10 >= kept.Length * 7) expected = Math.Max(expected, kept.Length / (double)ranking.Length);
            }
            Assert.Equal(expected, RiskCoverage.CoverageAtAccuracy(ranking, correct, .7));
            Assert.Equal(
                RiskCoverage.CoverageAtAccuracy(Repeat(ranking, weights), Repeat(correct, weights), .7),
                RiskCoverage.CoverageAtAccuracy(ranking, correct, .7, weights));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Coverage_at_an_accuracy_is_never_NaN()
    {
        Assert.Equal(1, RiskCoverage.CoverageAtAccuracy([.9, .8], [true, true]));
        Assert.Equal(0, RiskCoverage.CoverageAtAccuracy([.9, .8], [false, false]));
        Assert.Equal(0, RiskCoverage.CoverageAtAccuracy([.9, .9, .8], [true, false, true]));
    }

    [Fact]
    public void Prediction_rejection_ratio_is_the_ratio_of_areas_over_every_order_of_ties()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var (ranking, correct, _) = TiedRows(seed, 3 + (int)(seed % 5), 1 + (int)(seed % 3));
            double area = OverTieOrders(ranking, correct, RejectionArea);
            double rate = correct.Average(c => c ? 0.0 : 1);
            double random = rate / 2, oracle = RejectionArea([.. correct.OrderDescending()]);
            Assert.Equal((random - area) / (random - oracle), RiskCoverage.PredictionRejectionRatio(ranking, correct), 1e-11);
        }
        Assert.True(double.IsNaN(RiskCoverage.PredictionRejectionRatio([1, 2], [true, true])));
    }

    [Fact]
    public void Balanced_aurc_equals_aurc_where_classes_are_balanced() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, _) = TiedRows((ulong)seed, 4 * (1 + (seed % 9)), 1 + (seed % 12));
            int[] labels = ranking.Select((_, i) => i % 4 * 7).ToArray();
            Near(RiskCoverage.Aurc(ranking, correct), RiskCoverage.AurcClassBalanced(ranking, correct, labels));
            Near(RiskCoverage.Aurc(ranking, correct), RiskCoverage.AurcClassBalanced(ranking, correct, new int[ranking.Length]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Balanced_aurc_is_the_continued_sum_of_risks()
    {
        // 2 rows of class 0 and 6 of class 1 weigh 2 and 2/3. The sum of risks within a row's weight, by MathNet's digamma function.
        double[] ranking = [8, 7, 6, 5, 4, 3, 2, 1];
        bool[] correct = [true, false, true, true, false, true, true, false];
        int[] labels = [1, 1, 0, 1, 1, 0, 1, 1];
        double m = 0, errors = 0, sum = 0;
        for (int i = 0; i < 8; i++)
        {
            double g = labels[i] == 0 ? 2 : 2 / 3.0, e = correct[i] ? 0 : g;
            sum += e + ((errors - (e * m / g)) * (SpecialFunctions.DiGamma(m + g + 1) - SpecialFunctions.DiGamma(m + 1)));
            m += g;
            errors += e;
        }
        Near(sum / 8, RiskCoverage.AurcClassBalanced(ranking, correct, labels), 1e-10);
    }

    [Fact]
    public void Balanced_aurc_takes_weights_as_repetition() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, correct, weights) = TiedRows((ulong)seed, 3 + (seed % 60), 1 + (seed % 12));
            int[] labels = ranking.Select((_, i) => i * i % 5).ToArray();
            Near(
                RiskCoverage.AurcClassBalanced(Repeat(ranking, weights), Repeat(correct, weights), Repeat(labels, weights)),
                RiskCoverage.AurcClassBalanced(ranking, correct, labels, weights), 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rare_class_that_is_always_wrong_and_confident_costs_half()
    {
        // 990 right rows of one class below 10 wrong ones of another: errors make up half of the balanced weight.
        double[] ranking = Enumerable.Range(0, 1_000).Select(i => -(double)i).ToArray();
        bool[] correct = ranking.Select((_, i) => i >= 10).ToArray();
        int[] labels = correct.Select(c => c ? 0 : 1).ToArray();
        double expected = .5 * (1 + Math.Log(2));   // ∫ min(1, ½/c) dc
        Assert.Equal(expected, RiskCoverage.AurcClassBalanced(ranking, correct, labels), .002);
        Assert.True(RiskCoverage.Aurc(ranking, correct) < .06);
    }

    [Fact]
    public void Refuses_labels_that_do_not_pair_up() =>
        Assert.Contains("labels: 1", Assert.Throws<ArgumentException>(() => RiskCoverage.AurcClassBalanced([1, 2], [true, false], [1])).Message);

    [Fact]
    public void Rounding_to_floats_makes_ties_and_changes_the_figures_only_by_them()
    {
        var stream = new RandomStream(9, 9);
        double[] confidence = new double[4_000];
        bool[] correct = new bool[confidence.Length];
        for (int i = 0; i < confidence.Length; i++)
        {
            double tail = Math.Exp(-25 * stream.NextDouble());   // 1 − confidence
            confidence[i] = 1 - tail;
            correct[i] = stream.NextDouble() < 1 - Math.Sqrt(tail);
        }
        double[] rounded = confidence.Select(c => (double)(float)c).ToArray();
        Assert.True(rounded.Count(c => c == 1) > 1_000);
        int[] order = Enumerable.Range(0, rounded.Length).ToArray();
        new RandomStream(2).Shuffle<int>(order);
        double[] shuffled = order.Select(i => rounded[i]).ToArray();
        bool[] outcomes = order.Select(i => correct[i]).ToArray();
        Assert.Equal(AurocByPairs(rounded, correct), Auroc.Compute(rounded, correct), 1e-12);
        Assert.NotEqual(Auroc.Compute(confidence, correct), Auroc.Compute(rounded, correct), 1e-7);
        Assert.Equal(RiskCoverage.Aurc(rounded, correct), RiskCoverage.Aurc(shuffled, outcomes), 1e-14);
        Assert.True(RiskCoverage.Eaurc(rounded, correct) >= 0);
    }

    /// <summary>Errors left among the accepted, as a share of all rows, by trapezoids from (0, 0).</summary>
    private static double RejectionArea(bool[] order)
    {
        double n = order.Length, errors = 0, area = 0;
        foreach (bool right in order)
        {
            double before = errors;
            if (!right) errors++;
            area += (before + errors) / 2 / n / n;
        }
        return area;
    }

    private static double Trapezoids(double[] ranking, bool[] correct)
    {
        double area = 0, coverage = 0, risk = double.NaN;
        foreach (var point in RiskCoverage.Curve(ranking, correct))
        {
            if (double.IsNaN(risk)) risk = point.Risk;   // flat up to the first point
            area += (point.Coverage - coverage) * (point.Risk + risk) / 2;
            (coverage, risk) = (point.Coverage, point.Risk);
        }
        return area;
    }
}
