namespace Probity.Similarity;

/// <summary>The closest references of some queries, closest first; of equal distances the lower index first.</summary>
public sealed class Neighbours
{
    private readonly int[] _indices;
    private readonly double[] _distances;

    /// <param name="indices">Queries × k, −1 where there are no more.</param>
    /// <param name="distances">Queries × k, NaN there.</param>
    /// <param name="k">Of each query, at least 1.</param>
    internal Neighbours(int[] indices, double[] distances, int k) => (_indices, _distances, K) = (indices, distances, k);

    /// <summary>Queries.</summary>
    public int Queries => _indices.Length / K;

    /// <summary>Neighbours asked for of each query.</summary>
    public int K { get; }

    /// <summary>The references closest to a query, K of them: positions as they were given; −1 where there are no more.</summary>
    /// <param name="query">Counted from 0.</param>
    public ReadOnlySpan<int> Indices(int query) => _indices.AsSpan(query * K, K);

    /// <summary>Their distances; NaN where there are no more.</summary>
    /// <param name="query">Counted from 0.</param>
    public ReadOnlySpan<double> Distances(int query) => _distances.AsSpan(query * K, K);
}
