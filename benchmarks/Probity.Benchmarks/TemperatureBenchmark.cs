using BenchmarkDotNet.Attributes;
using Probity.Calibration;

namespace Probity.Benchmarks;

/// <summary>Fitting one temperature, exactly, with its cross-fit.</summary>
[MemoryDiagnoser]
public class TemperatureBenchmark
{
    private float[] _logits = [];
    private int[] _labels = [];

    public static IEnumerable<int> AllRows => BenchmarkData.Rows;

    public static IEnumerable<int> AllClasses => BenchmarkData.Classes;

    [ParamsSource(nameof(AllRows))]
    public int Rows { get; set; }

    [ParamsSource(nameof(AllClasses))]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _logits = BenchmarkData.Logits(Rows, Classes);
        _labels = BenchmarkData.Labels(_logits, Classes);
    }

    [Benchmark]
    public double Fit() => TemperatureScaling.Fit(_logits, _labels, Classes).Temperature;
}
