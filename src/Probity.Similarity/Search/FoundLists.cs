namespace Probity.Similarity;

/// <summary>What was found of each query, in each of some parts of the references.</summary>
internal sealed class FoundLists
{
    private readonly int _queries, _k, _parts, _mostK;
    private readonly int[] _indices;
    private readonly double[] _distances;

    /// <param name="request">For its queries and k.</param>
    /// <param name="parts">Of the references.</param>
    public FoundLists(SearchRequest request, int parts)
    {
        (_queries, _k, _mostK, _parts) = (request.Count, request.K, request.MostK, parts);
        _indices = new int[checked(_queries * _mostK * parts)];
        _distances = new double[_indices.Length];
    }

    public void Set(int query, int part, Closest closest)
    {
        int start = ((query * _parts) + part) * _mostK, found = closest.Indices.Length;
        closest.Indices.CopyTo(_indices.AsSpan(start));
        closest.Distances.CopyTo(_distances.AsSpan(start));
        _indices.AsSpan(start + found, _mostK - found).Fill(-1);
        _distances.AsSpan(start + found, _mostK - found).Fill(double.NaN);
    }

    /// <summary>The closest of all parts.</summary>
    public Neighbours Finish()
    {
        if (_parts == 1 && _mostK == _k) return new Neighbours(_indices, _distances, _k);
        var indices = new int[_queries * _k];
        var distances = new double[indices.Length];
        Array.Fill(indices, -1);
        Array.Fill(distances, double.NaN);
        var closest = new Closest(_mostK);
        for (int query = 0; query < _queries; query++)
        {
            closest.Start(_mostK);
            for (int i = query * _parts * _mostK; i < (query + 1) * _parts * _mostK; i++)
            {
                if (_indices[i] >= 0) closest.Offer(_distances[i], _indices[i]);
            }
            closest.Finish();
            closest.Indices.CopyTo(indices.AsSpan(query * _k));
            closest.Distances.CopyTo(distances.AsSpan(query * _k));
        }
        return new Neighbours(indices, distances, _k);
    }
}
