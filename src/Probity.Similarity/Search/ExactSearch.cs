namespace Probity.Similarity;

/// <summary>Finds the closest references by comparing with all of them.</summary>
/// <remarks>
/// Distances are those of double arithmetic on the numbers given, and so is the order, on every processor and by any number of threads: float32
/// keys, whose error is bounded, only leave out what cannot be among the closest. Equal distances go by the lower index. Memory beside the
/// references is some numbers a reference and k a query.
/// </remarks>
public sealed class ExactSearch : SimilarityIndex
{
    private readonly Lock _forming = new();
    private ScanForm? _form;

    private ExactSearch(ReferenceItems items, Distance distance) => (Items, Distance) = (items, distance);

    /// <inheritdoc/>
    public override ReferenceItems Items { get; }

    /// <inheritdoc/>
    public override int Count => Items.Count;

    /// <inheritdoc/>
    public override int Columns => Items.Columns;

    /// <inheritdoc/>
    public override Distance Distance { get; }

    /// <summary>Searches references in memory.</summary>
    /// <param name="references">N × columns, row-major, finite; used where they are, so they must not change.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="distance">What is close.</param>
    /// <exception cref="ArgumentException">No rows, a value not finite, or no such distance.</exception>
    public static ExactSearch Of(ReadOnlyMemory<float> references, int columns, Distance distance = Distance.Cosine) =>
        Of(ReferenceItems.Of(references, columns), distance);

    /// <summary>Searches items, of which some may be in a file.</summary>
    /// <param name="items">What to find.</param>
    /// <param name="distance">What is close.</param>
    /// <exception cref="ArgumentException">No such distance.</exception>
    public static ExactSearch Of(ReferenceItems items, Distance distance = Distance.Cosine)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!Enum.IsDefined(distance)) throw new ArgumentException($"distance: {distance}; it must be {string.Join(", ", Enum.GetNames<Distance>())}");
        return new ExactSearch(items, distance);
    }

    /// <inheritdoc/>
    public override Neighbours Search(ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without = default, IProgress<double>? progress = null)
    {
        SearchRequest request = SearchRequest.Of(this, Items.Rows, queries, k, without);
        using ReferenceItems.Reading reading = Items.Read();
        return Run(request, progress);
    }

    /// <inheritdoc/>
    internal override Neighbours Run(SearchRequest request, IProgress<double>? progress) => ExactScan.Run(request, Form(), progress);

    private ScanForm Form()
    {
        EmbeddingRows rows = Items.Rows;
        lock (_forming)
        {
            if (_form is null || (_form.Rows < rows.Rows && !_form.TryExtend(rows))) _form = ScanForm.Of(Distance, rows);
            return _form;
        }
    }
}
