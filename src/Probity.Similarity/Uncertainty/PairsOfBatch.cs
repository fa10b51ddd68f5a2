using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Frozen embeddings of unit length, with the cosines and kinships of the pairs of a batch.</summary>
internal sealed class PairsOfBatch(double[] unit, int columns, int[] groups)
{
    private double[] _cosines = [];
    private int[] _rows = [];

    public int Columns => columns;

    private int Count { get; set; }

    public void Reserve(int capacity) => (_cosines, _rows) = (new double[checked(capacity * capacity)], new int[capacity]);

    public void Take(ReadOnlySpan<int> rows)
    {
        Count = rows.Length;
        rows.CopyTo(_rows);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < i; j++)
                _cosines[(i * rows.Length) + j] = Math.Clamp(DoubleVectors.Dot(unit.AsSpan(rows[i] * columns, columns), unit.AsSpan(rows[j] * columns, columns)), -1, 1);
        }
    }

    /// <summary>Of a pair of the batch, i above j.</summary>
    public double Cosine(int i, int j) => _cosines[(i * Count) + j];

    public bool AreSame(int i, int j) => groups[_rows[i]] == groups[_rows[j]];
}
