using BenchmarkDotNet.Attributes;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Benchmarks;

/// <summary>AUROC and average precision of unsorted rows, and the sort beneath them against the runtime's.</summary>
[MemoryDiagnoser]
public class RankingBenchmark
{
    private double[] _ranking = [], _keys = [];
    private bool[] _positive = [];
    private int[] _rows = [];

    [Params(100, 1_000_000)]
    public int Rows { get; set; }

    /// <summary>Whether rankings are rounded to 3 digits.</summary>
    [Params(false, true)]
    public bool Tied { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var stream = new RandomStream(1);
        _ranking = new double[Rows];
        _positive = new bool[Rows];
        for (int i = 0; i < Rows; i++)
        {
            double probability = 1 / (1 + Math.Exp(-stream.NextGaussian()));
            _positive[i] = stream.NextDouble() < probability;
            _ranking[i] = Tied ? Math.Round(probability, 3) : probability;
        }
        _keys = new double[Rows];
        _rows = new int[Rows];
    }

    [Benchmark]
    public double AreaUnderRoc() => Auroc.Compute(_ranking, _positive);

    [Benchmark]
    public double StepAveragePrecision() => AveragePrecision.Compute(_ranking, _positive);

    [Benchmark]
    public void Radix()
    {
        _ranking.CopyTo(_keys, 0);
        RadixSort.Sort(_keys, _rows);
    }

    [Benchmark(Baseline = true)]
    public void Runtime()
    {
        _ranking.CopyTo(_keys, 0);
        Array.Sort(_keys, _rows);
    }
}
