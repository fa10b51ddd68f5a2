using FsCheck;
using FsCheck.Fluent;
using Probity.Metrics;
using Probity.Numerics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics;

public class BrierDecompositionTests
{
    [Fact]
    public void By_hand_on_two_bins()
    {
        // Bins {.25, .25} with no row right and {.55, .75, .75} with all: means .25 and 2.05/3, accuracies 0 and 1, overall .6.
        var parts = BrierDecomposition.Of([.25, .25, .55, .75, .75], [false, false, true, true, true], 2);
        double gap = 1 - (2.05 / 3);
        Near(((2 * .0625) + (3 * gap * gap)) / 5, parts.Reliability);
        Near(((2 * .36) + (3 * .16)) / 5, parts.Resolution);
        Near(.24, parts.Uncertainty);
        Near(0, parts.WithinBinCovariance);   // outcomes do not vary within a bin
        Near(.04 * 2 / 3 / 5, parts.WithinBinVariance);
        Near(((2 * .0625) + .2025 + (2 * .0625)) / 5, parts.Brier);
    }

    [Fact]
    public void Parts_add_up_to_the_top_label_brier_score_and_weights_repeat() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            var stream = new RandomStream((ulong)seed);
            int rows = 2 + (seed % 90);
            double[] confidence = [.. Enumerable.Range(0, rows).Select(_ => stream.NextDouble())];
            bool[] correct = [.. confidence.Select(_ => stream.NextInt32(2) == 0)];
            double[] weights = [.. confidence.Select((_, i) => i == 0 ? 1.0 : stream.NextInt32(4))];
            var parts = BrierDecomposition.Of(confidence, correct, 1 + (seed % 20), weights);
            double[] repeated = Repeat(confidence, weights);
            bool[] outcomes = Repeat(correct, weights);
            Near(repeated.Select((c, i) => Math.Pow(c - (outcomes[i] ? 1 : 0), 2)).Average(), parts.Brier);
            Near(BrierDecomposition.Of(repeated, outcomes, 1 + (seed % 20)).Resolution, parts.Resolution);
            return parts.Resolution <= parts.Uncertainty + 1e-12 && parts.Reliability >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Refuses_no_bins_and_leaves_rows_of_no_weight_out()
    {
        Assert.Contains("bins: 0", Assert.Throws<ArgumentException>(() => BrierDecomposition.Of([.5], [true], 0)).Message, StringComparison.Ordinal);
        // A bin whose rows have no weight has no mean to be far from.
        Assert.Equal(
            BrierDecomposition.Of([.6, .7], [true, false], 10), BrierDecomposition.Of([.1, .6, .7, .9], [true, true, false, false], 10, [0, 1, 1, 0]));
    }

    [Fact]
    public void Figures_are_the_parts_with_the_rest_beside()
    {
        var simulated = SimulatedRows.Draw(12, 400, .6);
        var parts = BrierDecomposition.Of(simulated.Confidence, simulated.Correct);
        var figures = Evaluation.Classify(simulated.Rows, new() { Bootstrap = 50 });
        Near(parts.Reliability, figures["brier_reliability"].Value!.Value);
        Near(parts.Resolution, figures["brier_resolution"].Value!.Value);
        Near(parts.Uncertainty, figures["brier_uncertainty"].Value!.Value);
        Near(parts.WithinBins, figures["brier_reliability"].Beside!["within_bins"]);
        // The Brier score over both classes of a binary classifier counts every error twice.
        Near(simulated.Brier.Average() / 2, figures["brier_reliability"].Beside!["top_label_brier"]);
    }
}
