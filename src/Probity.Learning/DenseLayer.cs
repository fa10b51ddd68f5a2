using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Learning;

/// <summary>y = x·W + b. The weights lie input by input, and the bias is one more row below them.</summary>
internal sealed class DenseLayer
{
    public DenseLayer(int inputs, int outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        Weights = new float[checked((inputs + 1) * outputs)];
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>(inputs + 1) × outputs; the last row is the bias.</summary>
    public float[] Weights { get; }

    /// <summary>Weights with variance 2 / inputs, which keeps the scale of what passes through ReLUs (He et al., ICCV 2015); bias 0.</summary>
    public void Initialise(RandomStream random)
    {
        double deviation = Math.Sqrt(2.0 / Inputs);
        Span<float> weights = Weights.AsSpan(0, Inputs * Outputs);
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)(deviation * random.NextGaussian());
    }

    /// <summary>Rows × outputs from rows × inputs.</summary>
    public unsafe void Forward(float* from, float* to, int rows)
    {
        ReadOnlySpan<float> bias = Weights.AsSpan(Inputs * Outputs);
        for (int i = 0; i < rows; i++) bias.CopyTo(new Span<float>(to + ((long)i * Outputs), Outputs));
        fixed (float* weights = Weights)
        {
            MatrixMultiply.Run<float>(
                new(from, Inputs), new(weights, Outputs), new(to, Outputs), rows, Inputs, Outputs, accumulate: true, parallel: false);
        }
    }

    /// <summary>max(0, x) in place.</summary>
    public static void Rectify(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = Math.Max(values[i], 0);
    }
}
