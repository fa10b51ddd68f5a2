using BenchmarkDotNet.Attributes;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>One step of training a linear head: a batch of 16 groups with 8 rows each, by the losses that peers/similarity.py trains by, too.</summary>
[MemoryDiagnoser]
public class SimilarityBenchmark
{
    private const int Rows = 2_048, BatchSize = 128, Each = 8, Width = 64;

    private EmbeddingEpoch? _epoch;
    private int _start;

    [Params("supcon(0.1)", "triplet-hard(0.2)", "cosface(64,0.35)")]
    public string Loss { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1);
        float[] features = new float[Rows * Width];
        foreach (ref float value in features.AsSpan()) value = (float)random.NextGaussian();
        int[] labels = new int[Rows], batches = new int[Rows];
        for (int i = 0; i < Rows; i++) (labels[i], batches[i]) = (i / Each, i);
        _epoch = new EmbeddingEpoch(features, labels, Rows / Each, batches, BatchSize, Width, SimilarityLoss.Parse(Loss), 1e-3);
    }

    [Benchmark]
    public double Step()
    {
        _start = (_start + BatchSize) % Rows;
        return _epoch!.Step(_start);
    }
}
