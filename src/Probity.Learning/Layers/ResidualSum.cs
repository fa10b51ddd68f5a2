using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning.Layers;

/// <summary>
/// Ends a residual block (He et al., CVPR 2016): adds what the block's first layer read. The network adds the other input and carries its
/// derivative back, since only it knows where both lie.
/// </summary>
/// <param name="width">Of both.</param>
/// <param name="from">The layer whose input is added.</param>
internal sealed unsafe class ResidualSum<T>(int width, int from) : Layer<T>(width, width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int From { get; } = from;

    public override void Forward(T* x, T* y, int rows) => Copy(x, y, rows);

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) => Copy(dy, dx, rows);

    private void Copy(T* from, T* to, int rows) => new ReadOnlySpan<T>(from, rows * Inputs).CopyTo(new Span<T>(to, rows * Inputs));
}
