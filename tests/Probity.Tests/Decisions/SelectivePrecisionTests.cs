using Probity.Decisions;
using Probity.Numerics;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Decisions;

public class SelectivePrecisionTests
{
    [Fact]
    public void A_case_worked_by_hand()
    {
        // p = ½, δ = ¼: two right rows are needed. Bin(2,½) ≤ 0: ¼ passes; Bin(3,½) ≤ 0: ⅛ passes; Bin(4,½) ≤ 1: 5/16 fails.
        var outcome = SelectivePrecision.Certify([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [true, true, true, false, false], new(.5, .75, 1));
        var threshold = outcome.Threshold!;
        Assert.Null(outcome.Refusal);
        JustBelow(3, threshold.Threshold);
        Assert.Equal((3, 0, 3), (threshold.Accepted, threshold.Errors, threshold.CandidatesTested));
        Assert.Equal(.125, threshold.PValue!.Value, 1e-15);
        Assert.Equal(.6, threshold.Coverage, 1e-15);
        Assert.Equal(1, threshold.PrecisionObserved);
        Assert.Equal(Math.Cbrt(.25), threshold.Bound!.Value, 1e-14);
        Assert.Equal([.25, .125, 5 / 16.0], outcome.Tested.Select(test => Math.Round(test.PValue, 12)));
        Assert.Equal([true, true, false], outcome.Tested.Select(test => test.Passed));
    }

    [Fact]
    public void A_later_start_reaches_past_a_stray_error()
    {
        // Errors at ranks 5 and 6 stop the first sequence at once; with four starts a later one finds the lax thresholds.
        double[] scores = [.. Enumerable.Range(0, 400).Select(i => 400.0 - i)];
        bool[] correct = [.. Enumerable.Range(0, 400).Select(i => i is not (5 or 6))];
        Assert.NotNull(SelectivePrecision.Certify(scores, scores, correct, new(.9, .95, 1)).Refusal);
        var threshold = SelectivePrecision.Certify(scores, scores, correct, new(.9, .95, 4)).Threshold!;
        Assert.Equal((400, 2), (threshold.Accepted, threshold.Errors));
        JustBelow(1, threshold.Threshold);
    }

    [Fact]
    public void Rows_that_the_gate_stops_are_never_accepted()
    {
        double[] scores = [.. Enumerable.Range(0, 300).Select(i => (double)i)];
        bool[] correct = [.. Enumerable.Range(0, 300).Select(i => i % 3 != 0)];
        var outcome = SelectivePrecision.Certify(scores, scores, correct, new(.9), correct);   // a perfect gate: it stops just the wrong ones
        Assert.Equal((200, 0, 300), (outcome.Threshold!.Accepted, outcome.Threshold.Errors, outcome.Threshold.RowsCertified));
        Assert.NotNull(SelectivePrecision.Certify(scores, scores, correct, new(.9)).Refusal);
    }

    [Fact]
    public void Equal_scores_are_accepted_together()
    {
        // Most rows at exactly 1: no threshold can part them.
        double[] scores = [.. Enumerable.Repeat(1.0, 90), .. Enumerable.Repeat(.5, 10)];
        bool[] correct = [.. Enumerable.Repeat(true, 90), .. Enumerable.Repeat(false, 10)];
        var outcome = SelectivePrecision.Certify(scores, scores, correct, new(.95, .95, 1));
        Assert.Equal((90, 0), (outcome.Threshold!.Accepted, outcome.Threshold.Errors));
        JustBelow(1, outcome.Threshold.Threshold);
        JustBelow([1, .5], [.. outcome.Tested.Select(test => test.Threshold)]);
    }

    [Fact]
    public void All_right_accepts_down_to_the_lowest_learning_score()
    {
        double[] scores = [.. Enumerable.Range(1, 1_000).Select(i => i / 1_000.0)];
        var threshold = SelectivePrecision.Certify(scores, scores, [.. scores.Select(_ => true)], new(.98)).Threshold!;
        Assert.Equal((1_000, 1.0), (threshold.Accepted, threshold.Coverage));
        JustBelow(.001, threshold.Threshold);
        Assert.Equal(Math.Pow(.0125, 1 / 1_000.0), threshold.Bound!.Value, 1e-13);
    }

    [Fact]
    public void All_wrong_is_refused_with_the_best_there_was()
    {
        double[] scores = [.. Enumerable.Range(1, 1_000).Select(i => i / 1_000.0)];
        var outcome = SelectivePrecision.Certify(scores, scores, new bool[1_000], new(.98));
        Assert.Null(outcome.Threshold);
        Assert.Contains("none of 4 thresholds tested passed", outcome.Refusal, StringComparison.Ordinal);
        Assert.Contains("p-value 1 where at most 0.0125 is needed", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void So_few_rows_are_refused_with_how_many_it_takes()
    {
        double[] scores = [.. Enumerable.Range(0, 120).Select(i => (double)i)];
        var outcome = SelectivePrecision.Certify(scores, scores, [.. scores.Select(_ => true)], new(.99, .95, 4));
        // 0.99⁴³⁶ = .01251 is still above .0125, 0.99⁴³⁷ = .01238 is not.
        Assert.Equal(
            "precision 0.99 at confidence 0.95 with 4 starts needs at least 437 accepted certifying rows without an error; there are 120: " +
            "label more rows, or ask for a lower precision or confidence", outcome.Refusal);
        Assert.Empty(outcome.Tested);

        Assert.Contains("there are 0", SelectivePrecision.Certify(scores, [], [], new(.99)).Refusal, StringComparison.Ordinal);
        var single = SelectivePrecision.Certify(scores, scores, [.. scores.Select(_ => true)], new(.97, .95, 4));   // 144 against 99
        Assert.Contains("use one start (which needs 99)", single.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_below_every_candidate_are_refused_in_words()
    {
        double[] low = [.. Enumerable.Repeat(.1, 500)];
        bool[] correct = [.. low.Select(_ => true)];
        Assert.Contains("the laxest of 2 candidate thresholds accepts 0 of 500", SelectivePrecision.Certify([.5, .9], low, correct, new(.9)).Refusal, StringComparison.Ordinal);
        double[] never = [.. Enumerable.Repeat(double.NegativeInfinity, 500)];
        Assert.Contains("none of the 500 learning scores is finite", SelectivePrecision.Certify(never, never, correct, new(.9)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Minus_infinity_is_never_accepted_and_plus_infinity_always()
    {
        double[] certifying = [.. Enumerable.Repeat(double.PositiveInfinity, 100), .. Enumerable.Repeat(double.NegativeInfinity, 100)];
        bool[] correct = [.. certifying.Select(score => score > 0)];
        var threshold = SelectivePrecision.Certify([double.NegativeInfinity, 3, double.PositiveInfinity], certifying, correct, new(.95)).Threshold!;
        Assert.Equal((100, 0), (threshold.Accepted, threshold.Errors));
        JustBelow(3, threshold.Threshold);
    }

    [Theory]
    [InlineData(.98, .95, 1, 149)]
    [InlineData(.98, .95, 4, 217)]
    [InlineData(.99, .95, 4, 437)]
    [InlineData(.5, .75, 1, 2)]      // ½² = ¼ exactly
    [InlineData(.5, .875, 2, 4)]     // ½⁴ = ⅛/2 exactly
    [InlineData(.1, .99, 1, 2)]      // 0.1² = 0.01 in decimal; doubles alone would say 3
    [InlineData(.3, .91, 1, 2)]      // 0.3² = 0.09
    [InlineData(.9, .9, 1, 22)]
    public void Rows_needed_is_the_smallest_count_whose_test_passes(double precision, double confidence, int starts, int needed)
    {
        var promise = new PrecisionPromise(precision, confidence, starts);
        Assert.Equal(needed, promise.RowsNeeded);
        double[] scores = new double[needed];
        bool[] correct = [.. scores.Select(_ => true)];
        Assert.NotNull(SelectivePrecision.Certify(scores, scores, correct, promise).Threshold);
        Assert.NotNull(SelectivePrecision.Certify(scores, scores.AsSpan(1), correct.AsSpan(1), promise).Refusal);
    }

    [Fact]
    public void Candidates_are_at_most_two_hundred_quantiles()
    {
        double[] learning = [.. Enumerable.Range(1, 1_000).Select(i => (double)i)];
        double[] candidates = CandidateThresholds.Of(learning);
        JustBelow([.. Enumerable.Range(0, 200).Select(i => 996.0 - 5 * i)], candidates);   // the strictest keeps 5 of 1,000, the laxest all
        JustBelow([3, 2, 0], CandidateThresholds.Of([2, -0.0, 3, 0, 2, 2]));
    }

    [Fact]
    public void Agrees_with_the_definition_spelled_out()
    {
        int certified = 0, refused = 0;
        for (ulong run = 0; run < 400; run++)
        {
            var random = new RandomStream(11, run);
            int levels = 2 + random.NextInt32(60);
            double[] learning = Draw(1 + random.NextInt32(150));
            double[] scores = Draw(random.NextInt32(250));
            bool[] correct = [.. scores.Select(score => random.NextDouble() < .75 + .25 * score / levels)];
            bool[] passes = [.. scores.Select(_ => random.NextDouble() < .9)];
            var promise = new PrecisionPromise(.6 + .3 * random.NextDouble(), .9, 1 + random.NextInt32(4));

            double? expected = BruteForce(learning, scores, correct, passes, promise);
            var outcome = SelectivePrecision.Certify(learning, scores, correct, promise, passes);
            if (expected is { } score) JustBelow(score, outcome.Threshold!.Threshold);
            Assert.Equal(expected is null, outcome.Refusal is not null);
            if (expected is null) refused++;
            else certified++;

            double[] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => (double)random.NextInt32(levels))];
        }
        Assert.True(certified > 50 && refused > 50, $"{certified} certified, {refused} refused");
    }

    /// <summary>At the score or below it by at most a hundred-thousandth: see <see cref="CutTests"/> for where.</summary>
    private static void JustBelow(double score, double threshold) => Assert.InRange(threshold, score - 1e-5 * Math.Abs(score), score);

    private static void JustBelow(double[] scores, double[] thresholds)
    {
        Assert.Equal(scores.Length, thresholds.Length);
        foreach (var (score, threshold) in scores.Zip(thresholds)) JustBelow(score, threshold);
    }

    private static double? BruteForce(double[] learning, double[] scores, bool[] correct, bool[] passes, PrecisionPromise promise)
    {
        // Scores have at most 61 values, so that 150 learning rows or fewer give every distinct one as a candidate.
        double[] candidates = [.. learning.Distinct().OrderDescending()];
        double level = (1 - promise.Confidence!.Value) / promise.Starts;
        int needed = 1;
        while (Math.Pow(promise.Target, needed) > level) needed++;
        double? best = null;
        for (int start = 0; start < promise.Starts; start++)
        {
            int wanted = (int)(needed * Math.Pow((double)scores.Length / needed, (double)start / promise.Starts));
            foreach (double candidate in candidates.SkipWhile(candidate => Accepted(candidate).Length < wanted))
            {
                int[] rows = Accepted(candidate);
                int errors = rows.Count(row => !correct[row]);
                if (needed > scores.Length || Cdf(rows.Length, errors) > level) break;
                best = Math.Min(best ?? candidate, candidate);
            }
        }
        return best;

        int[] Accepted(double threshold) => [.. Enumerable.Range(0, scores.Length).Where(row => passes[row] && scores[row] >= threshold)];

        double Cdf(int n, int k) => k == n ? 1 : Oracle.CDF(1 - promise.Target, n, k);
    }

    [Fact]
    public void Order_of_rows_does_not_matter()
    {
        var random = new RandomStream(5);
        double[] scores = new double[500];
        for (int i = 0; i < scores.Length; i++) scores[i] = random.NextDouble();
        bool[] correct = [.. scores.Select(score => random.NextDouble() < .7 + .3 * score)];
        var first = SelectivePrecision.Certify(scores, scores, correct, new(.85));
        var second = SelectivePrecision.Certify([.. scores.Reverse()], [.. scores.Reverse()], [.. correct.Reverse()], new(.85));
        Assert.NotNull(first.Threshold);
        Assert.Equal(first.Threshold, second.Threshold);
    }

    [Fact]
    public void Refuses_bad_arguments_with_the_numbers()
    {
        Says("certifying scores: 2 rows but certifying outcomes: 1", () => SelectivePrecision.Certify([1], [1, 2], [true], new(.9)));
        Says("but gate answers: 1;", () => SelectivePrecision.Certify([1], [1, 2], [true, true], new(.9), [true]));
        Says("certifying scores: row 1 is NaN", () => SelectivePrecision.Certify([1], [1, double.NaN], [true, true], new(.9)));
        Says("learning scores: row 0 is NaN", () => SelectivePrecision.Certify([double.NaN], [1], [true], new(.9)));
        Says("learning scores: no rows", () => SelectivePrecision.Certify([], [1], [true], new(.9)));
        Says("target precision: 1;", () => SelectivePrecision.Certify([1], [1], [true], new(1)));
        Says("confidence: NaN", () => SelectivePrecision.Certify([1], [1], [true], new(.9, double.NaN)));
        Says("target precision: NaN", () => SelectivePrecision.Certify([1], [1], [true], new(double.NaN)));
        Says("accepted rows would be needed to certify it", () => SelectivePrecision.Certify([1], [1], [true], new(1 - 1e-12)));
        Says("confidence: 0.4;", () => SelectivePrecision.Certify([1], [1], [true], new(.9, .4)));
        Says("accepted rows would be needed to certify it", () => SelectivePrecision.Certify([1], [1], [true], new(.9, 1 - 1e-16)));
        Says("starts: 0", () => SelectivePrecision.Certify([1], [1], [true], new(.9, .95, 0)));

        static void Says(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
