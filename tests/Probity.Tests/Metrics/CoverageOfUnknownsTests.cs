using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Tests.Metrics;

/// <summary>
/// How often a 95 % interval of a figure of unknowns holds the truth, over 300 draws of rows: in-distribution N(1.5, 1),
/// unknown N(0, 1), right with probability Φ(score).
/// </summary>
public class CoverageOfUnknownsTests
{
    private const int Runs = 300;

    [Fact]
    public void Of_unknowns() => Holds(weighted: false);

    [Fact]
    public void Of_unknowns_against_weighted_rows() => Holds(weighted: true);

    private static void Holds(bool weighted)
    {
        // Closed forms for AUROC and FPR95, endless rows for the rest. Weights do not depend on the score: the truth is the same.
        double[] endless = Normal(99, 1_000_000, 1.5);
        var truth = Evaluation.Unknowns("x", endless, Normal(98, 1_000_000, 0), new() { Bootstrap = 0 }, Correct(97, endless));
        Assert.Equal(MathNet.Numerics.Distributions.Normal.CDF(0, 1, 1.5 / Math.Sqrt(2)), truth["ood_auroc_x"].Value!.Value, .001);
        Assert.Equal(MathNet.Numerics.Distributions.Normal.CDF(0, 1, 1.6448536 - 1.5), truth["ood_fpr95_x"].Value!.Value, .004);

        var held = truth.Keys.ToDictionary(name => name, _ => 0.0, StringComparer.Ordinal);
        for (int run = 0; run < Runs; run++)
        {
            double[] known = Normal(1_000 + (ulong)run, 400, 1.5), unknown = Normal(5_000 + (ulong)run, 400, 0);
            double[] weights = weighted ? known.Select((_, i) => 0.5 + (i % 4)).ToArray() : [];
            var figures = Evaluation.Unknowns(
                "x", known, unknown, new() { Bootstrap = 200, Seed = (ulong)run }, Correct(9_000 + (ulong)run, known), weights);
            // The scale of AUTC is that of the rows at hand, and so is its truth.
            double range = Math.Max(known.Max(), unknown.Max()) - Math.Min(known.Min(), unknown.Min());
            foreach (var (name, figure) in figures)
            {
                // Average precision depends on the share of unknown rows, and weighted rows count as their weights.
                double expected = name == "ood_autc_x" ? .5 - (.5 * 1.5 / range) : truth[name].Value!.Value;
                if (figure.Low <= expected && expected <= figure.High) held[name] += 1.0 / Runs;
            }
        }
        Assert.All(held, share => Assert.True(share.Value is >= .90 and <= .995, $"{share.Key}: {share.Value:P1}"));
    }

    private static double[] Normal(ulong seed, int rows, double mean)
    {
        var stream = new RandomStream(seed, 321);
        var values = new double[rows];
        for (int i = 0; i < rows; i++) values[i] = mean + stream.NextGaussian();
        return values;
    }

    private static bool[] Correct(ulong seed, double[] scores)
    {
        var stream = new RandomStream(seed, 654);
        var correct = new bool[scores.Length];
        for (int i = 0; i < correct.Length; i++) correct[i] = stream.NextGaussian() < scores[i];
        return correct;
    }
}
