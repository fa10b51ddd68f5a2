using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>x: a network has at least one layer.</summary>
internal sealed unsafe class IdentityLayer<T>(int width) : Layer<T>(width, width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool InPlace => true;

    public override double? GainBefore => null;

    public override void Forward(T* x, T* y, int rows) => Copy(x, y, rows);

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) => Copy(dy, dx, rows);

    private void Copy(T* from, T* to, int rows)
    {
        if (from != to) new ReadOnlySpan<T>(from, rows * Inputs).CopyTo(new Span<T>(to, rows * Inputs));
    }
}
