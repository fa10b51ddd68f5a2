using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning.Layers;

/// <summary>
/// Trains a first linear layer on sparse rows. Only rows of the weights whose columns occur in the batch get a gradient, each added up in
/// batch order by one thread, so bits do not depend on the number of threads; what the batch before left elsewhere is cleared.
/// </summary>
/// <remarks>
/// It takes the gradient of the weights as its own: between steps others may read and scale it, but what they write where no column occurs
/// stays. The optimiser moves all weights, as with dense rows, or only those that occur (see <see cref="AdamW.Lazy"/>).
/// </remarks>
internal sealed unsafe class SparseInput<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Parts that the gradient of the weights is computed in.</summary>
    public const int GradientParts = 32;

    private readonly LinearLayer<T> _layer;
    private readonly SparseFeatures _features;
    private readonly OccurringRows _rowsThatOccur;
    private readonly int[] _slots;              // of a column among the occurring ones, plus 1; 0 where it does not occur
    private int[] _occurring, _before;          // columns of this batch in order of first occurrence, and of the batch before
    private int[] _starts;                      // of an occurring column's entries, and behind the last; while they are counted, how many
    private int _count, _countBefore;
    private int[] _rows;                        // by column: the row of the batch
    private float[] _values;

    public SparseInput(LinearLayer<T> layer, ParameterStore<T> parameters, SparseFeatures features, int capacity)
    {
        _layer = layer;
        _rowsThatOccur = parameters.ExpectSparseRows();
        _features = features;
        int[] counts = [.. Enumerable.Range(0, features.Rows).Select(features.Count).OrderDescending().Take(capacity)];
        int entries = checked((int)Math.Min(counts.Sum(count => (long)count), Array.MaxLength));   // enough unless a batch repeats rows
        _rows = new int[entries];
        _values = new float[entries];
        _slots = new int[layer.Inputs];
        (_occurring, _before, _starts) = (NewColumns(0), NewColumns(0), NewColumns(1));
        layer.Parameters[0].GradientSpan.Clear();

        int[] NewColumns(int more) => new int[Math.Min(layer.Inputs, entries) + more];
    }

    /// <summary>The outputs of rows [start, end) of the batch; y at row start.</summary>
    public void Forward(ReadOnlySpan<int> batch, int start, int end, T* y)
    {
        for (int i = start; i < end; i++, y += _layer.Outputs) SparseProduct.Forward(_layer, _features, batch[i], y);
    }

    /// <summary>Sorts the entries of a batch by column; to be called before <see cref="Gradient"/>.</summary>
    public void Gather(ReadOnlySpan<int> batch)
    {
        foreach (int column in _occurring.AsSpan(0, _count)) _slots[column] = 0;
        (_occurring, _before) = (_before, _occurring);
        (_countBefore, _count) = (_count, 0);
        Grow(batch);

        foreach (int row in batch)
        {
            foreach (int column in _features.ColumnsOf(row))
            {
                if (_slots[column] == 0)
                {
                    _occurring[_count] = column;
                    _starts[_count] = 0;
                    _slots[column] = ++_count;
                }
                _starts[_slots[column] - 1]++;
            }
        }
        int end = 0;
        for (int slot = 0; slot < _count; slot++) (_starts[slot], end) = (end, end + _starts[slot]);
        for (int i = 0; i < batch.Length; i++)
        {
            ReadOnlySpan<int> columns = _features.ColumnsOf(batch[i]);
            ReadOnlySpan<float> values = _features.ValuesOf(batch[i]);
            for (int e = 0; e < columns.Length; e++)
            {
                int at = _starts[_slots[columns[e]] - 1]++;
                (_rows[at], _values[at]) = (i, values[e]);
            }
        }
        for (int slot = _count; slot > 0; slot--) _starts[slot] = _starts[slot - 1];   // filling moved every start to its end
        _starts[0] = 0;
        _rowsThatOccur.Are(_occurring, _count);
    }

    /// <summary>A part of the gradient of the weights: about equally many entries each, and a share of what is to be cleared.</summary>
    public void Gradient(int part, T* dy)
    {
        int outputs = _layer.Outputs;
        T* gradient = _layer.Parameters[0].Gradient;
        for (int k = Share(_countBefore, part); k < Share(_countBefore, part + 1); k++)
        {
            if (_slots[_before[k]] == 0) new Span<T>(gradient + ((long)_before[k] * outputs), outputs).Clear();
        }
        int entries = _starts[_count];
        for (int slot = FirstSlot(Share(entries, part)), last = FirstSlot(Share(entries, part + 1)); slot < last; slot++)
        {
            T* row = gradient + ((long)_occurring[slot] * outputs);
            new Span<T>(row, outputs).Clear();
            Range its = _starts[slot].._starts[slot + 1];
            SparseProduct.AddRows(dy, outputs, _rows.AsSpan(its), _values.AsSpan(its), row);
        }
    }

    private static int Share(int count, int part) => (int)((long)count * part / GradientParts);

    /// <summary>The first occurring column whose entries start at or behind a place.</summary>
    private int FirstSlot(int entry)
    {
        int found = _starts.AsSpan(0, _count).BinarySearch(entry);   // starts differ: every occurring column has an entry
        return found < 0 ? ~found : found;
    }

    private void Grow(ReadOnlySpan<int> batch)
    {
        long entries = 0;
        foreach (int row in batch) entries += _features.Count(row);
        if (entries <= _rows.Length) return;
        int length = checked((int)entries), columns = Math.Min(_layer.Inputs, length);
        _rows = new int[length];
        _values = new float[length];
        Array.Resize(ref _before, columns);
        _occurring = new int[columns];
        _starts = new int[columns + 1];
    }
}
