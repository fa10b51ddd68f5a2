using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class UnknownDetectionTests
{
    [Fact]
    public void Autc_is_the_mean_of_both_areas_over_thresholds() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (known, _, unknown) = Rows((ulong)seed);
            double least = known.Concat(unknown).Min(), range = known.Concat(unknown).Max() - least;
            if (range == 0) return;
            // Midpoints of a fine grid: each row crosses the threshold once, so either area is off by half a step at most.
            const int steps = 2_000;
            double area = 0;
            for (int step = 0; step < steps; step++)
            {
                double threshold = least + (range * (step + .5) / steps);
                area += (unknown.Average(u => u >= threshold ? 1.0 : 0) + known.Average(k => k < threshold ? 1.0 : 0)) / 2 / steps;
            }
            Assert.Equal(area, Autc.Compute(known, unknown), 1.0 / steps);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Autc_of_small_cases()
    {
        Assert.Equal(0, Autc.Compute([1, 1], [0, 0, 0]));
        Assert.Equal(1, Autc.Compute([0], [1]));
        Assert.Equal(.5, Autc.Compute([0, 1], [1, 0]));
        Assert.Equal((1 - .75 + .25) / 2, Autc.Compute([2, 1.5, 1], [0, 1]) + ((.25 - .25) / 2), 1e-15);   // scaled: 1 .75 .5 against 0 .5
        Assert.True(double.IsNaN(Autc.Compute([1, 1], [1])));
        Assert.True(double.IsNaN(Autc.Compute([double.PositiveInfinity, 1], [0])));
        Assert.Equal(0, Autc.Compute([double.MaxValue], [double.MinValue]));
    }

    [Fact]
    public void Oscr_is_the_area_under_correct_classification_against_false_positives() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (known, correct, unknown) = Rows((ulong)seed);
            double area = 0, rateBefore = 0, correctBefore = 0;
            foreach (double threshold in known.Concat(unknown).Distinct().OrderDescending())
            {
                double rate = unknown.Average(u => u >= threshold ? 1.0 : 0);
                double right = known.Where((k, i) => k >= threshold && correct[i]).Count() / (double)known.Length;
                area += (rate - rateBefore) * (right + correctBefore) / 2;
                (rateBefore, correctBefore) = (rate, right);
            }
            Near(area, Oscr.Compute(known, correct, unknown));

            // The same without a curve: rows that are wrong rank below everything.
            double[] sunk = [.. known.Select((k, i) => correct[i] ? k : double.NegativeInfinity), .. unknown];
            Near(Auroc.Compute(sunk, sunk.Select((_, i) => i < known.Length).ToArray()), Oscr.Compute(known, correct, unknown));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Oscr_of_a_perfect_detector_is_the_accuracy()
    {
        Near(.75, Oscr.Compute([5, 6, 7, 8], [true, false, true, true], [1, 2, 3]));
        Assert.Equal(0, Oscr.Compute([1, 2], [true, true], [3]));
        Near(Auroc.Compute([1, 2, 1.5], [true, true, false]), Oscr.Compute([1, 2], [true, true], [1.5]));
    }

    [Fact]
    public void Weights_act_as_repetition() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var (known, correct, unknown) = Rows((ulong)seed);
            var stream = new RandomStream((ulong)seed, 8);
            double[] weights = known.Select(_ => 0.0).ToArray();
            for (int i = 0; i < weights.Length; i++) weights[i] = stream.NextInt32(4);
            weights[0] = 2;
            var weighted = Evaluation.Unknowns("x", known, unknown, new() { Bootstrap = 0 }, correct, weights);
            var repeated = Evaluation.Unknowns(
                "x", Repeat(known, weights), unknown, new() { Bootstrap = 0 }, Repeat(correct, weights));
            foreach (string name in weighted.Keys)
                Assert.Equal(repeated[name].Value ?? -1, weighted[name].Value ?? -1, 1e-12);
            double oscr = Oscr.Compute(known, correct, unknown, weights);
            Near(weighted["ood_oscr_x"].Value!.Value, oscr);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Figures_of_several_scores_are_those_of_each()
    {
        var (known, correct, unknown) = Rows(3);
        double[] other = known.Select(k => Math.Sin(k * 9)).ToArray(), otherUnknown = unknown.Select(Math.Cos).ToArray();
        var options = new EvaluationOptions { Bootstrap = 50, Seed = 4 };
        var both = Evaluation.Unknowns([new("a", known, unknown), new("b", other, otherUnknown)], options, correct);
        Assert.Equal(12, both.Count);
        foreach (var (name, figure) in Evaluation.Unknowns("a", known, unknown, options, correct)) Assert.Equal(figure, both[name]);
        foreach (var (name, figure) in Evaluation.Unknowns("b", other, otherUnknown, options, correct)) Assert.Equal(figure, both[name]);
    }

    [Fact]
    public void Only_autc_moves_with_the_scale_that_is_stated()
    {
        double[] known = [3, 2, 5], unknown = [-1, 2.5];
        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
        var ranked = Evaluation.Unknowns([new UnknownScore("p", known, unknown)], new() { Bootstrap = 0 });
        var stated = Evaluation.Unknowns([new UnknownScore("p", known, unknown, Sigmoid)], new() { Bootstrap = 0 });
        Near(Autc.Compute(known.Select(Sigmoid).ToArray(), unknown.Select(Sigmoid).ToArray()), stated["ood_autc_p"].Value!.Value);
        Assert.NotEqual(ranked["ood_autc_p"].Value, stated["ood_autc_p"].Value);
        Assert.All(ranked.Keys.Where(name => name != "ood_autc_p"), name => Assert.Equal(ranked[name].Value, stated[name].Value));
    }

    [Fact]
    public void Oscr_is_left_out_without_outcomes_and_autc_is_null_without_a_range()
    {
        var figures = Evaluation.Unknowns("x", [1, 1], [1], new() { Bootstrap = 20 });
        Assert.DoesNotContain("ood_oscr_x", figures.Keys);
        Assert.Null(figures["ood_autc_x"].Value);
        Assert.Contains("no range", figures["ood_autc_x"].Reason);
        Assert.Equal(.5, figures["ood_auroc_x"].Value);
    }

    [Fact]
    public void Refuse_rows_that_do_not_pair_up()
    {
        Assert.Contains("correct: 1", Assert.Throws<ArgumentException>(() => Evaluation.Unknowns("x", [1, 2], [1], correct: [true])).Message);
        Assert.Contains("weights: 3", Assert.Throws<ArgumentException>(() => Evaluation.Unknowns("x", [1, 2], [1], weights: [1, 1, 1])).Message);
        Assert.Contains("b of unknown rows: 2", Assert.Throws<ArgumentException>(() => Evaluation.Unknowns([new("a", [1], [1]), new("b", [1], [1, 2])])).Message);
        Assert.Contains("scores: none", Assert.Throws<ArgumentException>(() => Evaluation.Unknowns([])).Message);
        Assert.Contains("correct: 0", Assert.Throws<ArgumentException>(() => Oscr.Compute([1], [], [1])).Message);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => Autc.Compute([], [1])).Message);
    }

    private static (double[] Known, bool[] Correct, double[] Unknown) Rows(ulong seed)
    {
        var (ranking, correct, _) = TiedRows(seed, 3 + (int)(seed % 20), 1 + (int)(seed % 11));
        var stream = new RandomStream(seed, 55);
        double[] unknown = new double[2 + (int)(seed % 13)];
        for (int i = 0; i < unknown.Length; i++) unknown[i] = stream.NextInt32(8) - 2;
        return (ranking, correct, unknown);
    }
}
