using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning.Tests.Layers;

/// <summary>Puts one layer through inference, or through a step of training by hand.</summary>
internal static unsafe class LayerRun
{
    public static T[] Infer<T>(Layer<T> layer, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = x.Length / layer.Inputs;
        T[] y = new T[rows * layer.Outputs];
        fixed (T* from = x, to = y) layer.Forward(from, to, rows);
        return y;
    }

    public static T[] Sample<T>(Layer<T> layer, T[] x, Sampling sampling) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = x.Length / layer.Inputs;
        T[] y = new T[rows * layer.Outputs];
        fixed (T* from = x, to = y) layer.Forward(sampling, from, to, sampling.FirstRow, rows);
        return y;
    }

    /// <summary>Forward over the whole batch, then back from the derivatives that <paramref name="slope"/> makes of the outputs.</summary>
    public static (T[] Y, T[] Dx) Train<T>(Layer<T> layer, ParameterStore<T> store, T[] x, Func<T, T> slope, Step step = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = x.Length / layer.Inputs;
        _ = store.Gradient;
        layer.Reserve(rows);
        T[] y = new T[rows * layer.Outputs], dx = new T[x.Length];
        fixed (T* from = x, to = y, back = dx)
        {
            layer.Gather(from, rows);
            layer.Forward(step, from, to, 0, rows);
            T[] dy = [.. y.Select(slope)];
            fixed (T* above = dy)
            {
                layer.GatherBack(from, above, rows);
                layer.Backward(step, from, to, above, back, 0, rows);
                for (int part = 0; part < layer.GradientParts; part++) layer.Gradient(part, from, above, rows);
            }
        }
        return (y, dx);
    }

    public static void Close(double[] expected, IEnumerable<double> got, double tolerance)
    {
        double[] values = [.. got];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"{i}: {values[i]} where {expected[i]} is right");
    }
}
