using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Probity.Calibration;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Numerics.Products;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>
/// Our side of benchmarks/peers: reads the array that the other side reads, times several repetitions in this process,
/// writes the answers and prints the times as one JSON object.
/// </summary>
internal static class Peers
{
    private const string Usage = "usage: peers scores|temperature|isotonic|binary|sms|ranking|matmul|bootstrap|training|retrieval|similarity|search FOLDER ROWS CLASSES REPETITIONS THREADS";

    public static int Run(string[] args)
    {
        if (args is not [var name, var folder, ..] || args.Length != 6 || !TryNumbers(args.AsSpan(2), out int[] numbers))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        (int rows, int classes, int repetitions) = (numbers[0], numbers[1], numbers[2]);
        Threads.Maximum = numbers[3];
        float[] Logits() => Read<float>(Path.Combine(folder, "logits.f32"), checked(rows * classes));
        int[] Labels() => Read<int>(Path.Combine(folder, "labels.i32"), rows);
        object result = name switch
        {
            "scores" => Scores(Logits(), rows, classes, repetitions, Path.Combine(folder, "scores.probity.f64")),
            "temperature" => Temperature(Logits(), Labels(), classes, repetitions),
            "isotonic" => Isotonic(Read<double>(Path.Combine(folder, "scores.f64"), rows), Labels(), repetitions, Path.Combine(folder, "isotonic.probity.f64")),
            "binary" => Binary(Read<double>(Path.Combine(folder, "scores.f64"), rows), Labels(), repetitions),
            "sms" => Sms(Logits(), Labels(), classes, repetitions, Path.Combine(folder, "sms.probity.f64")),
            "ranking" => Ranking(folder, rows, repetitions),
            "matmul" => Product(Logits(), repetitions, folder),
            "bootstrap" => Bootstrap(Logits(), Labels(), classes, repetitions),
            "training" => Training(folder, repetitions),
            "retrieval" => Retrieval(folder, rows, repetitions),
            "similarity" => Similarity(folder, rows, classes, repetitions),
            "search" => Search(folder, rows, repetitions),
            _ => throw new ArgumentException(Usage),
        };
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static object Scores(float[] logits, int rows, int classes, int repetitions, string answers)
    {
        var scores = new FiveScores(rows);
        double[] seconds = Time(repetitions, () => scores.Compute(logits, classes));
        double[] sumSeconds = Time(repetitions, () => ArraySum.Of(logits));
        Write(answers, scores.MaxProbability, scores.MarginProbability, scores.NegativeEntropy, scores.LogSumExp, scores.MaxLogit);
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, sum_seconds = sumSeconds };
    }

