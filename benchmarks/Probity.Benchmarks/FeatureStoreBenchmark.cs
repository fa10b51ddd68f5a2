using BenchmarkDotNet.Attributes;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Benchmarks;

/// <summary>Reading every row of a store once, in order.</summary>
[MemoryDiagnoser]
public class FeatureStoreBenchmark
{
    private readonly float[] _row = new float[64];
    private Features? _features;

    [Params(FeatureStoreNumbers.Float32, FeatureStoreNumbers.Float16)]
    public FeatureStoreNumbers Numbers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        string folder = Directory.CreateTempSubdirectory("probity-store-").FullName;
        var encoder = new PassThroughEncoder(_row.Length);
        _features = FeatureStore.Open(Path.Combine(folder, "features"), encoder, Numbers).Features(encoder, StoreComparison.Items(2_000, _row.Length));
        if (!OperatingSystem.IsWindows()) Directory.Delete(folder, recursive: true);   // stays mapped
    }

    [Benchmark]
    public float ReadRows()
    {
        float sum = 0;
        for (int i = 0; i < _features!.Rows; i++)
        {
            _features.Read<float>(i, _row);
            sum += _row[0];
        }
        return sum;
    }
}
