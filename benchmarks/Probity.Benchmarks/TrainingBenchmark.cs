using BenchmarkDotNet.Attributes;
using Probity.Numerics;

namespace Probity.Benchmarks;

/// <summary>One step of training: a batch of 128 through the two networks that peers/training.py trains, too.</summary>
[MemoryDiagnoser]
public class TrainingBenchmark
{
    private const int Rows = 2_048, BatchSize = 128;

    private TrainingEpoch? _epoch;
    private int _start;

    [Params("64-256-150", "784-256-128-10")]
    public string Widths { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] widths = Array.ConvertAll(Widths.Split('-'), int.Parse);
        var random = new RandomStream(1);
        float[] features = new float[Rows * widths[0]];
        foreach (ref float value in features.AsSpan()) value = (float)random.NextGaussian();
        int[] labels = new int[Rows], order = new int[Rows];
        for (int i = 0; i < Rows; i++) (labels[i], order[i]) = (random.NextInt32(widths[^1]), i);
        random.Shuffle<int>(order);
        _epoch = new TrainingEpoch(features, labels, order, widths, BatchSize, 1e-3);
    }

    [Benchmark]
    public double Step()
    {
        _start = (_start + BatchSize) % Rows;
        return _epoch!.Step(_start);
    }
}