    private static object Temperature(float[] logits, int[] labels, int classes, int repetitions)
    {
        TemperatureScaling? fitted = null;
        double[] seconds = Time(repetitions, () => fitted = TemperatureScaling.Fit(logits, labels, classes));
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, temperature = fitted!.Temperature };
    }

    private static object Binary(double[] scores, int[] labels, int repetitions)
    {
        var seconds = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var parameters = new Dictionary<string, double[]>(StringComparer.Ordinal);
        void Fit(string name, Func<CalibrationRows, Calibrator> fit)
        {
            Calibrator? fitted = null;
            seconds[name] = Time(repetitions, () => fitted = fit(CalibrationRows.Of(scores, labels, 1)));
            parameters[name] = [.. fitted!.Parameters.SelectMany(parameter => parameter.Values)];
        }
        Fit("platt", PlattScaling.Fit);
        Fit("affine", AffineScaling.Fit);
        Fit("beta", BetaCalibration.Fit);
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, parameters };
    }

    private static object Sms(float[] logits, int[] labels, int classes, int repetitions, string answers)
    {
        StructuredMatrixScaling? fitted = null;
        double[] seconds = Time(repetitions, () => fitted = StructuredMatrixScaling.Fit(CalibrationRows.Of(logits, labels, classes)));
        Write(answers, [.. fitted!.Weights], [.. fitted.Bias]);
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, temperature = fitted.Temperature };
    }

    private static object Isotonic(double[] scores, int[] labels, int repetitions, string answers)
    {
        IsotonicCalibration? fitted = null;
        double[] seconds = Time(repetitions, () => fitted = IsotonicCalibration.Fit(CalibrationRows.Of(scores, labels, 1)));
        var rows = CalibrationRows.Of(scores, labels, 1);
        double[] rowsSeconds = Time(repetitions, () => fitted = IsotonicCalibration.Fit(rows));
        double[] ends = [.. fitted!.Blocks.Select(block => block.High)];
        Write(answers, Array.ConvertAll(scores, score => fitted.Blocks[Array.BinarySearch(ends, score) is var at && at < 0 ? ~at : at].Raw));
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, seconds_of_rows = rowsSeconds };
    }

    private static object Ranking(string folder, int rows, int repetitions)
    {
        bool[] positive = Array.ConvertAll(Read<byte>(Path.Combine(folder, "positive.u8"), rows), outcome => outcome != 0);
        var seconds = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string column in new[] { "untied", "tied" })
        {
            double[] ranking = Read<double>(Path.Combine(folder, $"{column}.f64"), rows);
            seconds[$"auroc_{column}"] = Time(repetitions, () => values[$"auroc_{column}"] = Auroc.Compute(ranking, positive));
            seconds[$"average_precision_{column}"] =
                Time(repetitions, () => values[$"average_precision_{column}"] = AveragePrecision.Compute(ranking, positive));
        }
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, values };
    }

    /// <summary>The first values of the array, as two square matrices, in float and in double.</summary>
    private static object Product(float[] values, int repetitions, string folder)
    {
        int size = Math.Min(2_048, (int)Math.Sqrt(values.Length / 2)), count = size * size;
        float[] product = new float[count];
        double[] left = Array.ConvertAll(values[..count], value => (double)value), right = Array.ConvertAll(values[count..(2 * count)], value => (double)value);
        double[] doubles = new double[count];
        double[] seconds = Time(repetitions, () => MatrixMultiply.Run(
            new MatrixView<float>(values.AsSpan(0, count), size, size), new MatrixView<float>(values.AsSpan(count, count), size, size), product));
        double[] doubleSeconds = Time(repetitions, () => MatrixMultiply.Run(
            new MatrixView<double>(left, size, size), new MatrixView<double>(right, size, size), doubles));
        Write(Path.Combine(folder, "matmul.probity.f64"), Array.ConvertAll(product, value => (double)value));
        Write(Path.Combine(folder, "matmul_double.probity.f64"), doubles);
        return new { runtime = RuntimeInformation.FrameworkDescription, size, seconds, seconds_double = doubleSeconds };
    }

    /// <summary>One whole call: every figure with its interval, class-wise ones too, from the columns that are made once.</summary>
    private static object Bootstrap(float[] logits, int[] labels, int classes, int repetitions)
    {
        const int replicates = 1_000;
        var outputs = new Outputs(logits, labels, classes);
        IReadOnlyDictionary<string, Figure>? figures = null;
        double[] seconds = Time(repetitions, () => figures = outputs.Figures(replicates));
        var values = figures!.ToDictionary(figure => figure.Key, figure => figure.Value.Value, StringComparer.Ordinal);
        var intervals = figures!.ToDictionary(figure => figure.Key, figure => new[] { figure.Value.Low, figure.Value.High }, StringComparer.Ordinal);
        return new { runtime = RuntimeInformation.FrameworkDescription, replicates, seconds, values, intervals };
    }

    /// <summary>Epochs of two networks, each from the same weights, by the same steps as the other side's.</summary>
    private static object Training(string folder, int repetitions)
    {
        object Epochs(string name)
        {
            string File(string ending) => Path.Combine(folder, $"{name}.{ending}");
            using JsonDocument described = JsonDocument.Parse(System.IO.File.ReadAllText(File("json")));
            int Number(string key) => described.RootElement.GetProperty(key).GetInt32();
            int[] widths = [.. described.RootElement.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32())];
            int rows = Number("rows");
            float[] weights = Read<float>(File("weights.f32"), widths.Zip(widths.Skip(1), (inputs, outputs) => (inputs + 1) * outputs).Sum());
            var epoch = new TrainingEpoch(
                Read<float>(File("features.f32"), rows * widths[0]), Read<int>(File("labels.i32"), rows), Read<int>(File("order.i32"), rows),
                widths, Number("batch"), described.RootElement.GetProperty("learning_rate").GetDouble());
            double loss = 0;
            double[] seconds = Time(repetitions, () => loss = epoch.Run(), () => epoch.Reset(weights));
            Write(File("trained.probity.f64"), epoch.Weights());
            return new { seconds, loss };
        }

        return new { runtime = RuntimeInformation.FrameworkDescription, head = Epochs("head"), network = Epochs("network") };
    }

    /// <summary>Every item against all others, all figures of rank, without intervals.</summary>
    private static object Retrieval(string folder, int rows, int repetitions)
    {
        const int columns = 64;
        float[] embeddings = Read<float>(Path.Combine(folder, "embeddings.f32"), rows * columns);
        int[] groups = Read<int>(Path.Combine(folder, "groups.i32"), rows);
        RetrievalReport? report = null;
        double[] seconds = Time(
            repetitions, () => report = RetrievalEvaluation.Evaluate(embeddings, columns, groups, new RetrievalOptions { Bootstrap = 0, Pairs = false }), processor: true);
        double?[] values = [report!.Figures["r_precision"].Value, report.Figures["map_at_r"].Value];
        return new { runtime = RuntimeInformation.FrameworkDescription, seconds, values };
    }

    private static object Search(string folder, int rows, int repetitions)
    {
        const int columns = 64, k = 50;
        float[] references = Read<float>(Path.Combine(folder, "references.f32"), rows * columns);
        float[] queries = Read<float>(Path.Combine(folder, "queries.f32"), rows / 4 * columns);
        double[] Timed(string name, Distance distance)
        {
            Neighbours? found = null;
            double[] seconds = Time(repetitions, () => found = ExactSearch.Of(references, columns, distance).Search(queries, k));
            var indices = new int[rows / 4 * k];
            for (int i = 0; i < rows / 4; i++) found!.Indices(i).CopyTo(indices.AsSpan(i * k));
            File.WriteAllBytes(Path.Combine(folder, $"{name}.probity.i32"), MemoryMarshal.AsBytes(indices.AsSpan()).ToArray());
            return seconds;
        }

        return new
        {
            runtime = RuntimeInformation.FrameworkDescription,
            seconds = new { euclidean = Timed("euclidean", Distance.Euclidean), cosine = Timed("cosine", Distance.Cosine) },
        };
    }

    /// <summary>Epochs of a linear head by three losses, each from the same weights, by the same steps as the other side's.</summary>
    private static object Similarity(string folder, int rows, int groups, int repetitions)
    {
        const int width = 64, batchSize = 128;
        T[] File<T>(string name, int count) where T : unmanaged => Read<T>(Path.Combine(folder, name), count);
        float[] features = File<float>("features.f32", rows * width), weights = File<float>("weights.f32", (width + 1) * width);
        float[] proxies = File<float>("proxies.f32", groups * width);
        int[] labels = File<int>("labels.i32", rows), batches = File<int>("batches.i32", rows / batchSize * batchSize);
        object Epochs(string name, SimilarityLoss minimised)
        {
            var epoch = new EmbeddingEpoch(features, labels, groups, batches, batchSize, width, minimised, 1e-3);
            double loss = 0;
            double[] seconds = Time(repetitions, () => loss = epoch.Run(), () => epoch.Reset(weights, proxies));
            Write(Path.Combine(folder, $"{name}.trained.probity.f64"), epoch.Weights());
            return new { seconds, loss };
        }

        return new
        {
            runtime = RuntimeInformation.FrameworkDescription,
            supcon = Epochs("supcon", new SupervisedContrastiveLoss(.1)),
            triplet = Epochs("triplet", new TripletLoss(.2, TripletMode.Hard)),
            cosface = Epochs("cosface", new CosFaceLoss(64, .35)),
        };
    }

    /// <summary>Untimed repetitions for two seconds, after which the compiler has done its best, then the timed ones, by the clock or by the processor time of all threads.</summary>
    private static double[] Time(int repetitions, Action work, Action? prepare = null, bool processor = false)
    {
        long begin = Stopwatch.GetTimestamp();
        do Once();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < 2);

        double[] seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) seconds[i] = Once();
        return seconds;

        double Once()
        {
            prepare?.Invoke();   // not timed
            TimeSpan spent = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            work();
            return (processor ? Environment.CpuUsage.TotalTime - spent : Stopwatch.GetElapsedTime(start)).TotalSeconds;
        }
    }

    private static void Write(string path, params double[][] columns)
    {
        using FileStream file = File.Create(path);
        foreach (double[] column in columns) file.Write(MemoryMarshal.AsBytes<double>(column));
    }

    private static bool TryNumbers(ReadOnlySpan<string> words, out int[] numbers)
    {
        numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], out numbers[i]) || numbers[i] < 1) return false;
        }
        return true;
    }

    private static T[] Read<T>(string path, int count) where T : unmanaged
    {
        using FileStream file = File.OpenRead(path);
        long bytes = (long)count * Marshal.SizeOf<T>();
        if (file.Length != bytes) throw new InvalidDataException($"{Path.GetFileName(path)}: {file.Length:N0} bytes where {bytes:N0} are needed");
        T[] values = new T[count];
        const int atOnce = 1 << 24;
        for (int start = 0; start < count; start += atOnce)
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(atOnce, count - start))));
        return values;
    }
}
