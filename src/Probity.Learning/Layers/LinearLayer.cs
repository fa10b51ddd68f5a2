using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Learning.Layers;

/// <summary>y = x·W + b. The weights lie input by input: inputs × outputs.</summary>
internal sealed unsafe class LinearLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MultipliesAtOnce = 1 << 19;
    private const int TileRows = 12;

    private readonly Parameter<T> _weight, _bias;
    private SharedFactor<T>? _transposed;   // the weights, for going backward
    private int _weightRowsAtOnce = int.MaxValue;

    public LinearLayer(int inputs, int outputs) : base(inputs, outputs)
    {
        _weight = NewParameter("weight", inputs, outputs, decays: true);
        _bias = NewParameter("bias", 1, outputs, decays: false);
        Parameters = [_weight, _bias];
    }

    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Weights with variance gain / inputs, which keeps the scale of what passes through (He et al., ICCV 2015); bias 0.</summary>
    public override void Initialise(RandomStream random, double gain)
    {
        double deviation = Math.Sqrt(gain / Inputs);
        foreach (ref T weight in _weight.Span) weight = T.CreateTruncating(deviation * random.NextGaussian());
        _bias.Span.Clear();
    }

    public override void Reserve(int rows) =>
        _weightRowsAtOnce = TileRows * (int)Math.Max(1, MultipliesAtOnce / ((long)TileRows * rows * Outputs));

    public override void ReserveBackward() => _transposed = MatrixMultiply.Share(new Operand<T>(_weight.Values, Outputs).Transposed, Outputs, Inputs);

    public override int PreparationParts => _transposed?.Parts ?? 0;

    public override void Prepare(int part) => _transposed!.Copy(part);

    public override void Forward(T* x, T* y, int rows)
    {
        ReadOnlySpan<T> bias = _bias.Span;
        for (int i = 0; i < rows; i++) bias.CopyTo(new Span<T>(y + ((long)i * Outputs), Outputs));
        MatrixMultiply.Run<T>(new(x, Inputs), new(_weight.Values, Outputs), new(y, Outputs), rows, Inputs, Outputs, accumulate: true, parallel: false);
    }

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) =>
        _transposed!.Multiply(new Operand<T>(dy, Outputs), new(dx, Inputs), rows);

    /// <summary>Rows of the weights, and the bias last.</summary>
    public override int GradientParts => RowRanges.Count(Inputs, _weightRowsAtOnce) + 1;

    public override void Gradient(int part, T* x, T* dy, int rows)
    {
        int first = part * _weightRowsAtOnce;
        if (part < GradientParts - 1)
        {
            int count = Math.Min(_weightRowsAtOnce, Inputs - first);
            var columns = new Operand<T>(x + first, rowStride: 1, columnStride: Inputs);
            MatrixMultiply.Run(columns, new Operand<T>(dy, Outputs), new(_weight.Gradient + ((long)first * Outputs), Outputs), count, rows, Outputs, parallel: false);
            return;
        }
        Span<T> bias = _bias.GradientSpan;
        bias.Clear();
        for (int row = 0; row < rows; row++) ElementWise.Add(new(dy + ((long)row * Outputs), Outputs), bias);
    }
}
