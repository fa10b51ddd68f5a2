using System.Numerics;

namespace Probity.Similarity;

/// <summary>Σ|x − y|. The derivative where two numbers are equal is 0.</summary>
internal sealed unsafe class ManhattanDistances<T>(int columns) : PairDistances<T>(columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(T* anchors, int anchorRows, T* references, int referenceRows, Span<double> distances)
    {
        Keep(anchors, anchorRows, references, referenceRows);
        for (int i = 0; i < anchorRows; i++)
        {
            ReadOnlySpan<T> row = Row(anchors, i);
            for (int j = 0; j < referenceRows; j++)
            {
                ReadOnlySpan<T> other = Row(references, j);
                double sum = 0;
                for (int k = 0; k < row.Length; k++) sum += Math.Abs(double.CreateTruncating(row[k] - other[k]));
                distances[(i * referenceRows) + j] = sum;
            }
        }
    }

    public override void Backward(ReadOnlySpan<double> gradient, T* anchorGradient, T* referenceGradient, int moving)
    {
        for (int i = 0; i < AnchorRows; i++)
        {
            ReadOnlySpan<T> row = Row(Anchors, i);
            Span<T> to = Row(anchorGradient, i);
            for (int j = 0; j < ReferenceRows; j++)
            {
                double derivative = gradient[(i * ReferenceRows) + j];
                if (derivative == 0) continue;
                T step = T.CreateTruncating(derivative);
                ReadOnlySpan<T> other = Row(References, j);
                for (int k = 0; k < row.Length; k++)
                {
                    T sign = row[k] > other[k] ? step : row[k] < other[k] ? -step : T.Zero;
                    to[k] += sign;
                    if (j < moving) referenceGradient[((long)j * Columns) + k] -= sign;
                }
            }
        }
    }
}
