using System.Runtime.InteropServices;
using Probity.Decisions;
using Probity.Numerics;

namespace Probity.RealData.Decisions;

/// <summary>ResNet-50 on CIFAR-10 (Mukhoti et al., 2020), the 5,000 validation rows: 1,000 certify, the rest give the candidates.</summary>
public class CertifiedThresholdsOnCifar10
{
    private const int Classes = 10;
    private const int Splits = 300;
    private const double Target = .98;
    private const double Delta = .05;

    // NumPy and SciPy over 200 other splits: mean coverage .360 with one start (47 % refused), .667 with four (14 % refused).
    [FactOnData]
    public void One_start_gives_up_where_four_find_most_rows_and_both_keep_the_promise()
    {
        var (scores, correct) = Load();
        var one = Certify(scores, correct, starts: 1);
        var four = Certify(scores, correct, starts: 4);

        Assert.InRange(one.Coverage, .27, .45);
        Assert.InRange(four.Coverage, .60, .73);
        double allowed = Delta + 3 * Math.Sqrt(Delta * (1 - Delta) / Splits);
        Assert.InRange(one.Broken, 0, allowed);
        Assert.InRange(four.Broken, 0, allowed);
    }

    /// <summary>The 5,000 rows are the population: the precision of a threshold on all of them is its true precision.</summary>
    private static (double Coverage, double Broken) Certify(double[] scores, bool[] correct, int starts)
    {
        double coverage = 0;
        int broken = 0;
        for (int split = 0; split < Splits; split++)
        {
            int[] rows = [.. Enumerable.Range(0, scores.Length)];
            var random = new RandomStream(2, (ulong)split);
            random.Shuffle(rows.AsSpan());
            double[] shuffled = [.. rows.Select(row => scores[row])];
            bool[] outcomes = [.. rows.Take(1_000).Select(row => correct[row])];
            var found = SelectivePrecision.Certify(
                shuffled.AsSpan(1_000), shuffled.AsSpan(0, 1_000), outcomes, new PrecisionPromise(Target, 1 - Delta, starts)).Threshold;
            if (found is null) continue;
            coverage += found.Coverage / Splits;
            int[] accepted = [.. rows.Where(row => scores[row] >= found.Threshold)];
            if (accepted.Count(row => correct[row]) < Target * accepted.Length) broken++;
        }
        return (coverage, (double)broken / Splits);
    }

    /// <summary>Minus the probability of all other classes: the max probability without its rounding to 1.</summary>
    private static (double[] Scores, bool[] Correct) Load()
    {
        float[] logits = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Folder!, "val_logits.npy")).AsSpan(128)).ToArray();
        int[] labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(Path.Combine(Folder!, "val_labels.npy")).AsSpan(128)).ToArray();
        double[] scores = new double[labels.Length];
        bool[] correct = new bool[labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            float[] z = logits[(row * Classes)..((row + 1) * Classes)];
            int predicted = Array.IndexOf(z, z.Max());
            double others = z.Where((_, k) => k != predicted).Sum(value => Math.Exp((double)value - z[predicted]));
            scores[row] = -others / (1 + others);
            correct[row] = predicted == labels[row];
        }
        return (scores, correct);
    }

    private static string? Folder { get; } = FindFolder();

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Probity.slnx"))) continue;
            string data = Path.Combine(folder.FullName, "..", "shared", "data", "logits_cifar10_resnet50_ce");
            return File.Exists(Path.Combine(data, "val_logits.npy")) ? data : null;
        }
        return null;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactOnDataAttribute : FactAttribute
    {
        public FactOnDataAttribute()
        {
            if (Folder is null) Skip = "needs ../shared/data/logits_cifar10_resnet50_ce, which is not there";
        }
    }
}
