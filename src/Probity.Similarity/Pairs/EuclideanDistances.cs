using System.Numerics;

namespace Probity.Similarity;

/// <summary>√Σ(x − y)², from the differences: by way of a product rows that are close would come out as equal. The derivative between equal rows is 0.</summary>
internal sealed unsafe class EuclideanDistances<T> : PairDistances<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _distances;

    public EuclideanDistances(int columns, int mostAnchors, int mostReferences) : base(columns) => _distances = new double[checked(mostAnchors * mostReferences)];

    public override void Forward(T* anchors, int anchorRows, T* references, int referenceRows, Span<double> distances)
    {
        Keep(anchors, anchorRows, references, referenceRows);
        for (int i = 0; i < anchorRows; i++)
        {
            ReadOnlySpan<T> row = Row(anchors, i);
            for (int j = 0; j < referenceRows; j++) distances[(i * referenceRows) + j] = Math.Sqrt(SquaredDistance(row, Row(references, j)));
        }
        distances.CopyTo(_distances);
    }

    /// <summary>Σ (c_ij / d_ij)·(x_i − y_j), from the differences too: by way of products those of rows that are close would drown in rounding.</summary>
    public override void Backward(ReadOnlySpan<double> gradient, T* anchorGradient, T* referenceGradient, int moving)
    {
        for (int i = 0; i < AnchorRows; i++)
        {
            ReadOnlySpan<T> row = Row(Anchors, i);
            for (int j = 0; j < ReferenceRows; j++)
            {
                int cell = (i * ReferenceRows) + j;
                if (gradient[cell] == 0 || !(_distances[cell] > 0)) continue;
                T factor = T.CreateTruncating(gradient[cell] / _distances[cell]);
                AddDifference(factor, row, Row(References, j), Row(anchorGradient, i));
                if (j < moving) AddDifference(-factor, row, Row(References, j), Row(referenceGradient, j));
            }
        }
    }

    private static void AddDifference(T factor, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> to)
    {
        var factors = new Vector<T>(factor);
        int k = 0;
        for (; k <= x.Length - Vector<T>.Count; k += Vector<T>.Count)
            (new Vector<T>(to[k..]) + (factors * (new Vector<T>(x[k..]) - new Vector<T>(y[k..])))).CopyTo(to[k..]);
        for (; k < x.Length; k++) to[k] += factor * (x[k] - y[k]);
    }

    private static double SquaredDistance(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        Vector<T> sums = Vector<T>.Zero;
        int k = 0;
        for (; k <= x.Length - Vector<T>.Count; k += Vector<T>.Count)
        {
            Vector<T> difference = new Vector<T>(x[k..]) - new Vector<T>(y[k..]);
            sums += difference * difference;
        }
        double sum = double.CreateTruncating(Vector.Sum(sums));
        for (; k < x.Length; k++)
        {
            double difference = double.CreateTruncating(x[k] - y[k]);
            sum += difference * difference;
        }
        return sum;
    }
}
