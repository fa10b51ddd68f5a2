using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>References that can be searched for the closest ones. Thread-safe while nothing is added or deleted.</summary>
public abstract class SimilarityIndex
{
    private protected SimilarityIndex()
    {
    }

    /// <summary>What it finds. Append and delete there.</summary>
    public abstract ReferenceItems Items { get; }

    /// <summary>References that can be found.</summary>
    public abstract int Count { get; }

    /// <summary>Numbers of an embedding.</summary>
    public abstract int Columns { get; }

    /// <summary>What is close.</summary>
    public abstract Distance Distance { get; }

    /// <summary>Opens a file of items: by its lists where it has them, else for exact search.</summary>
    /// <param name="path">What <see cref="CodeIndex.Save"/> or <see cref="ReferenceItems.Save"/> wrote.</param>
    /// <param name="distance">Of exact search; lists have their own.</param>
    /// <exception cref="InvalidDataException">Not such a file, of a later version, or damaged.</exception>
    public static SimilarityIndex Open(string path, Distance distance = Distance.Cosine)
    {
        var items = ReferenceItems.Open(path);
        try
        {
            return items.File!.Header.ListBytes > 0 ? CodeIndex.Of(items) : ExactSearch.Of(items, distance);
        }
        catch
        {
            items.Dispose();
            throw;
        }
    }

    /// <summary>Finds the closest references of each query.</summary>
    /// <param name="queries">N × columns, row-major, finite.</param>
    /// <param name="k">Of each query, at least 1.</param>
    /// <param name="without">For each query the position of a reference that is the query itself and must not be found, or −1; empty for none.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a value is not finite, or k is out of range.</exception>
    public abstract Neighbours Search(ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without = default, IProgress<double>? progress = null);

    /// <summary>For each query the distance of the closest reference that is of another group than the closest one; NaN where none is known.</summary>
    /// <param name="queries">Those that were searched for.</param>
    /// <param name="found">What was found.</param>
    /// <param name="groups">The group of each reference.</param>
    /// <param name="without">As they were searched for: a query must not be its own rival.</param>
    /// <param name="rivals">Room for one a query.</param>
    internal void FindRivals(ReadOnlyMemory<float> queries, Neighbours found, int[] groups, ReadOnlyMemory<int> without, Span<double> rivals)
    {
        var undecided = new List<int>();
        for (int i = 0; i < rivals.Length; i++)
        {
            ReadOnlySpan<int> indices = found.Indices(i);
            rivals[i] = double.NaN;
            int j = 0;
            while (j < indices.Length && indices[j] >= 0 && groups[indices[j]] == groups[indices[0]]) j++;
            if (j < indices.Length && indices[j] >= 0) rivals[i] = found.Distances(i)[j];
            else if (indices[0] >= 0) undecided.Add(i);
        }
        if (undecided.Count == 0) return;
        // Those whose neighbours are all of one group are looked up among the references of others.
        int[] some = [.. undecided], selves = without.IsEmpty ? [] : RowSplit.Gather(without.Span, 1, some);
        int[] withoutGroups = Array.ConvertAll(some, i => groups[found.Indices(i)[0]]);
        using ReferenceItems.Reading reading = Items.Read();
        SearchRequest request = SearchRequest.Of(this, Items.Rows, RowSplit.Gather(queries.Span, Columns, some), 1, selves).OfOtherGroups(groups, withoutGroups);
        Neighbours others = Run(request, null);
        for (int i = 0; i < some.Length; i++) rivals[some[i]] = others.Distances(i)[0];
    }

    /// <summary>Searches as asked; the items are not closed meanwhile.</summary>
    internal abstract Neighbours Run(SearchRequest request, IProgress<double>? progress);
}
