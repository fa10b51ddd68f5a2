using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>x·f(g), with a learned gate g a column.</summary>
internal abstract unsafe class GateLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ColumnsAtOnce = 64;

    private readonly Parameter<T> _gate;
    private readonly double _start;

    /// <param name="width">Of both sides.</param>
    /// <param name="start">What every gate is at the start.</param>
    protected GateLayer(int width, double start) : base(width, width)
    {
        _gate = NewParameter("gate", 1, width, decays: false);
        _start = start;
        Parameters = [_gate];
    }

    public sealed override IReadOnlyList<Parameter<T>> Parameters { get; }

    public sealed override void Initialise(RandomStream random, double gain) => _gate.Span.Fill(T.CreateTruncating(_start));

    public sealed override void Forward(T* x, T* y, int rows) => Multiply(x, y, rows);

    public sealed override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) => Multiply(dy, dx, rows);

    public sealed override int GradientParts => RowRanges.Count(Inputs, ColumnsAtOnce);

    /// <summary>f'(g)·Σ dy·x.</summary>
    public sealed override void Gradient(int part, T* x, T* dy, int rows)
    {
        int first = part * ColumnsAtOnce, count = Math.Min(ColumnsAtOnce, Inputs - first);
        double* sums = stackalloc double[ColumnsAtOnce], products = stackalloc double[ColumnsAtOnce], zeros = stackalloc double[ColumnsAtOnce];
        for (int i = 0; i < rows; i++)
        {
            long at = ((long)i * Inputs) + first;
            ColumnSums.AddProducts(dy + at, x + at, zeros, sums, products, count);
        }
        for (int j = 0; j < count; j++) _gate.Gradient[first + j] = Slope(_gate.Values[first + j]) * T.CreateTruncating(products[j]);
    }

    /// <summary>f(g).</summary>
    protected abstract T Open(T gate);

    /// <summary>f'(g).</summary>
    protected abstract T Slope(T gate);

    private void Multiply(T* from, T* to, int rows)
    {
        T* open = stackalloc T[ColumnsAtOnce];
        for (int first = 0; first < Inputs; first += ColumnsAtOnce)
        {
            int count = Math.Min(ColumnsAtOnce, Inputs - first);
            for (int j = 0; j < count; j++) open[j] = Open(_gate.Values[first + j]);
            for (int i = 0; i < rows; i++)
            {
                long at = ((long)i * Inputs) + first;
                int j = 0;
                for (; j <= count - Vector<T>.Count; j += Vector<T>.Count) (Vector.Load(from + at + j) * Vector.Load(open + j)).Store(to + at + j);
                for (; j < count; j++) to[at + j] = from[at + j] * open[j];
            }
        }
    }
}

/// <summary>x·tanh(g).</summary>
internal sealed class TanhGateLayer<T>(int width) : GateLayer<T>(width, start: 2) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override double? GainBefore => null;

    protected override T Open(T gate) => T.Tanh(gate);

    protected override T Slope(T gate) => T.One - (Open(gate) * Open(gate));
}

/// <summary>x·σ(g), all but shut at the start: σ(−4) = .018.</summary>
internal sealed class SigmoidGateLayer<T>(int width) : GateLayer<T>(width, start: -4) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override T Open(T gate) => T.One / (T.One + T.Exp(-gate));

    protected override T Slope(T gate) => Open(gate) * (T.One - Open(gate));
}
