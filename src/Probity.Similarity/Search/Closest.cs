namespace Probity.Similarity;

/// <summary>The k closest of all that were offered; of equal distances the lower index.</summary>
internal sealed class Closest
{
    private readonly double[] _distances;
    private readonly int[] _indices;
    private int _k, _count;
    private double _limit;

    /// <param name="mostK">More are never asked for.</param>
    public Closest(int mostK)
    {
        _distances = new double[Math.Max(checked(2 * mostK), 64)];
        _indices = new int[_distances.Length];
    }

    /// <summary>Of the closest after <see cref="Finish"/>, ascending.</summary>
    public ReadOnlySpan<double> Distances => _distances.AsSpan(0, _count);

    /// <summary>The references at <see cref="Distances"/>.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    public void Start(int k) => (_k, _count, _limit) = (k, 0, double.PositiveInfinity);

    public void Offer(double distance, int index)
    {
        if (distance > _limit) return;
        if (_count == _distances.Length) Keep();
        (_distances[_count], _indices[_count]) = (distance, index);
        _count++;
    }

    /// <summary>Sorts the closest, at most k.</summary>
    public void Finish() => Keep();

    private void Keep()
    {
        Span<double> distances = _distances.AsSpan(0, _count);
        Span<int> indices = _indices.AsSpan(0, _count);
        distances.Sort(indices);   // by distance alone: a comparer of both would be called for every two
        for (int start = 0, end; start < _count; start = end)
        {
            for (end = start + 1; end < _count && distances[end] == distances[start]; end++)
            {
            }
            if (end - start > 1) indices[start..end].Sort(distances[start..end]);
        }
        if (_count < _k) return;
        _count = _k;
        _limit = _distances[_k - 1];
    }
}
