using BenchmarkDotNet.Attributes;

namespace Probity.Benchmarks;

/// <summary>Five scores in one call against merely summing the same array.</summary>
[MemoryDiagnoser]
public class FusedScoresBenchmark
{
    private float[] _logits = [];
    private FiveScores _scores = new(0);

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
        _scores = new FiveScores(Rows);
    }

    [Benchmark(Baseline = true)]
    public double Sum() => ArraySum.Of(_logits);

    [Benchmark]
    public void Scores() => _scores.Compute(_logits, Classes);
}
