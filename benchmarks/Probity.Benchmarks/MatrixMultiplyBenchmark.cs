using BenchmarkDotNet.Attributes;
using Probity.Numerics.Products;

namespace Probity.Benchmarks;

/// <summary>Products of floats: large, medium, small, and thin both ways.</summary>
[MemoryDiagnoser]
public class MatrixMultiplyBenchmark
{
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];
    private (int Rows, int Inner, int Columns) _shape;

    [Params("2048x2048x2048", "256x256x256", "64x64x64", "10000x100x10", "2048x4x2048", "1x4096x4096", "4096x4096x1")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = Array.ConvertAll(Shape.Split('x'), int.Parse);
        _shape = (sizes[0], sizes[1], sizes[2]);
        _a = BenchmarkData.Logits(_shape.Rows, _shape.Inner);
        _b = BenchmarkData.Logits(_shape.Inner, _shape.Columns);
        _c = new float[_shape.Rows * _shape.Columns];
    }

    [Benchmark]
    public void Product() => MatrixMultiply.Run(
        new MatrixView<float>(_a, _shape.Rows, _shape.Inner), new MatrixView<float>(_b, _shape.Inner, _shape.Columns), _c);
}
