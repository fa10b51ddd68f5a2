using System.Numerics;
using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>
/// Compares some queries with some references at a time: keys, that order references as their distances do. A key depends on the two rows only,
/// not on the tile that it is computed in, so equal distances are found equal.
/// </summary>
/// <remarks>
/// Keys are −⟨x, y⟩ for cosine and dot product, by <see cref="MatrixMultiply"/>; Σ(x − y)² and Σ|x − y| from differences, because ‖x‖² + ‖y‖² − 2⟨x, y⟩
/// loses all digits of near neighbours. Belongs to one thread.
/// </remarks>
internal sealed unsafe class DistanceTile
{
    /// <summary>Most references at once.</summary>
    public const int Width = 512;

    private readonly float[] _queries, _keys, _panels;
    private readonly int _columns, _queriesAtOnce;
    private readonly Distance _distance;
    private int _count;

    public DistanceTile(Distance distance, int columns, int queriesAtOnce)
    {
        _distance = distance;
        _columns = columns;
        _queriesAtOnce = queriesAtOnce;
        _queries = new float[(queriesAtOnce + 3) / 4 * 4 * columns];
        _keys = new float[queriesAtOnce * Width];
        _panels = IsProduct ? [] : new float[(Width + Vector<float>.Count) * columns];
    }

    private bool IsProduct => _distance is Distance.Cosine or Distance.DotProduct;

    /// <summary>The queries that the next keys are of.</summary>
    public void SetQueries(DistanceRows rows, int start, int count)
    {
        Require.InRange(count, 1, _queriesAtOnce, nameof(count));
        _count = count;
        ReadOnlySpan<float> values = rows.Values.AsSpan(start * _columns, count * _columns);
        if (!IsProduct) values.CopyTo(_queries);
        for (int i = 0; i < values.Length && IsProduct; i++) _queries[i] = -values[i];
    }

    /// <summary>Computes the keys of all queries to some references.</summary>
    public void Compute(DistanceRows rows, int start, int count)
    {
        Require.InRange(count, 1, Width, nameof(count));
        fixed (float* queries = _queries, references = rows.Values, keys = _keys)
        {
            float* from = references + ((long)start * _columns);
            if (IsProduct)
            {
                MatrixMultiply.Run(
                    new Operand<float>(queries, _columns), new Operand<float>(from, _columns).Transposed, new Operand<float>(keys, Width), _count, _columns, count, parallel: false);
                return;
            }
            Pack(from, count);
            fixed (float* panels = _panels)
            {
                for (int at = 0; at < count; at += Vector<float>.Count)
                {
                    float* panel = panels + (at * _columns);
                    for (int query = 0; query < _count; query += 4)
                    {
                        if (_distance == Distance.Euclidean) FourQueries<Squares>(panel, query, at, Math.Min(count - at, Vector<float>.Count));
                        else FourQueries<Magnitudes>(panel, query, at, Math.Min(count - at, Vector<float>.Count));
                    }
                }
            }
        }
    }

    /// <summary>The keys of one of the queries, one a reference, as last computed.</summary>
    public ReadOnlySpan<float> Keys(int query, int from, int count) => _keys.AsSpan((query * Width) + from, count);

    /// <summary>As many references as a vector has lanes side by side, for each in turn.</summary>
    private void Pack(float* from, int count)
    {
        int lanes = Vector<float>.Count;
        for (int at = 0; at < count; at += lanes)
        {
            int used = Math.Min(lanes, count - at);
            Span<float> panel = _panels.AsSpan(at * _columns, lanes * _columns);
            for (int lane = 0; lane < used; lane++)
            {
                float* row = from + ((long)(at + lane) * _columns);
                for (int column = 0; column < _columns; column++) panel[(column * lanes) + lane] = row[column];
            }
        }
    }

    private void FourQueries<T>(float* panel, int query, int at, int used) where T : struct, ITerm
    {
        int lanes = Vector<float>.Count, columns = _columns;
        Vector<float> first = default, second = default, third = default, fourth = default;
        fixed (float* queries = &_queries[query * columns])
        {
            for (int column = 0; column < columns; column++)
            {
                Vector<float> reference = Vector.Load(panel + (column * lanes));
                first = T.Add(first, new Vector<float>(queries[column]) - reference);
                second = T.Add(second, new Vector<float>(queries[columns + column]) - reference);
                third = T.Add(third, new Vector<float>(queries[(2 * columns) + column]) - reference);
                fourth = T.Add(fourth, new Vector<float>(queries[(3 * columns) + column]) - reference);
            }
        }
        Store(first, query, at, used);
        Store(second, query + 1, at, used);
        Store(third, query + 2, at, used);
        Store(fourth, query + 3, at, used);
    }

    private void Store(Vector<float> keys, int query, int at, int used)
    {
        if (query >= _count) return;
        Span<float> to = _keys.AsSpan((query * Width) + at, used);
        if (used == Vector<float>.Count) keys.CopyTo(to);
        else for (int lane = 0; lane < used; lane++) to[lane] = keys[lane];
    }

    private interface ITerm
    {
        static abstract Vector<float> Add(Vector<float> sum, Vector<float> difference);
    }

    private readonly struct Squares : ITerm
    {
        public static Vector<float> Add(Vector<float> sum, Vector<float> difference) => Vector.FusedMultiplyAdd(difference, difference, sum);
    }

    private readonly struct Magnitudes : ITerm
    {
        public static Vector<float> Add(Vector<float> sum, Vector<float> difference) => sum + Vector.Abs(difference);
    }
}
