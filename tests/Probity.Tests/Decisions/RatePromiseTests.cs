using Probity.Decisions;
using Probity.Numerics;
using Oracle = MathNet.Numerics.Distributions.Binomial;

namespace Probity.Tests.Decisions;

/// <summary>Recall, false alarms, coverage and joint risk: one order statistic each.</summary>
public class RatePromiseTests
{
    public static TheoryData<PromiseKind> Rates => [PromiseKind.Recall, PromiseKind.FalseAlarm, PromiseKind.Coverage, PromiseKind.JointRisk];

    [Fact]
    public void Fifty_nine_rows_carry_coverage_95_with_the_lowest_of_them()
    {
        // 0.95⁵⁹ = .0485 ≤ .05 < .0510 = 0.95⁵⁸ (Wilks, 1941); a second miss is carried from 93 rows on.
        var promise = RatePromise.Coverage(.95);
        Assert.Equal(59, promise.RowsNeeded);
        Assert.Contains("coverage 0.95 at confidence 0.95 needs at least 59 certifying rows, there are 58", Certify(promise, Ramp(58), AllRight(58)).Refusal, StringComparison.Ordinal);
        var (at59, at92, at93) = (Certify(promise, Ramp(59), AllRight(59)), Certify(promise, Ramp(92), AllRight(92)), Certify(promise, Ramp(93), AllRight(93)));
        JustBelow(1, at59.Threshold!.Threshold);
        JustBelow(1, at92.Threshold!.Threshold);
        JustBelow(2, at93.Threshold!.Threshold);
        Assert.Equal((92, 0, 93, 1), (at93.Threshold.Accepted, at93.Threshold.Errors, at93.Threshold.Counted, at93.Threshold.Misses));
        Assert.Equal(Oracle.CDF(.05, 93, 1), at93.Threshold.PValue!.Value, 1e-12);
        Assert.Equal(Math.Pow(.05, 1 / 59.0), at59.Threshold.Bound!.Value, 1e-13);
    }

