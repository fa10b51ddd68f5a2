using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Reporting.Tests;

/// <summary>A simulated overconfident classifier of eight kinds of clothing with unknown rows, a gate and small pictures.</summary>
internal static class DemoInput
{
    private static readonly string[] Classes = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker"];

    // Which class each is most like; the model mixes these up.
    private static readonly int[] Neighbour = [6, 3, 4, 1, 2, 7, 0, 5];

    public static ReportInput Whole(int rows = 4_000, int unknowns = 1_000)
    {
        var labels = new int[rows];
        var predicted = new int[rows];
        var before = new double[rows];
        var after = new double[rows];
        var energy = new double[rows];
        var shown = new double[8];
        for (int i = 0; i < rows; i++)
        {
            var random = new RandomStream(11, (ulong)i);
            labels[i] = random.NextInt32(8);
            double difficulty = labels[i] is 0 or 2 or 4 or 6 ? 1.0 : 1.7;
            Logits(ref random, shown, labels[i], difficulty);
            predicted[i] = Top(shown);
            after[i] = Confidence(shown, 1);
            before[i] = Confidence(shown, 1 / 2.6);
            energy[i] = Energy(shown) + .6 * random.NextGaussian();
        }

        var unknownConfidence = new double[unknowns];
        var unknownPredicted = new int[unknowns];
        var unknownEnergy = new double[unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            var random = new RandomStream(12, (ulong)i);
            Logits(ref random, shown, random.NextInt32(8), .15);
            unknownConfidence[i] = Confidence(shown, 1);
            unknownPredicted[i] = Top(shown);
            unknownEnergy[i] = Energy(shown) - 2.2 + .8 * random.NextGaussian();
        }
        double gate = energy.Order().ElementAt(rows / 20);
        return new ReportInput
        {
            Title = "Fashion-MNIST, simulated",
            Subtitle = "8 known kinds of clothing, 2 kept out as unknowns, test rows",
            ClassNames = Classes,
            Labels = labels,
            Predicted = predicted,
            ConfidenceBefore = before,
            ConfidenceAfter = after,
            FiguresBefore = Figures(labels, predicted, before, energy, unknownEnergy, after, unknownConfidence),
            FiguresAfter = Figures(labels, predicted, after, energy, unknownEnergy, after, unknownConfidence),
            PassesGate = [.. energy.Select(e => e >= gate)],
            Policy = new()
            {
                Threshold = .9132,
                TargetPrecision = .95,
                PromiseConfidence = .95,
                RowsLearned = 2_000,
                RowsCertified = 2_000,
                CertifiedCoverage = .712,
                GateScore = "log_sum_exp",
                GateThreshold = gate,
                Explanation =
                [
                    "Accept an answer when its calibrated confidence is at least 91.3 % and its energy says it is a known kind.",
                    "At least 95 % of the accepted answers are right; in 95 of 100 such fittings this holds.",
                    "It holds for rows like those that certified it. It says nothing about rows from elsewhere.",
                ],
            },
            Unknowns = new()
            {
                Confidence = unknownConfidence,
                Predicted = unknownPredicted,
                RowIds = [.. Enumerable.Range(0, unknowns).Select(i => i % 2 == 0 ? $"Bag, t10k/{i}" : $"Ankle boot, t10k/{i}")],
                Images = new(28, 28, row => Picture(row, row % 2 == 0 ? 3 : 7)),
                PassesGate = [.. unknownEnergy.Select(e => e >= gate)],
                Scores =
                [
                    new() { Token = "log_sum_exp", Known = energy, Unknown = unknownEnergy, IsGate = true },
                    new() { Token = "max_probability", Known = after, Unknown = unknownConfidence },
                    new() { Token = "doctor_beta", Known = Doctor(after), Unknown = Doctor(unknownConfidence) },
                ],
            },
            RowIds = [.. Enumerable.Range(0, rows).Select(i => $"t10k/{i}")],
            Images = new(28, 28, row => Picture(row, labels[row])),
            Training = DemoTraining.Overfitting(),
            Provenance = new() { Files = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], Seed = 1, Command = "probity demo" },
        };
    }

    private static double[] Doctor(double[] confidence) => [.. confidence.Select(p => -(1 - p) / p)];

    private static void Logits(ref RandomStream random, double[] logits, int label, double ease)
    {
        for (int k = 0; k < 8; k++) logits[k] = random.NextGaussian();
        double strength = 3.2 * ease * random.NextDouble() * 2;
        logits[label] += strength;
        logits[Neighbour[label]] += strength * .45 * random.NextDouble() * 2;
        // Sharpen to the posterior of this generator, near enough for a picture.
        for (int k = 0; k < 8; k++) logits[k] *= 1.55;
    }

    private static int Top(double[] logits) => Array.IndexOf(logits, logits.Max());

    private static double Confidence(double[] logits, double temperature)
    {
        double top = logits.Max();
        return 1 / logits.Sum(z => Math.Exp((z - top) / temperature));
    }

    private static double Energy(double[] logits) => Math.Log(logits.Sum(Math.Exp));

    private static Dictionary<string, Figure> Figures(
        int[] labels, int[] predicted, double[] confidence, double[] energy, double[] unknownEnergy, double[] max, double[] unknownMax)
    {
        int rows = labels.Length;
        double accuracy = labels.Zip(predicted, (y, p) => y == p ? 1.0 : 0).Average();
        double ece = 0;
        for (int bin = 0; bin < 15; bin++)
        {
            int[] inside = [.. Enumerable.Range(0, rows).Where(i => Math.Clamp((int)Math.Ceiling(confidence[i] * 15) - 1, 0, 14) == bin)];
            ece += Math.Abs(inside.Sum(i => confidence[i] - (labels[i] == predicted[i] ? 1 : 0))) / rows;
        }
        double brier = Enumerable.Range(0, rows).Average(i => Math.Pow(confidence[i] - (labels[i] == predicted[i] ? 1 : 0), 2)) * 1.3;
        double nll = -Enumerable.Range(0, rows).Average(i => Math.Log(labels[i] == predicted[i] ? confidence[i] : Math.Max(1e-12, (1 - confidence[i]) / 2)));
        double[] hits = [.. confidence.Where((_, i) => labels[i] == predicted[i])];
        double[] misses = [.. confidence.Where((_, i) => labels[i] != predicted[i])];
        return new()
        {
            ["accuracy"] = Of(accuracy, .0055, "Share of rows whose most probable class is the label; a tie goes to the lower class. Interval: percentile bootstrap, 1,000 resamples."),
            ["ece"] = Of(ece, .0048, "Top-label expected calibration error: 15 equal-width bins over [0, 1], right-closed, 0 in the first; mean absolute gap between confidence and accuracy weighted by rows. Interval: reverse percentile, cut at 0.", .0117, ece > .03 ? 0 : .31),
            ["mce"] = Of(ece * 2.9, .02, "Largest gap between confidence and accuracy in the bins of ece.", .094),
            ["nll"] = Of(nll, .02, "Mean negative natural logarithm of the probability of the label, unclipped."),
            ["brier"] = Of(brier, .008, "Squared distance between probabilities and the one-hot label, summed over classes, mean over rows."),
            ["auroc"] = Of(Auroc(hits, misses), .009, "Probability that a right answer has a higher max probability than a wrong one; ties count one half."),
            ["aurc"] = Of(.0412, .003, "Mean over i of the selective risk of the i most confident rows, expected under random tie order."),
            ["coverage_at_risk_5"] = Of(.81, .02, "Largest coverage over whole tie groups with risk at most 0.05, else 0."),
            ["ood_auroc_log_sum_exp"] = Of(Auroc(energy, unknownEnergy), .008, "Probability that a known row scores above an unknown one; known is positive; ties count one half."),
            ["ood_auroc_max_probability"] = Of(Auroc(max, unknownMax), .01, "Probability that a known row scores above an unknown one; known is positive; ties count one half."),
            ["ood_auroc_doctor_beta"] = Of(Auroc(max, unknownMax), .01, "Probability that a known row scores above an unknown one; known is positive; ties count one half."),
            ["ood_fpr95_log_sum_exp"] = Of(.243, .03, "Share of unknown rows at or above the largest threshold that keeps at least 95 % of the known."),
            ["ood_fpr95_max_probability"] = Of(.571, .03, "Share of unknown rows at or above the largest threshold that keeps at least 95 % of the known."),
            ["ood_fpr95_doctor_beta"] = Of(.571, .03, "Share of unknown rows at or above the largest threshold that keeps at least 95 % of the known."),
        };

        Figure Of(double value, double half, string definition, double? chance = null, double? p = null) =>
            new() { Value = value, Low = Math.Max(0, value - 1.96 * half), High = value <= 1 ? Math.Min(1, value + 1.96 * half) : value + 1.96 * half, Null95 = chance, P = p, Rows = rows, Definition = definition };
    }

    private static double Auroc(double[] high, double[] low)
    {
        double[] sorted = [.. low.Order()];
        return high.Average(value =>
        {
            int below = Array.BinarySearch(sorted, value);
            return (below < 0 ? ~below : below) / (double)sorted.Length;
        });
    }

    private static byte[] Picture(int row, int kind)
    {
        var random = new RandomStream(13, (ulong)row);
        var pixels = new byte[28 * 28];
        double lean = random.NextGaussian();
        for (int y = 0; y < 28; y++)
        {
            for (int x = 0; x < 28; x++)
            {
                double across = Math.Abs(x - 13.5 - lean), width = kind is 1 ? 5 : kind is 5 or 7 ? 11 : y < 10 ? 12 : 7;
                bool inside = across < width && y > (kind is 5 or 7 ? 14 : 2) && y < 26 && !(kind is 1 && across < 1 && y > 8);
                pixels[y * 28 + x] = inside ? (byte)(140 + 10 * kind + 30 * random.NextDouble()) : (byte)0;
            }
        }
        return pixels;
    }
}
