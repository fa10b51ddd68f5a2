using BenchmarkDotNet.Attributes;
using Probity.Decisions;
using Probity.Simulation;

namespace Probity.Benchmarks;

/// <summary>1,000 resplits of a promise: fit, threshold, certificate, truth.</summary>
[MemoryDiagnoser]
public class SimulationBenchmark
{
    private const int Rows = 10_000, Classes = 100;

    private float[] _logits = [];
    private int[] _labels = [];

    [Params("none", "temperature")]
    public string Calibrator { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _logits = BenchmarkData.Logits(Rows, Classes);
        _labels = BenchmarkData.Labels(_logits, Classes);
    }

    [Benchmark]
    public int Resplits() => PolicySimulation.Run(_logits, _labels, Classes, new() { Calibrator = Calibrator, Promise = RatePromise.JointRisk(.1) }).Kept;
}
