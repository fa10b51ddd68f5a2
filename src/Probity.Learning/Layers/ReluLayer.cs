using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning.Layers;

/// <summary>max(0, x) (Nair &amp; Hinton, ICML 2010); its derivative at 0 is taken as 0.</summary>
internal sealed unsafe class ReluLayer<T>(int width) : Layer<T>(width, width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool InPlace => true;

    public override bool ReadsOutput => true;

    public override double? GainBefore => 2;

    public override void Forward(T* x, T* y, int rows)
    {
        long length = (long)rows * Inputs, i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count) Vector.Max(Vector.Load(x + i), Vector<T>.Zero).Store(y + i);
        for (; i < length; i++) y[i] = T.Max(x[i], T.Zero);
    }

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        long length = (long)rows * Inputs, i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> passes = Vector.GreaterThan(Vector.Load(y + i), Vector<T>.Zero);
            (Vector.Load(dy + i) & passes).Store(dx + i);
        }
        for (; i < length; i++) dx[i] = y[i] > T.Zero ? dy[i] : T.Zero;
    }
}
