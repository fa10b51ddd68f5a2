using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

public class UnknownGateTests
{
    [Theory]
    [InlineData(99, .07, 7)]     // 0.07 × 100 is 7.000000000000001 in doubles, and 0.29 × 100 is 28.999999999999996
    [InlineData(99, .29, 29)]
    [InlineData(100, .05, 5)]    // 5.05 rounded down
    [InlineData(18, .05, 0)]
    [InlineData(19, .05, 1)]
    public void Threshold_is_the_exact_rank(int rows, double rate, int rank)
    {
        double[] scores = [.. Enumerable.Range(1, rows).Reverse().Select(i => (double)i)];
        var gate = UnknownGate.Learn(scores, rate);
        if (rank == 0) Assert.Equal(double.NegativeInfinity, gate.Threshold);
        else Assert.InRange(gate.Threshold, rank * (1 - 1e-5), rank);
        Assert.Equal(Math.Max(0, rank - 1), scores.Count(score => !gate.Passes(score)));
        Assert.Equal(rank == 0, gate.Warnings.Count == 1);
    }

    [Fact]
    public void Too_few_rows_stop_nothing_and_say_so()
    {
        var gate = UnknownGate.Learn([1, 2, 3], .01);
        Assert.True(gate.Passes(double.NegativeInfinity));
        Assert.Equal("the gate stops nothing: a false-alarm rate of 0.01 needs at least 99 rows to be set on, there are 3", Assert.Single(gate.Warnings));
    }

    [Fact]
    public void Rows_equal_to_the_lowest_that_must_pass_pass()
    {
        var gate = UnknownGate.Learn([0, 1, 1, 1, 1, 1, 1, 1, 2], .3);   // the third smallest of nine
        Assert.InRange(gate.Threshold, 1 - 1e-5, 1);
        bool[] passes = new bool[4];
        gate.Passes([.999, 1, 2, double.NaN], passes);
        Assert.Equal([false, true, true, false], passes);
        Assert.Empty(gate.Warnings);
        Assert.Contains("9 of 9 rows share the lowest score", Assert.Single(UnknownGate.Learn(new double[9], .3).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Observed_false_alarms_carry_an_exact_bound()
    {
        var gate = UnknownGate.Learn([.. Enumerable.Range(0, 99).Select(i => (double)i)], .1);   // threshold 9
        var seen = gate.Observe([.. Enumerable.Range(0, 1_000).Select(i => i * .1)], .9875);
        Assert.Equal((1_000, 90), (seen.Rows, seen.Stopped));
        Assert.Equal(.09, seen.Rate, 1e-15);
        Assert.Equal(0.11234103771282448, seen.UpperBound, 1e-13);   // SciPy: beta.ppf(.9875, 91, 910)
    }

    [Theory]
    [InlineData(19, .1)]
    [InlineData(250, .05)]
    public void A_fresh_row_is_stopped_as_often_as_promised_on_average(int rows, double rate)
    {
        // Uniform scores: the true rate of a gate is its threshold, and k/(n+1) on average.
        const int Runs = 4_000;
        double sum = 0, squares = 0;
        double[] scores = new double[rows];
        for (int run = 0; run < Runs; run++)
        {
            var random = new RandomStream(77, (ulong)run);
            foreach (ref double score in scores.AsSpan()) score = random.NextDouble();
            double threshold = UnknownGate.Learn(scores, rate).Threshold;
            sum += threshold;
            squares += threshold * threshold;
        }
        double mean = sum / Runs, error = Math.Sqrt((squares / Runs - mean * mean) / Runs);
        double expected = Math.Floor(rate * (rows + 1) + 1e-9) / (rows + 1);
        Assert.InRange(mean, expected - 4 * error, expected + 4 * error);
        Assert.True(mean <= rate + 3 * error);
    }

    [Fact]
    public void Refuses_bad_arguments()
    {
        Assert.Throws<ArgumentException>(() => UnknownGate.Learn([], .1));
        Assert.Throws<ArgumentException>(() => UnknownGate.Learn([1, double.NaN], .1));
        Assert.Throws<ArgumentException>(() => UnknownGate.Learn([1], 0));
        Assert.Throws<ArgumentException>(() => UnknownGate.Learn([1], 1));
        var gate = UnknownGate.Learn([1, 2, 3, 4], .3);
        Assert.Throws<ArgumentException>(() => gate.Observe([]));
        Assert.Throws<ArgumentException>(() => gate.Observe([double.NaN]));
        Assert.Throws<ArgumentException>(() => gate.Passes([1, 2], new bool[1]));
    }
}
