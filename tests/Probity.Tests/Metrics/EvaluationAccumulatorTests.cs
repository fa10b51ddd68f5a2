using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class EvaluationAccumulatorTests
{
    private static readonly string[] Summed =
    [
        "accuracy", "nll", "brier", "ece", "mce", "rmsce", "overconfidence", "underconfidence", "brier_reliability", "brier_resolution", "brier_uncertainty",
        "spiegelhalter_z",
    ];

    private static readonly string[] Sketched = ["auroc", "aurc", "eaurc", "augrc", "risk_at_coverage_80", "coverage_at_risk_5", "sac_99", "prr"];

    [Fact]
    public void Values_are_those_of_all_rows_at_once()
    {
        var simulated = SimulatedRows.Draw(1, 3_000, slope: .7);
        var whole = Evaluation.Classify(simulated.Rows, new() { Bootstrap = 0 });
        var chunks = InChunks(simulated, 1_000).Figures();
        Assert.All(Summed, name => Near(whole[name].Value!.Value, chunks[name].Value!.Value, 1e-12));
        Assert.All(Sketched, name =>
        {
            double exact = whole[name].Value!.Value, slack = 1e-12;
            var figure = chunks[name];
            Assert.InRange(exact, figure.Beside!["least"] - slack, figure.Beside["most"] + slack);
            Assert.InRange(figure.Value!.Value, figure.Beside["least"] - slack, figure.Beside["most"] + slack);
            Assert.True(figure.Beside["most"] - figure.Beside["least"] < .006, $"{name}: {figure.Beside["least"]} to {figure.Beside["most"]}");
        });
        Assert.Equal(3_000, chunks["accuracy"].Rows);
        Assert.All(chunks.Values, figure => Assert.DoesNotContain("ootstrap", figure.Definition, StringComparison.Ordinal));
        Assert.All(chunks, figure => Assert.StartsWith(figure.Value.Definition[..20], whole[figure.Key].Definition, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_the_rows_are_cut_and_merged_the_bits_are_the_same(bool fractional)
    {
        var simulated = SimulatedRows.Draw(2, 1_000);
        // Halves are as exact as whole numbers in a histogram.
        double[] weights = [.. simulated.Confidence.Select((_, i) => fractional ? (i % 5) / 2.0 : i % 4)];
        string all = Describe(InChunks(simulated, 1_000, weights));
        Assert.Equal(all, Describe(InChunks(simulated, 1, weights)));
        Assert.Equal(all, Describe(InChunks(simulated, 137, weights)));

        var parts = new[] { 0..250, 250..900, 900..1_000 }.Select(range => InChunks(Slice(simulated, range), 100, weights[range])).ToArray();
        parts[2].Merge(parts[0]);
        parts[2].Merge(parts[1]);
        Assert.Equal(all, Describe(parts[2]));
    }

    [Fact]
    public void Whole_weights_repeat_rows()
    {
        var simulated = SimulatedRows.Draw(8, 300);
        double[] weights = [.. simulated.Confidence.Select((_, i) => (double)(1 + (i % 3)))];
        var repeated = new SimulatedRows(
            Repeat(simulated.Confidence, weights), Repeat(simulated.Correct, weights), Repeat(simulated.Nll, weights), Repeat(simulated.Brier, weights));
        var weighted = InChunks(simulated, 100, weights).Figures();
        var rows = InChunks(repeated, 600).Figures();
        // Not scaled to a mean of 1: sums of selective risks over 600 rows are not those over 300.
        Assert.All([.. Summed, .. Sketched], name => Near(rows[name].Value!.Value, weighted[name].Value!.Value, 1e-12));
        Assert.All(Sketched, name => Near(rows[name].Beside!["most"], weighted[name].Beside!["most"], 1e-12));
    }

    [Fact]
    public void Weights_of_any_scale_move_no_bound_beyond_rounding()
    {
        var simulated = SimulatedRows.Draw(3, 800);
        var stream = new RandomStream(9);
        double[] weights = [.. simulated.Confidence.Select(_ => 1e-3 * stream.NextDouble())];
        var whole = Evaluation.Classify(simulated.Rows with { Weights = weights }, new() { Bootstrap = 0 });
        var chunks = InChunks(simulated, 100, weights).Figures();
        Assert.All(Summed, name => Near(whole[name].Value!.Value, chunks[name].Value!.Value, 1e-11));
        Assert.All(Sketched, name => Assert.InRange(whole[name].Value!.Value, chunks[name].Beside!["least"] - 1e-9, chunks[name].Beside!["most"] + 1e-9));
    }

    [Fact]
    public void Coarse_ranges_still_hold_the_truth_between_their_bounds()
    {
        // Rankings that all fall into one or two ranges: values 1 + k·2⁻¹⁶.
        var (ranking, outcome, weights) = TiedRows(4, 400, 16);
        double[] close = [.. ranking.Select(value => 1 + (value * Math.Pow(2, -16)))], confidence = [.. ranking.Select(_ => .5)];
        var rows = new EvaluationRows { Confidence = confidence, Ranking = close, Correct = outcome, Weights = weights };
        var whole = Evaluation.Classify(rows, new() { Bootstrap = 0 });
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(rows);
        var figures = accumulator.Figures();
        Assert.True(figures["auroc"].Beside!["most"] - figures["auroc"].Beside!["least"] > .05, "the ranges are not coarse, so this test shows nothing");
        Assert.All(Sketched, name => Assert.InRange(whole[name].Value!.Value, figures[name].Beside!["least"] - 1e-12, figures[name].Beside!["most"] + 1e-12));
    }

    [Fact]
    public void Classwise_error_from_chunks_of_logits()
    {
        const int rows = 500, classes = 7;
        var stream = new RandomStream(6);
        float[] logits = new float[rows * classes];
        for (int i = 0; i < logits.Length; i++) logits[i] = (float)(2 * stream.NextGaussian());
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) labels[i] = stream.NextInt32(classes);

        var probabilities = new double[logits.Length];
        Softmax.Compute(logits, classes, probabilities);
        double expected = Enumerable.Range(0, classes).Average(k =>
            CalibrationError.Ece([.. Enumerable.Range(0, rows).Select(i => probabilities[(i * classes) + k])], [.. labels.Select(label => label == k)]));

        var accumulator = new EvaluationAccumulator();
        for (int start = 0; start < rows; start += 125)
        {
            accumulator.Add(new EvaluationRows
            {
                Confidence = probabilities.AsSpan(start, 125),   // any column will do: this test is of the classes
                Correct = new bool[125],
                Labels = labels.AsSpan(start, 125),
                Logits = logits.AsSpan(start * classes, 125 * classes),
            });
        }
        Near(expected, accumulator.Figures()["ece_classwise"].Value!.Value, 1e-10);
    }

    [Fact]
    public void Infinite_losses_are_counted_and_infinite_rankings_are_ranked()
    {
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(new EvaluationRows
        {
            Confidence = [1, 0, .5, 1],
            Ranking = [double.PositiveInfinity, double.NegativeInfinity, 0, 1e300],
            Correct = [true, false, false, true],
            Nll = [0, double.PositiveInfinity, 1, 0],
        });
        var figures = accumulator.Figures();
        Assert.Equal(double.PositiveInfinity, figures["nll"].Value);
        Assert.Equal(1, figures["nll"].Beside!["zero_rows"]);
        Assert.Equal(1, figures["auroc"].Value);
        Assert.Equal(.5, figures["coverage_at_risk_5"].Value);
    }

    [Fact]
    public void A_chunk_that_is_refused_leaves_no_trace()
    {
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(new EvaluationRows { Confidence = [.9, .6], Correct = [true, false], Labels = [0, 1], Logits = [2, 0, 1, 0] });
        string before = Describe(accumulator);
        Refuses("NaN", new EvaluationRows { Confidence = [.9, .6], Correct = [true, false], Labels = [0, 1], Logits = [2, 0, float.NaN, 0] });
        Refuses("logits of 3 columns", new EvaluationRows { Confidence = [.9], Correct = [true], Labels = [0], Logits = [2, 0, 1] });
        Refuses("confidence and outcomes only", new EvaluationRows { Confidence = [.9], Correct = [true] });
        Refuses("1E+200", new EvaluationRows { Confidence = [.9], Correct = [true], Labels = [0], Logits = [2, 0], Weights = [1e200] });
        Refuses("1 rows but correct: 2", new EvaluationRows { Confidence = [.9], Correct = [true, true], Labels = [0], Logits = [2, 0] });
        Assert.Equal(before, Describe(accumulator));
        Assert.Throws<ArgumentException>(() => accumulator.Merge(accumulator));
        Assert.Throws<ArgumentException>(() => accumulator.Merge(new EvaluationAccumulator(10)));
        Assert.Throws<InvalidOperationException>(() => new EvaluationAccumulator().Figures());

        void Refuses(string words, EvaluationRows rows)
        {
            try
            {
                accumulator.Add(rows);
            }
            catch (ArgumentException refusal)
            {
                Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
                return;
            }
            Assert.Fail($"{words}: was not refused");
        }
    }

    [Fact]
    public void Intervals_of_losses_hold_the_truth_as_often_as_they_say()
    {
        var endless = Evaluation.Classify(SimulatedRows.Draw(77, 1_000_000).Rows, new() { Bootstrap = 0 });
        string[] names = ["accuracy", "nll", "brier", "auroc"];
        var held = names.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        const int runs = 300;
        for (int run = 0; run < runs; run++)
        {
            var figures = InChunks(SimulatedRows.Draw(100 + (ulong)run, 400), 200).Figures();
            foreach (string name in names)
            {
                double truth = endless[name].Value!.Value;
                if (figures[name].Low <= truth && truth <= figures[name].High) held[name]++;
            }
        }
        Assert.All(held, share => Assert.InRange(share.Value / (double)runs, .90, .995));
    }

    private static EvaluationAccumulator InChunks(SimulatedRows rows, int length, double[]? weights = null)
    {
        var accumulator = new EvaluationAccumulator();
        for (int start = 0; start < rows.Confidence.Length; start += length)
        {
            var range = start..Math.Min(rows.Confidence.Length, start + length);
            accumulator.Add(Slice(rows, range).Rows with { Weights = weights is null ? default(ReadOnlySpan<double>) : weights.AsSpan(range) });
        }
        return accumulator;
    }

    private static SimulatedRows Slice(SimulatedRows rows, Range range) =>
        new(rows.Confidence[range], rows.Correct[range], rows.Nll[range], rows.Brier[range]);

    private static string Describe(EvaluationAccumulator accumulator) =>
        string.Join('\n', accumulator.Figures().Select(f =>
            $"{f.Key} {f.Value.Value:R} {f.Value.Low:R} {f.Value.High:R} {f.Value.P:R} {f.Value.Beside?.GetValueOrDefault("least"):R} {f.Value.Beside?.GetValueOrDefault("most"):R}"));
}
