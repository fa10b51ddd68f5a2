using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Layers;

/// <summary>Layer normalisation (Ba, Kiros &amp; Hinton, 2016): by mean and variance of the row itself, the same in training and after.</summary>
internal sealed unsafe class LayerNormalization<T>(int width) : NormalizationLayer<T>(width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ColumnsAtOnce = 64;

    private double[] _means = [], _scales = [];   // of the rows of the batch; a scale is 1/√(variance + ε)
    private double[] _products = [], _sums = [];  // of the columns, for the gradient

    public override void Reserve(int rows)
    {
        (_means, _scales) = (new double[rows], new double[rows]);
        (_products, _sums) = (new double[Inputs], new double[Inputs]);
    }

    public override void Forward(T* x, T* y, int rows)
    {
        for (int i = 0; i < rows; i++) Row(x + ((long)i * Inputs), y + ((long)i * Inputs));
    }

    public override void Forward(in Step step, T* x, T* y, int start, int rows)
    {
        for (int i = 0; i < rows; i++) (_means[start + i], _scales[start + i]) = Row(x + ((long)i * Inputs), y + ((long)i * Inputs));
    }

    /// <summary>With g = dy·scale and x̂ the normalised row: (g − mean g − x̂·mean(g·x̂)) / √(variance + ε).</summary>
    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            long at = (long)i * Inputs;
            (double mean, double scale) = (_means[start + i], _scales[start + i]);
            (double sum, double products) = ColumnSums.Weighted(dy + at, Scale.Values, x + at, mean, Inputs);
            T centre = T.CreateTruncating(mean), factor = T.CreateTruncating(scale);
            T less = T.CreateTruncating(sum / Inputs), slope = T.CreateTruncating(products * scale * scale / Inputs);
            Vector<T> centres = new(centre), factors = new(factor), lesses = new(less), slopes = new(slope);
            T* from = x + at, above = dy + at, to = dx + at;
            int j = 0;
            for (; j <= Inputs - Vector<T>.Count; j += Vector<T>.Count)
            {
                Vector<T> pull = (Vector.Load(above + j) * Vector.Load(Scale.Values + j)) - lesses;
                (factors * (pull - ((Vector.Load(from + j) - centres) * slopes))).Store(to + j);
            }
            for (; j < Inputs; j++) to[j] = factor * ((above[j] * Scale.Values[j]) - less - ((from[j] - centre) * slope));
        }
    }

    public override int GradientParts => RowRanges.Count(Inputs, ColumnsAtOnce);

    public override void Gradient(int part, T* x, T* dy, int rows)
    {
        int first = part * ColumnsAtOnce, count = Math.Min(ColumnsAtOnce, Inputs - first);
        fixed (double* sums = &_sums[first], products = &_products[first])
        {
            new Span<double>(sums, count).Clear();
            new Span<double>(products, count).Clear();
            for (int i = 0; i < rows; i++)
            {
                long at = ((long)i * Inputs) + first;
                ColumnSums.AddProducts(dy + at, x + at, _means[i], _scales[i], sums, products, count);
            }
            for (int j = 0; j < count; j++)
            {
                Scale.Gradient[first + j] = T.CreateTruncating(products[j]);
                Shift.Gradient[first + j] = T.CreateTruncating(sums[j]);
            }
        }
    }

    private (double Mean, double Scale) Row(T* x, T* y)
    {
        (double mean, double variance) = ColumnSums.Moments(x, Inputs);
        double scale = 1 / Math.Sqrt(variance + Epsilon);
        T centre = T.CreateTruncating(mean), factor = T.CreateTruncating(scale);
        Vector<T> centres = new(centre), factors = new(factor);
        int j = 0;
        for (; j <= Inputs - Vector<T>.Count; j += Vector<T>.Count)
        {
            Vector<T> normal = (Vector.Load(x + j) - centres) * factors;
            ((normal * Vector.Load(Scale.Values + j)) + Vector.Load(Shift.Values + j)).Store(y + j);
        }
        for (; j < Inputs; j++) y[j] = ((x[j] - centre) * factor * Scale.Values[j]) + Shift.Values[j];
        return (mean, scale);
    }
}
