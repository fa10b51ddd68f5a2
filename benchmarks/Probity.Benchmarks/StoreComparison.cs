using System.Diagnostics;
using System.Globalization;
using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>
/// What a store of features saves when the encoder is a small network, and what reading from it costs. The ways take turns in one process; the
/// table goes to the standard output as Markdown.
/// </summary>
internal static class StoreComparison
{
    private const int Rows = 10_000, Inputs = 784, Hidden = 256, Size = 64, Classes = 10, BatchSize = 128, Rounds = 31;
    private const int LargeRows = 200_000, LargeSize = 384;

    public static int Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("probity-store-");
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| work | way | median ms | least ms | median / first way's |\n|---|---|---:|---:|---:|"));
            SmallEncoder(folder.FullName);
            Bandwidth(folder.FullName);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static ReadOnlyMemory<float>[] Items(int count, int columns)
    {
        var random = new RandomStream(1);
        var items = new ReadOnlyMemory<float>[count];
        for (int i = 0; i < count; i++)
        {
            float[] row = new float[columns];
            foreach (ref float value in row.AsSpan()) value = (float)random.NextGaussian();
            items[i] = row;
        }
        return items;
    }

    private static void SmallEncoder(string folder)
    {
        ReadOnlyMemory<float>[] items = Items(Rows, Inputs);
        float[] rows = [.. items.SelectMany(item => item.ToArray())];
        int[] labels = [.. items.Select(item => (int)(Math.Abs(item.Span[0]) * 1_000) % Classes)], order = [.. Enumerable.Range(0, Rows)];
        new RandomStream(2).Shuffle<int>(order);
        Features inputs = Features.Dense(rows, Inputs);
        Classifier model = Classifier.Train(
            new TrainingRows(inputs, labels, Classes), new TrainingOptions { Network = NetworkDesign.Hidden(Hidden, Size), Epochs = 1 });
        var encoder = new ClassifierEncoder(model);
        float[] encoded = new float[Rows * Size], row = new float[Size];

        string path = Path.Combine(folder, "small"), halfPath = Path.Combine(folder, "half");
        using var store = FeatureStore.Open(path, encoder);
        using var half = FeatureStore.Open(halfPath, encoder, FeatureStoreNumbers.Float16);
        Features stored = store.Features(encoder, items), halves = half.Features(encoder, items);
        void Encode() => model.HiddenFeatures(inputs, encoded);
        void Read(Features features)
        {
            for (int i = 0; i < Rows; i++) features.Read(order[i], row.AsSpan());
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} rows of {Size}, encoder {Inputs} → {Hidden} → {Size}");
        Compare($"features of an epoch: {what}", ("encoded anew", Encode), ("store, float32", () => Read(stored)), ("store, half", () => Read(halves)));

        TrainingEpoch Head(Features features) => new(features, labels, order, [Size, Classes], BatchSize, 1e-3);
        TrainingEpoch anew = Head(Features.Dense(encoded, Size)), fromStore = Head(stored), fromHalf = Head(halves);
        void Anew()
        {
            Encode();
            anew.Run();
        }

        Compare(
            $"epoch of a linear head {Size} → {Classes}: {what}",
            ("encoded anew", Anew), ("store, float32", () => fromStore.Run()), ("store, half", () => fromHalf.Run()), ("array in memory", () => anew.Run()));

        int next = 0;
        Compare(
            $"before the first epoch: {what}",
            ("encoded once, into an array", Encode),
            ("encoded into a new store, on disk", () =>
            {
                using var made = FeatureStore.Open(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"new{next++}")), encoder);
                made.Features(encoder, items);
            }
        ),
            ("found in a store of an earlier run, opened and verified", () =>
            {
                using var found = FeatureStore.Open(path, encoder);
                found.Features(encoder, items);
            }
        ));
    }

    private static void Bandwidth(string folder)
    {
        var encoder = new PassThroughEncoder(LargeSize);
        ReadOnlyMemory<float>[] items = Items(LargeRows, LargeSize);
        float[] all = new float[LargeRows * LargeSize], row = new float[LargeSize];
        for (int i = 0; i < LargeRows; i++) items[i].CopyTo(all.AsMemory(i * LargeSize));
        string path = Path.Combine(folder, "large");
        using var store = FeatureStore.Open(path, encoder);
        using var half = FeatureStore.Open(path + ".half", encoder, FeatureStoreNumbers.Float16);
        Features stored = store.Features(encoder, items, batchSize: 4_096), halves = half.Features(encoder, items, batchSize: 4_096), dense = Features.Dense(all, LargeSize);
        void Read(Features features)
        {
            for (int i = 0; i < LargeRows; i++) features.Read(i, row.AsSpan());
        }

        double[] medians = Compare(
            string.Create(CultureInfo.InvariantCulture, $"all rows in order, one thread: {LargeRows:N0} × {LargeSize}"),
            ("copied row by row from an array", () => Read(dense)), ("store, float32", () => Read(stored)), ("store, half", () => Read(halves)),
            ("opening and verifying the float32 store", () => FeatureStore.Open(path, encoder).Dispose()));
        double gigabytes = all.Length * 4e-9;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Floats handed out a second: {gigabytes / medians[0]:F1} GB from the array, {gigabytes / medians[1]:F1} GB from the float32 store, {gigabytes / medians[2]:F1} GB from the half store; verified while opening: {gigabytes / medians[3]:F1} GB."));
    }

    /// <returns>Median seconds of each way.</returns>
    private static double[] Compare(string work, params (string Name, Action Run)[] ways)
    {
        double[][] seconds = Array.ConvertAll(ways, _ => new double[Rounds]);
        for (int round = -5; round < Rounds; round++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                long start = Stopwatch.GetTimestamp();
                ways[way].Run();
                if (round >= 0) seconds[way][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }
        foreach (double[] own in seconds) Array.Sort(own);
        double[] medians = Array.ConvertAll(seconds, own => own[Rounds / 2]);
        for (int way = 0; way < ways.Length; way++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {work} | {ways[way].Name} | {medians[way] * 1e3:F3} | {seconds[way][0] * 1e3:F3} | {medians[way] / medians[0]:F3} |"));
        }
        return medians;
    }
}
