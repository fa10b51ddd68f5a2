using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>√Σ(x − y)², from the differences: by way of a product rows that are close would come out as equal. The derivative between equal rows is 0.</summary>
internal sealed unsafe class EuclideanDistances<T> : PairDistances<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PinnedArray<T> _cells, _delta;
    private readonly double[] _distances, _sums;

    public EuclideanDistances(int columns, int mostAnchors, int mostReferences) : base(columns)
    {
        _cells = new PinnedArray<T>(checked(mostAnchors * mostReferences));
        _distances = new double[_cells.Length];
        _sums = new double[Math.Max(mostAnchors, mostReferences)];
        _delta = new PinnedArray<T>(checked(Math.Max(mostAnchors, mostReferences) * columns));
    }

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

    /// <summary>Σ (c_ij / d_ij)·(x_i − y_j): a row times the sum of the coefficients, less a product.</summary>
    public override void Backward(ReadOnlySpan<double> gradient, T* anchorGradient, T* referenceGradient, int moving)
    {
        for (int i = 0; i < gradient.Length; i++) _cells.Start[i] = T.CreateTruncating(_distances[i] > 0 ? gradient[i] / _distances[i] : 0);
        var cells = new Operand<T>(_cells.Start, ReferenceRows);
        Add(cells, Anchors, AnchorRows, References, ReferenceRows, anchorGradient);
        if (moving > 0) Add(cells.Transposed, References, moving, Anchors, AnchorRows, referenceGradient);
    }

    private void Add(Operand<T> cells, T* own, int ownRows, T* others, int otherRows, T* gradient)
    {
        Multiply(cells, new Operand<T>(others, Columns), new Operand<T>(_delta.Start, Columns), ownRows, otherRows, Columns);
        for (int i = 0; i < ownRows; i++)
        {
            _sums[i] = 0;
            for (int j = 0; j < otherRows; j++) _sums[i] += double.CreateTruncating(*cells.At(i, j).Start);
            T sum = T.CreateTruncating(_sums[i]);
            ReadOnlySpan<T> row = Row(own, i), delta = Row(_delta.Start, i);
            Span<T> to = Row(gradient, i);
            for (int k = 0; k < to.Length; k++) to[k] += (sum * row[k]) - delta[k];
        }
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
