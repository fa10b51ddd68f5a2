using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning.Layers;

/// <summary>tanh x.</summary>
internal sealed unsafe class TanhLayer<T>(int width) : Layer<T>(width, width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool InPlace => true;

    public override bool ReadsOutput => true;

    public override void Forward(T* x, T* y, int rows)
    {
        int length = checked(rows * Inputs);
        if (typeof(T) == typeof(float))
        {
            Forward((float*)x, (float*)y, length);
            return;
        }
        for (int i = 0; i < length; i++) y[i] = T.Tanh(x[i]);
    }

    /// <summary>dy·(1 − y²).</summary>
    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        int length = checked(rows * Inputs), i = 0;
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> value = Vector.Load(y + i);
            (Vector.Load(dy + i) * (Vector<T>.One - (value * value))).Store(dx + i);
        }
        for (; i < length; i++) dx[i] = dy[i] * (T.One - (y[i] * y[i]));
    }

    private static void Forward(float* x, float* y, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count) FloatFunctions.Tanh(Vector.Load(x + i)).Store(y + i);
        for (; i < length; i++) y[i] = FloatFunctions.Tanh(new Vector<float>(x[i]))[0];
    }
}
