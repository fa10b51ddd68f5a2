using System.Buffers;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>A trained network of dense layers with ReLU between them (Rumelhart, Hinton &amp; Williams, 1986). Immutable, thread-safe.</summary>
public sealed class MultilayerPerceptron
{
    private const int RowsAtOnce = 32;
    private readonly DenseLayer[] _layers;

    internal MultilayerPerceptron(DenseLayer[] layers)
    {
        _layers = layers;
        Widths = [layers[0].Inputs, .. layers.Select(layer => layer.Outputs)];
    }

    /// <summary>D: values of an input row.</summary>
    public int Inputs => Widths[0];

    /// <summary>K: logits of an output row.</summary>
    public int Classes => Widths[^1];

    /// <summary>Values of a row before the first layer and after each.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>Weights and biases.</summary>
    public int Parameters => _layers.Sum(layer => layer.Weights.Length);

    internal IReadOnlyList<DenseLayer> Layers => _layers;

    /// <summary>The logits of rows. A row's logits do not depend on the rows beside it, to the last bit.</summary>
    /// <param name="rows">N×D finite values, row-major.</param>
    /// <param name="destination">Room for N×K logits, apart from the rows.</param>
    /// <exception cref="ArgumentException">The shape is wrong or a value is not finite.</exception>
    public unsafe void Logits(ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Require.Rows(rows.Length, Inputs, nameof(rows));
        Require.Finite(rows, Inputs, nameof(rows));
        Require.Destination(checked(count * Classes), destination.Length, nameof(destination));
        int widest = Widths.Max();

        fixed (float* from = rows, to = destination)
        {
            float* first = from, last = to;   // a lambda may capture pointers but not what is fixed
            RowRanges.For(count, RowsAtOnce, (_, start, end) => Forward(first + ((long)start * Inputs), last + ((long)start * Classes), end - start, widest));
        }
    }

    private unsafe void Forward(float* from, float* to, int rows, int widest)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * rows * widest);
        fixed (float* even = scratch)
        {
            float* odd = even + ((long)rows * widest);
            for (int i = 0; i < _layers.Length; i++)
            {
                bool isLast = i == _layers.Length - 1;
                float* next = isLast ? to : (i % 2 == 0 ? even : odd);
                _layers[i].Forward(from, next, rows);
                if (!isLast) DenseLayer.Rectify(new(next, rows * _layers[i].Outputs));
                from = next;
            }
        }
        ArrayPool<float>.Shared.Return(scratch);
    }
}
