namespace Probity.Similarity;

/// <summary>References that can be searched for the closest ones. Thread-safe while nothing is added or deleted.</summary>
public abstract class SimilarityIndex
{
    private protected SimilarityIndex()
    {
    }

    /// <summary>References that can be found.</summary>
    public abstract int Count { get; }

    /// <summary>Numbers of an embedding.</summary>
    public abstract int Columns { get; }

    /// <summary>What is close.</summary>
    public abstract Distance Distance { get; }

    /// <summary>Finds the closest references of each query.</summary>
    /// <param name="queries">N × columns, row-major, finite.</param>
    /// <param name="k">Of each query, at least 1.</param>
    /// <param name="without">For each query the position of a reference that is the query itself and must not be found, or −1; empty for none.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a value is not finite, or k is out of range.</exception>
    public abstract Neighbours Search(ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without = default, IProgress<double>? progress = null);
}
