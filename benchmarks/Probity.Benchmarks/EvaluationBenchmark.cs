using BenchmarkDotNet.Attributes;
using Probity.Metrics;

namespace Probity.Benchmarks;

/// <summary>Every figure of a classifier with a bootstrap interval, class-wise ones too.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmark
{
    private float[] _logits = [];
    private int[] _labels = [];
    private Outputs _outputs = new([], [], 1);

    public static IEnumerable<int> AllRows => BenchmarkData.Rows;

    public static IEnumerable<int> AllClasses => BenchmarkData.Classes;

    [ParamsSource(nameof(AllRows))]
    public int Rows { get; set; }

    [ParamsSource(nameof(AllClasses))]
    public int Classes { get; set; }

    [Params(100)]
    public int Replicates { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _logits = BenchmarkData.Logits(Rows, Classes);
        _labels = BenchmarkData.Labels(_logits, Classes);
        _outputs = new Outputs(_logits, _labels, Classes);
    }

    [Benchmark]
    public int Classify() => _outputs.Figures(Replicates).Count;

    [Benchmark]
    public int Chunks()
    {
        var accumulator = new EvaluationAccumulator();
        accumulator.Add(_outputs.Rows);
        return accumulator.Figures().Count;
    }
}
