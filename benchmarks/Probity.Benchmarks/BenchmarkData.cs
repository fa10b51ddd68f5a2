using Probity.Numerics;

namespace Probity.Benchmarks;

/// <summary>Made-up outputs of a model: logits normal with deviation 3, labels drawn as if the right temperature were 2.</summary>
internal static class BenchmarkData
{
    /// <summary>Rows to measure on: PROBITY_BENCHMARK_ROWS, or 50,000.</summary>
    public static IEnumerable<int> Rows => [FromEnvironment("PROBITY_BENCHMARK_ROWS", 50_000)];

    /// <summary>Classes to measure on: PROBITY_BENCHMARK_CLASSES, or 1,000.</summary>
    public static IEnumerable<int> Classes => [FromEnvironment("PROBITY_BENCHMARK_CLASSES", 1_000)];

    public static float[] Logits(int rows, int classes)
    {
        float[] logits = new float[rows * classes];
        RowRanges.For(rows, RowRanges.Length(classes), (_, start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                var random = new RandomStream(1, (ulong)row);
                foreach (ref float logit in logits.AsSpan(row * classes, classes)) logit = (float)(3 * random.NextGaussian());
            }
        });
        return logits;
    }

    public static int[] Labels(float[] logits, int classes)
    {
        const double temperature = 2;
        int[] labels = new int[logits.Length / classes];
        for (int row = 0; row < labels.Length; row++)
        {
            // The largest of z/T + Gumbel noise is a draw from softmax(z/T).
            var random = new RandomStream(2, (ulong)row);
            double best = double.NegativeInfinity;
            for (int j = 0; j < classes; j++)
            {
                double value = (logits[(row * classes) + j] / temperature) - Math.Log(-Math.Log(1 - random.NextDouble()));
                if (value > best) (best, labels[row]) = (value, j);
            }
        }
        return labels;
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) && value > 0 ? value : otherwise;
}
