using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>1 − cos, or −⟨x, y⟩: by one product of matrices, and two more for the way back.</summary>
internal sealed unsafe class ProductDistances<T> : PairDistances<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _unit;
    private readonly PinnedArray<T> _anchors, _references;   // with length 1 each where the cosine is asked for
    private readonly double[] _anchorLengths, _referenceLengths;
    private readonly PinnedArray<T> _cells, _delta;

    public ProductDistances(int columns, int mostAnchors, int mostReferences, bool unit) : base(columns)
    {
        _unit = unit;
        _anchors = new PinnedArray<T>(unit ? checked(mostAnchors * columns) : 0);
        _references = new PinnedArray<T>(unit ? checked(mostReferences * columns) : 0);
        _anchorLengths = new double[unit ? mostAnchors : 0];
        _referenceLengths = new double[unit ? mostReferences : 0];
        _cells = new PinnedArray<T>(checked(mostAnchors * mostReferences));
        _delta = new PinnedArray<T>(checked(Math.Max(mostAnchors, mostReferences) * columns));
    }

    public override void Forward(T* anchors, int anchorRows, T* references, int referenceRows, Span<double> distances)
    {
        if (!_unit)
        {
            Keep(anchors, anchorRows, references, referenceRows);
        }
        else if (anchors == references && anchorRows == referenceRows)
        {
            T* unit = Unit(anchors, anchorRows, _anchors.Start, _anchorLengths);
            Keep(unit, anchorRows, unit, referenceRows);
            _anchorLengths.AsSpan(0, anchorRows).CopyTo(_referenceLengths);
        }
        else
        {
            Keep(Unit(anchors, anchorRows, _anchors.Start, _anchorLengths), anchorRows, Unit(references, referenceRows, _references.Start, _referenceLengths), referenceRows);
        }
        Multiply(new Operand<T>(Anchors, Columns), new Operand<T>(References, Columns).Transposed, new Operand<T>(_cells.Start, referenceRows), anchorRows, Columns, referenceRows);
        PairCells.SubtractFrom<T>(_unit ? 1 : 0, _cells.Span[..distances.Length], distances);
    }

    public override void Backward(ReadOnlySpan<double> gradient, T* anchorGradient, T* referenceGradient, int moving)
    {
        PairCells.Negate(gradient, _cells.Span);
        var cells = new Operand<T>(_cells.Start, ReferenceRows);
        Multiply(cells, new Operand<T>(References, Columns), new Operand<T>(_delta.Start, Columns), AnchorRows, ReferenceRows, Columns);
        Add(Anchors, _anchorLengths, AnchorRows, anchorGradient);
        if (moving == 0) return;
        Multiply(cells.Transposed, new Operand<T>(Anchors, Columns), new Operand<T>(_delta.Start, Columns), moving, AnchorRows, Columns);
        Add(References, _referenceLengths, moving, referenceGradient);
    }

    private T* Unit(T* rows, int count, T* unit, double[] lengths)
    {
        for (int i = 0; i < count; i++)
        {
            Span<T> row = Row(rows, i), to = Row(unit, i);
            double sum = PairCells.Dot<T>(row, row);
            lengths[i] = Math.Sqrt(sum);
            T factor = T.CreateTruncating(1 / lengths[i]);
            if (!T.IsFinite(factor)) (lengths[i], factor) = (0, T.Zero);   // a zero vector has no direction, nor has one whose inverse length is beyond all numbers
            for (int j = 0; j < row.Length; j++) to[j] = row[j] * factor;
        }
        return unit;
    }

    /// <summary>The derivative in unit rows is that in the rows less its part along them, over their length.</summary>
    private void Add(T* rows, double[] lengths, int count, T* gradient)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<T> delta = Row(_delta.Start, i);
            Span<T> to = Row(gradient, i);
            if (!_unit)
            {
                for (int j = 0; j < to.Length; j++) to[j] += delta[j];
                continue;
            }
            if (lengths[i] == 0) continue;
            ReadOnlySpan<T> unit = Row(rows, i);
            T part = T.CreateTruncating(PairCells.Dot(unit, delta)), factor = T.CreateTruncating(1 / lengths[i]);
            for (int j = 0; j < to.Length; j++) to[j] += (delta[j] - (part * unit[j])) * factor;
        }
    }
}
