using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class CurveTests
{
    private static readonly double[] Tied = [3, 1, 2, 2, 5, 4, 4, 4, 1, 0, 2, 5];
    private static readonly bool[] Positive = [true, false, true, false, true, true, false, true, false, false, true, false];
    private static readonly double[] Weights = [1, 2, 1, 3, 1, 1, 2, 1, 1, 4, 2, 1];

    [Fact]
    public void Roc_agrees_with_scikit_learn()
    {
        // roc_curve(drop_intermediate=False) of scikit-learn 1.2, whose first threshold is the highest plus 1.
        var curve = RocCurve.Compute(Tied, Positive);
        Assert.Equal([double.PositiveInfinity, 5, 4, 3, 2, 1, 0], curve.Select(p => p.Threshold));
        Equal([0, 0.16666666666666666, 0.3333333333333333, 0.3333333333333333, 0.5, 0.8333333333333334, 1], curve.Select(p => p.FalsePositiveRate));
        Equal([0, 0.16666666666666666, 0.5, 0.6666666666666666, 1, 1, 1], curve.Select(p => p.TruePositiveRate));

        var weighted = RocCurve.Compute(Tied, Positive, Weights);
        Equal(
            [0, 0.07692307692307693, 0.23076923076923078, 0.23076923076923078, 0.46153846153846156, 0.6923076923076923, 1],
            weighted.Select(p => p.FalsePositiveRate));
        Equal([0, 0.14285714285714285, 0.42857142857142855, 0.5714285714285714, 1, 1, 1], weighted.Select(p => p.TruePositiveRate));
    }

    [Fact]
    public void Precision_and_recall_agree_with_scikit_learn()
    {
        // precision_recall_curve of scikit-learn 1.2 without its last point (1, 0), turned around.
        var curve = PrecisionRecallCurve.Compute(Tied, Positive);
        Assert.Equal([5, 4, 3, 2, 1, 0], curve.Select(p => p.Threshold));
        Equal([0.5, 0.6, 0.6666666666666666, 0.6666666666666666, 0.5454545454545454, 0.5], curve.Select(p => p.Precision));
        Equal([0.16666666666666666, 0.5, 0.6666666666666666, 1, 1, 1], curve.Select(p => p.Recall));

        var weighted = PrecisionRecallCurve.Compute(Tied, Positive, Weights);
        Equal([0.5, 0.5, 0.5714285714285714, 0.5384615384615384, 0.4375, 0.35], weighted.Select(p => p.Precision));
        Equal([0.14285714285714285, 0.42857142857142855, 0.5714285714285714, 1, 1, 1], weighted.Select(p => p.Recall));
    }

    [Fact]
    public void Areas_are_the_figures() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, outcome, weights) = TiedRows((ulong)seed, 3 + (seed % 60), 1 + (seed % 12));
            double[] whole = [.. weights], fractional = weights.Select(w => w * 0.37).ToArray();
            foreach (double[] given in new[] { [], whole, fractional })
            {
                Near(Area(RocCurve.Compute(ranking, outcome, given)), Auroc.Compute(ranking, outcome, given));
                double recall = 0, steps = 0;
                foreach (var point in PrecisionRecallCurve.Compute(ranking, outcome, given))
                {
                    steps += (point.Recall - recall) * point.Precision;
                    recall = point.Recall;
                }
                Near(steps, AveragePrecision.Compute(ranking, outcome, given));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_act_as_repetition() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (ranking, outcome, weights) = TiedRows((ulong)seed, 3 + (seed % 60), 1 + (seed % 30));
            double[] repeated = Repeat(ranking, weights);
            bool[] outcomes = Repeat(outcome, weights);
            Assert.Equal(RocCurve.Compute(repeated, outcomes), RocCurve.Compute(ranking, outcome, weights));
            Assert.Equal(PrecisionRecallCurve.Compute(repeated, outcomes), PrecisionRecallCurve.Compute(ranking, outcome, weights));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Points_on_a_straight_line_go_first()
    {
        // Three positives above three negatives: a corner, four points on its sides.
        double[] ranking = [6, 5, 4, 3, 2, 1];
        bool[] positive = [true, true, true, false, false, false];
        Assert.Equal([(0, 0), (0, 1), (1, 1)], RocCurve.Compute(ranking, positive, most: 3).Select(p => (p.FalsePositiveRate, p.TruePositiveRate)));
        Assert.Equal([6.0, 1], PrecisionRecallCurve.Compute(ranking, positive, most: 2).Select(p => p.Threshold));
    }

    [Fact]
    public void A_hundred_points_of_a_smooth_curve_lose_next_to_nothing()
    {
        var stream = new RandomStream(3, 3);
        double[] ranking = new double[20_000];
        bool[] positive = new bool[ranking.Length];
        for (int i = 0; i < ranking.Length; i++)
        {
            positive[i] = i % 3 == 0;
            ranking[i] = stream.NextGaussian() + (positive[i] ? 1 : 0);
        }
        var few = RocCurve.Compute(ranking, positive, most: 100);
        Assert.Equal(100, few.Count);
        Assert.Equal(new RocPoint(double.PositiveInfinity, 0, 0), few[0]);
        Assert.Equal((1.0, 1.0), (few[^1].FalsePositiveRate, few[^1].TruePositiveRate));
        Assert.Equal(Auroc.Compute(ranking, positive), Area(few), 5e-4);
        Assert.Subset(RocCurve.Compute(ranking, positive).ToHashSet(), few.ToHashSet());
    }

    [Fact]
    public void Refuse_what_has_no_curve()
    {
        Assert.Contains("2 positive and 0 negative", Assert.Throws<ArgumentException>(() => RocCurve.Compute([1, 2], [true, true])).Message);
        Assert.Contains("no positive", Assert.Throws<ArgumentException>(() => PrecisionRecallCurve.Compute([1, 2], [false, false])).Message);
        Assert.Contains("most: 1", Assert.Throws<ArgumentException>(() => RocCurve.Compute([1, 2], [true, false], most: 1)).Message);
    }

    private static double Area(IReadOnlyList<RocPoint> curve)
    {
        double area = 0;
        for (int i = 1; i < curve.Count; i++)
            area += (curve[i].FalsePositiveRate - curve[i - 1].FalsePositiveRate) * (curve[i].TruePositiveRate + curve[i - 1].TruePositiveRate) / 2;
        return area;
    }

    private static void Equal(double[] expected, IEnumerable<double> actual)
    {
        double[] values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++) Assert.Equal(expected[i], values[i], 1e-15);
    }
}
