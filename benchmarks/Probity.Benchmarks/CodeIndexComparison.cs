using System.Diagnostics;
using System.Globalization;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>
/// A code index of a million embeddings of 8 groups of 32 values beside exact search: recall, time and memory, on codes in clusters of 50 or
/// 2,000 items that are sharp (the largest probability of a group is .86 on average) or soft (.34). The table goes to the standard output as Markdown.
/// </summary>
internal static class CodeIndexComparison
{
    private const int Queries = 1_000, K = 10, RowsAtOnce = 1_000;

    private static readonly GroupShape Shape = new(8, 32);

    public static int Run(string[] args)
    {
        int rows = args is [var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 1_000_000;
        Print($"{rows:N0} × {Shape.Groups}×{Shape.Values}, {Queries:N0} queries, {Threads.Maximum} threads, cosine. Build: s; search and exact: µs a query.\n");
        Console.WriteLine("| codes | mean largest | numbers | listed | lists | candidates | recall@1 | recall@10 | search | exact | build | list bytes an item | bytes an item |");
        Console.WriteLine("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, double height, double temperature, int cluster) in new[] { ("sharp", 4, .5, 50), ("soft", 3, 1.0, 50), ("sharp, large clusters", 4, .5, 2_000), ("soft, large clusters", 3, 1.0, 2_000) })
        {
            float[] references = Codes(rows, rows / cluster, height, temperature, seed: 1), queries = Codes(Queries, rows / cluster, height, temperature, seed: 2);
            double largest = Largest(queries);
            foreach (FeatureStoreNumbers numbers in Enum.GetValues<FeatureStoreNumbers>())
            {
                ReferenceItems items = ReferenceItems.Of(references, Shape.Columns, numbers: numbers);
                ExactSearch exact = ExactSearch.Of(items);
                exact.Search(queries.AsMemory(0, Shape.Columns), K);   // makes it ready
                (Neighbours truth, double exactSeconds) = Timed(() => exact.Search(queries, K));
                foreach (int listed in new[] { 2, 1 })
                {
                    (CodeIndex index, double build) = Timed(() => CodeIndex.Build(items, Shape, new CodeIndexOptions { ListedValues = listed }));
                    foreach ((int lists, int candidates) in new[] { (16, 256), (8, 256), (16, 1_024) })
                    {
                        if ((listed != 2 || numbers == FeatureStoreNumbers.Float16) && (lists, candidates) != (16, 256)) continue;
                        CodeIndex searched = index.With(lists, candidates);
                        searched.Search(queries.AsMemory(0, 64 * Shape.Columns), K);
                        (Neighbours found, double seconds) = Timed(() => searched.Search(queries, K));
                        double listBytes = (double)index.ListBytes / rows, bytes = listBytes + (Shape.Columns * (numbers == FeatureStoreNumbers.Float32 ? 4 : 2));
                        Print($"| {name} | {largest:F2} | {numbers} | {listed} | {lists} | {candidates:N0} | {SearchRecall.Of(found, truth, 1):F4} | {SearchRecall.Of(found, truth, K):F4} | {1e6 * seconds / Queries:F0} | {1e6 * exactSeconds / Queries:F0} | {build:F1} | {listBytes:F0} | {bytes:F0} |\n");
                    }
                    if (numbers == FeatureStoreNumbers.Float16 && listed == 2) File(index, queries, name);
                    if (numbers == FeatureStoreNumbers.Float16) break;
                }
            }
        }
        return 0;
    }

    private static void File(CodeIndex index, float[] queries, string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("probity-index-");
        string path = Path.Combine(folder.FullName, "index");
        (_, double save) = Timed(() => { index.Save(path); return 0; });
        (CodeIndex opened, double open) = Timed(() => CodeIndex.Open(path));
        (_, double seconds) = Timed(() => opened.Search(queries, K));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: saved in {save:F1} s, opened and checked in {open:F1} s, {1e6 * seconds / Queries:F0} µs a query from the file"));
        opened.Items.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Softmax of logits that stand out by a height in one value of each group, which the items of a cluster share, and normal noise.</summary>
    private static float[] Codes(int rows, int clusters, double height, double temperature, ulong seed)
    {
        var codes = new float[rows * Shape.Columns];
        RowRanges.For(rows, RowsAtOnce, (range, start, end) =>
        {
            var random = new RandomStream((seed << 32) + (ulong)range);
            for (int i = start; i < end; i++)
            {
                int cluster = (int)(random.NextDouble() * clusters);
                var centre = new RandomStream(((ulong)3 << 32) + (ulong)cluster);
                for (int group = 0; group < Shape.Groups; group++)
                {
                    int chosen = (int)(centre.NextDouble() * Shape.Values);
                    Span<float> values = codes.AsSpan((i * Shape.Columns) + (group * Shape.Values), Shape.Values);
                    double sum = 0;
                    for (int value = 0; value < values.Length; value++)
                    {
                        values[value] = (float)Math.Exp((random.NextGaussian() + (value == chosen ? height : 0)) / temperature);
                        sum += values[value];
                    }
                    foreach (ref float value in values) value = (float)(value / sum);
                }
            }
        });
        return codes;
    }

    private static double Largest(float[] codes)
    {
        double sum = 0;
        for (int start = 0; start < codes.Length; start += Shape.Values)
        {
            float largest = 0;
            foreach (float value in codes.AsSpan(start, Shape.Values)) largest = Math.Max(largest, value);
            sum += largest;
        }
        return sum / (codes.Length / Shape.Values);
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Print(FormattableString line) => Console.Write(line.ToString(CultureInfo.InvariantCulture));
}
