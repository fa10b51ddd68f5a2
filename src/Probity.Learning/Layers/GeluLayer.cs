using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Layers;

/// <summary>x·Φ(x), the Gaussian error linear unit (Hendrycks &amp; Gimpel, 2016), with the exact Φ and not its tanh form.</summary>
internal sealed unsafe class GeluLayer<T>(int width) : Layer<T>(width, width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double OneOverRootTwoPi = .39894228040143267794;

    public override double? GainBefore => 2;

    public override void Forward(T* x, T* y, int rows)
    {
        int length = checked(rows * Inputs);
        if (typeof(T) == typeof(float))
        {
            Forward((float*)x, (float*)y, length);
            return;
        }
        for (int i = 0; i < length; i++)
        {
            double value = double.CreateTruncating(x[i]);
            y[i] = T.CreateTruncating(value * NormalDistribution.Cdf(value));
        }
    }

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        int length = checked(rows * Inputs);
        if (typeof(T) == typeof(float))
        {
            Backward((float*)x, (float*)dy, (float*)dx, length);
            return;
        }
        for (int i = 0; i < length; i++)
        {
            double value = double.CreateTruncating(x[i]);
            double slope = NormalDistribution.Cdf(value) + (value * OneOverRootTwoPi * Math.Exp(-.5 * value * value));
            dx[i] = dy[i] * T.CreateTruncating(slope);
        }
    }

    private static void Forward(float* x, float* y, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count) FloatFunctions.Gelu(Vector.Load(x + i)).Store(y + i);
        for (; i < length; i++) y[i] = FloatFunctions.Gelu(new Vector<float>(x[i]))[0];
    }

    private static void Backward(float* x, float* dy, float* dx, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count) (Vector.Load(dy + i) * FloatFunctions.GeluSlope(Vector.Load(x + i))).Store(dx + i);
        for (; i < length; i++) dx[i] = dy[i] * FloatFunctions.GeluSlope(new Vector<float>(x[i]))[0];
    }
}
