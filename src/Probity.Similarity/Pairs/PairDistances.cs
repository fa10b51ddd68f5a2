using System.Numerics;
using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>Distances between the rows of two matrices, and the derivative back through them. All buffers are made once.</summary>
internal abstract unsafe class PairDistances<T>(int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const long MultipliesOfOneThread = 1 << 23;

    protected int Columns { get; } = columns;

    /// <summary>The rows of the last call.</summary>
    protected T* Anchors { get; private set; }

    protected T* References { get; private set; }

    protected int AnchorRows { get; private set; }

    protected int ReferenceRows { get; private set; }

    public static PairDistances<T> Of(Distance distance, int columns, int mostAnchors, int mostReferences) => distance switch
    {
        Distance.Cosine => new ProductDistances<T>(columns, mostAnchors, mostReferences, unit: true),
        Distance.DotProduct => new ProductDistances<T>(columns, mostAnchors, mostReferences, unit: false),
        Distance.Euclidean => new EuclideanDistances<T>(columns, mostAnchors, mostReferences),
        Distance.Manhattan => new ManhattanDistances<T>(columns),
        _ => throw new ArgumentOutOfRangeException(nameof(distance)),
    };

    /// <summary>Writes A×R distances. Both matrices must stay as they are until <see cref="Backward"/>.</summary>
    public abstract void Forward(T* anchors, int anchorRows, T* references, int referenceRows, Span<double> distances);

    /// <summary>Adds the derivative in the rows.</summary>
    /// <param name="gradient">A×R: the derivative in the distances of the last call.</param>
    /// <param name="anchorGradient">A×D, added to.</param>
    /// <param name="referenceGradient">Added to as well; may be the same memory.</param>
    /// <param name="moving">The first so many references have a derivative; those behind are fixed.</param>
    public abstract void Backward(ReadOnlySpan<double> gradient, T* anchorGradient, T* referenceGradient, int moving);

    protected void Keep(T* anchors, int anchorRows, T* references, int referenceRows)
    {
        (AnchorRows, ReferenceRows) = (anchorRows, referenceRows);
        Anchors = anchors;
        References = references;
    }

    /// <summary>c = a·b; on one thread where handing over would cost about as much as it gains, and leave something for the collector.</summary>
    protected static void Multiply(Operand<T> a, Operand<T> b, Operand<T> c, int rows, int inner, int columns) =>
        MatrixMultiply.Run(a, b, c, rows, inner, columns, parallel: (long)rows * inner * columns > MultipliesOfOneThread);

    protected Span<T> Row(T* rows, int row) => new(rows + ((long)row * Columns), Columns);
}