    [Fact]
    public void In_expectation_nineteen_rows_carry_one_in_twenty()
    {
        // (m + 1)/(n + 1) ≤ 1/20: m = 0 from n = 19, m = 1 from n = 39. In doubles (38 + 1)·.05 is 1.9500000000000002.
        var promise = RatePromise.JointRisk(.05, confidence: null);
        Assert.Equal(19, promise.RowsNeeded);
        Assert.Contains("joint risk 0.05 in expectation needs at least 19 certifying rows, there are 18", Certify(promise, Ramp(18), AllRight(18)).Refusal, StringComparison.Ordinal);
        bool[] wrongAt = [.. Enumerable.Range(1, 39).Select(i => i is not (10 or 20))];
        var carried = Certify(promise, Ramp(39), wrongAt).Threshold!;   // one error is carried: down to the other
        JustBelow(11, carried.Threshold);
        Assert.Equal((1, 39, null, null), (carried.Misses, carried.Counted, carried.PValue, carried.Bound));
        JustBelow(21, Certify(promise, Ramp(38), wrongAt[..38]).Threshold!.Threshold);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void In_expectation_the_misses_carried_are_those_of_conformal_risk_control_in_exact_decimals(PromiseKind kind)
    {
        for (int hundredths = 1; hundredths < 100; hundredths++)
        {
            decimal limit = hundredths / 100m;
            double target = (double)(kind.IsFloor() ? 1 - limit : limit);
            var promise = RatePromise.Of(kind, target, null);
            for (int rows = 1; rows <= 300; rows += 7)
            {
                int most = (int)Math.Floor(limit * (rows + 1)) - 1;
                if (most >= 0) Assert.True(MonotoneRate.Holds(most, rows, promise), $"{most} of {rows} at {limit}");
                Assert.False(MonotoneRate.Holds(most + 1, rows, promise), $"{most + 1} of {rows} at {limit}");
            }
        }
    }

    /// <summary>All distinct thresholds, one after the other; rates by their words; binomials of Math.NET.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public void Agrees_with_the_definition_spelled_out(PromiseKind kind)
    {
        int found = 0, refused = 0;
        for (ulong run = 0; run < 300; run++)
        {
            var random = new RandomStream(23 + (ulong)kind, run);
            int levels = 2 + random.NextInt32(80), rows = random.NextInt32(160);
            double[] scores = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(10) == 0 ? double.NegativeInfinity : random.NextInt32(levels))];
            bool[] correct = [.. scores.Select(score => random.NextDouble() < .5 + (.5 * Math.Max(0, score) / levels))];
            bool[] passes = run % 2 == 0 ? [] : [.. scores.Select(_ => random.NextDouble() < .95)];
            double target = Math.Round(.02 + (.96 * random.NextDouble()), 2);
            double? confidence = run % 3 == 0 ? null : Math.Round(.5 + (.45 * random.NextDouble()), 2);
            var outcome = Certify(RatePromise.Of(kind, target, confidence), scores, correct, passes);
            double? expected = BruteForce(kind, target, confidence, scores, correct, passes);
            Assert.Equal(expected is null, outcome.Threshold is null);
            Assert.Equal(expected is null, outcome.Refusal is not null);
            if (expected is { } score) JustBelow(score, outcome.Threshold!.Threshold);
            if (expected is null) refused++;
            else found++;
        }
        Assert.True(found > 50 && refused > 10, $"{found} found, {refused} refused");
    }

    private static double? BruteForce(PromiseKind kind, double target, double? confidence, double[] scores, bool[] correct, bool[] passes)
    {
        int[] all = [.. Enumerable.Range(0, scores.Length)];
        int[] counted = kind switch
        {
            PromiseKind.Recall => [.. all.Where(i => correct[i])],
            PromiseKind.FalseAlarm => [.. all.Where(i => !correct[i])],
            _ => all,
        };
        decimal limit = kind is PromiseKind.Recall or PromiseKind.Coverage ? 1 - (decimal)target : (decimal)target;
        double[] kept = [.. all.Where(i => scores[i] > double.NegativeInfinity && (passes.Length == 0 || passes[i])).Select(i => scores[i]).Distinct().Where(Keeps)];
        return kept.Length == 0 ? null : kind is PromiseKind.Recall or PromiseKind.Coverage ? kept.Max() : kept.Min();

        bool Keeps(double threshold)
        {
            int misses = counted.Count(i =>
            {
                bool accepted = scores[i] >= threshold && (passes.Length == 0 || passes[i]);
                return kind is PromiseKind.Recall or PromiseKind.Coverage ? !accepted : accepted && !correct[i];
            });
            return confidence is { } sure
                ? misses < counted.Length && Oracle.CDF((double)limit, counted.Length, misses) <= (double)(1 - (decimal)sure)
                : misses + 1 <= limit * (counted.Length + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Order_of_rows_does_not_matter_and_asking_more_never_gives_more(PromiseKind kind)
    {
        var (scores, correct) = Draw(3, 800);
        int[] order = RowSplit.Shuffled(800, 1);
        var previous = kind.IsFloor() ? double.PositiveInfinity : double.NegativeInfinity;
        foreach (double confidence in (double[])[.5, .8, .9, .95, .99])
        {
            var promise = RatePromise.Of(kind, kind.IsFloor() ? .8 : .1, confidence);
            var outcome = Certify(promise, scores, correct);
            Assert.Equal(outcome.Threshold, Certify(promise, RowSplit.Gather<double>(scores, 1, order), RowSplit.Gather<bool>(correct, 1, order)).Threshold);
            double threshold = outcome.Threshold!.Threshold;
            if (kind.IsFloor()) Assert.True(threshold <= previous);   // surer: accept more, to be sure of recall
            else Assert.True(threshold >= previous);
            previous = threshold;
        }
        double last = double.NaN;
        foreach (double share in (double[])[.02, .05, .1, .3, .6])
        {
            double threshold = Certify(RatePromise.Of(kind, kind.IsFloor() ? 1 - share : share), scores, correct).Threshold!.Threshold;
            if (!double.IsNaN(last)) Assert.True(kind.IsFloor() ? threshold >= last : threshold <= last);
            last = threshold;
        }
    }

    [Fact]
    public void Wrong_rows_within_rounding_of_a_right_one_are_not_let_through_beyond_the_allowed()
    {
        // Twelve wrong rows a millionth below right ones: a threshold half-way would lie within what another machine rounds to.
        double[] scores = [.. Enumerable.Range(0, 12).SelectMany(i => (double[])[3 + (i * 1e-7), 3 + (i * 1e-7) + 2e-8]), .. Enumerable.Range(0, 76).Select(i => 5.0 + i)];
        bool[] correct = [.. Enumerable.Range(0, 12).SelectMany(_ => (bool[])[false, true]), .. AllRight(76)];
        var promise = RatePromise.JointRisk(.1, .95);
        var threshold = Certify(promise, scores, correct).Threshold!;
        Assert.True(MonotoneRate.Holds(threshold.Misses, threshold.Counted, promise));
        Assert.Equal((76, 0), (threshold.Accepted, threshold.Misses));
    }

    [Fact]
    public void Fewer_errors_than_allowed_accept_every_row_that_can_be()
    {
        double[] scores = [double.NegativeInfinity, .. Ramp(200), double.PositiveInfinity];
        bool[] correct = [false, .. AllRight(201)];
        JustBelow(1, Certify(RatePromise.JointRisk(.1), scores, correct).Threshold!.Threshold);
        double[] infinite = [.. Enumerable.Repeat(double.PositiveInfinity, 50)];
        var threshold = Certify(RatePromise.JointRisk(.1), infinite, AllRight(50)).Threshold!;
        Assert.Equal((50, double.MaxValue), (threshold.Accepted, threshold.Threshold));
    }

    [Fact]
    public void Rows_that_the_gate_stops_count_as_not_accepted()
    {
        // Twenty of 200 right rows are stopped: recall 0.9 is out of reach whatever the threshold, 0.8 is not.
        double[] scores = Ramp(200);
        bool[] passes = [.. scores.Select(score => score > 20)];
        Assert.Contains("more than 12 of 200 certifying rows that should be accepted can never be accepted", Certify(RatePromise.Recall(.9), scores, AllRight(200), passes).Refusal, StringComparison.Ordinal);
        var threshold = Certify(RatePromise.Recall(.8), scores, AllRight(200), passes).Threshold!;
        JustBelow(31, threshold.Threshold);   // P(Bin(200, 0.2) ≤ 30) = .0430, ≤ 31 it is .0632 (SciPy)
        Assert.Equal(30, threshold.Misses);
    }

    [Theory]
    [InlineData(PromiseKind.Recall, .9, .95, 29)]
    [InlineData(PromiseKind.FalseAlarm, .01, .95, 299)]
    [InlineData(PromiseKind.JointRisk, .5, .75, 2)]
    [InlineData(PromiseKind.Coverage, .99, null, 99)]
    [InlineData(PromiseKind.FalseAlarm, .3, null, 3)]
    public void Rows_needed_is_the_smallest_count_that_a_promise_without_a_miss_takes(PromiseKind kind, double target, double? confidence, int needed)
    {
        var promise = RatePromise.Of(kind, target, confidence);
        Assert.Equal(needed, promise.RowsNeeded);
        Assert.True(MonotoneRate.Holds(0, needed, promise));
        Assert.False(MonotoneRate.Holds(0, needed - 1, promise));
    }

    [Fact]
    public void Refusals_give_the_numbers()
    {
        Says("target recall: 1;", () => RatePromise.Recall(1));
        Says("target false-alarm rate: NaN", () => RatePromise.FalseAlarm(double.NaN));
        Says("confidence: 0.3;", () => RatePromise.Coverage(.9, .3));
        Says("more than 1,000,000,000 rows that count", () => RatePromise.Recall(1 - 1e-12));
        Says("more than 1,000,000,000 rows that count", () => RatePromise.JointRisk(1e-12, null));
        Says("precision 0.9: it need not rise with the threshold", () => RatePromise.Of(PromiseKind.Precision, .9));
        Assert.Contains("needs at least 29 certifying rows that should not be accepted, there are 0", Certify(RatePromise.FalseAlarm(.1), Ramp(100), AllRight(100)).Refusal, StringComparison.Ordinal);
        Assert.Contains("no threshold accepts a row and lets at most 4 wrong ones of 100 certifying rows through", Certify(RatePromise.JointRisk(.1), [.. Enumerable.Repeat(1.0, 100)], new bool[100]).Refusal, StringComparison.Ordinal);

        static void Says(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    internal static (double[] Scores, bool[] Correct) Draw(ulong run, int rows)
    {
        var random = new RandomStream(77, run);
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) scores[i] = random.NextDouble();
        bool[] correct = new bool[rows];
        for (int i = 0; i < rows; i++) correct[i] = random.NextDouble() < .5 + (.5 * scores[i]);
        return (scores, correct);
    }

    internal static ThresholdOutcome Certify(DecisionPromise promise, double[] scores, bool[] correct, bool[]? passes = null) =>
        promise.Certify(new CertifyingRows { LearningScores = scores, Scores = scores, Correct = correct, Passes = passes ?? [] });

    internal static double[] Ramp(int rows) => [.. Enumerable.Range(1, rows).Select(i => (double)i)];

    internal static bool[] AllRight(int rows) => [.. Enumerable.Repeat(true, rows)];

    private static void JustBelow(double score, double threshold) => Assert.InRange(threshold, score - (1e-5 * Math.Abs(score)), score);
}
