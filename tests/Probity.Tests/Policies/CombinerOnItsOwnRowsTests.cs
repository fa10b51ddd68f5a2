using Probity.Decisions;
using Probity.Numerics;
using Xunit.Abstractions;

namespace Probity.Tests.Policies;

/// <summary>
/// Why certifying rows touch nothing else. A combiner of one score that says something and many that say nothing is fitted to 400 rows; certified on those same rows, or on
/// others. (On CIFAR-100 logits the same happened in 100 % of resplits, and in 2.5 % with split rows: DESIGN.)
/// </summary>
public class CombinerOnItsOwnRowsTests(ITestOutputHelper output)
{
    private const int Rows = 400, Scores = 64, Runs = 50, PopulationRows = 10_000;
    private const double Target = .85, Delta = .05;

    [Fact]
    public void A_combiner_certified_on_the_rows_that_fitted_it_breaks_the_promise_and_on_others_keeps_it()
    {
        string[] names = [.. Enumerable.Range(0, Scores).Select(j => $"score{j}")];
        var (population, _, right) = Draw(1_000_000, PopulationRows);
        int own = 0, split = 0, certified = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var (learning, correct, _) = Draw(2 * run, Rows);
            var (others, othersCorrect, _) = Draw((2 * run) + 1, Rows);
            var combiner = ScoreCombiner.Fit(names, learning, correct);
            double[] learned = Combined(combiner, learning);
            var promise = new PrecisionPromise(Target, 1 - Delta);
            var all = Combined(combiner, population);
            if (SelectivePrecision.Certify(learned, learned, correct, promise).Threshold is { } fooled && Precision(fooled.Threshold) < Target) own++;
            if (SelectivePrecision.Certify(learned, Combined(combiner, others), othersCorrect, promise).Threshold is not { } honest) continue;
            certified++;
            if (Precision(honest.Threshold) < Target) split++;

            double Precision(double threshold)
            {
                double sum = 0, accepted = 0;
                for (int i = 0; i < all.Length; i++)
                {
                    if (!(all[i] >= threshold)) continue;
                    accepted++;
                    sum += right[i];
                }
                return accepted == 0 ? 1 : sum / accepted;
            }
        }
        output.WriteLine($"broken on its own rows {own} of {Runs}; on others {split} of {certified} certified");
        double allowed = (Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / Runs))) * Runs;
        Assert.InRange(own, 1.3 * allowed, Runs);
        Assert.InRange(split, 0, allowed);
        Assert.True(certified > .2 * Runs);
    }

    private static double[] Combined(ScoreCombiner combiner, double[] scores) =>
        [.. Enumerable.Range(0, scores.Length / Scores).Select(i => combiner.LogOdds(scores.AsSpan(i * Scores, Scores)))];

    /// <summary>Right with log-odds 1 + 2·the first score; the others are noise.</summary>
    private static (double[] Scores, bool[] Correct, double[] Right) Draw(ulong stream, int rows)
    {
        var random = new RandomStream(41, stream);
        double[] scores = new double[rows * Scores], right = new double[rows];
        var correct = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Scores; j++) scores[(i * Scores) + j] = random.NextGaussian();
            right[i] = 1 / (1 + Math.Exp(-1 - (2 * scores[i * Scores])));
            correct[i] = random.NextDouble() < right[i];
        }
        return (scores, correct, right);
    }
}
