namespace Probity.Similarity;

/// <summary>
/// Finds close references among embeddings of feature groups without comparing with all: inverted lists over (group, value), looked up by what
/// the query most probably is; the references of most evidence are compared exactly.
/// </summary>
/// <remarks>
/// Inverted files over the words of a code (Zobel &amp; Moffat, ACM Computing Surveys, 2006; as in Sivic &amp; Zisserman, ICCV 2003), scored as products of
/// the probabilities that are listed. Distances are exact; what is found may miss a neighbour: <see cref="Recall"/> says how often. Items that were
/// appended are found as if they had been there from the start, deleted ones as if they never had. Same answers whatever the threads.
/// </remarks>
public sealed class CodeIndex : SimilarityIndex
{
    private readonly CodeLists _lists;
    private readonly CodeIndexOptions _options;

    private CodeIndex(ReferenceItems items, CodeLists lists, CodeIndexOptions options) => (Items, _lists, _options) = (items, lists, options);

    /// <inheritdoc/>
    public override ReferenceItems Items { get; }

    /// <summary>How embeddings divide into groups.</summary>
    public GroupShape Shape => _lists.Shape;

    /// <summary>How it was made and is searched.</summary>
    public CodeIndexOptions Options => _options;

    /// <inheritdoc/>
    public override int Count => Items.Count;

    /// <inheritdoc/>
    public override int Columns => Items.Columns;

    /// <inheritdoc/>
    public override Distance Distance => _options.Distance;

    /// <summary>Bytes of its lists, beside the embeddings.</summary>
    public long ListBytes => _lists.Bytes;

    /// <summary>Makes an index.</summary>
    /// <param name="items">Embeddings whose values are not negative: in each group probabilities, or as much of them as another.</param>
    /// <param name="shape">How they divide into groups.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">The shape is another, a value is negative, or an option is out of range.</exception>
    public static CodeIndex Build(ReferenceItems items, GroupShape shape, CodeIndexOptions? options = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        options ??= new CodeIndexOptions();
        options.Check();
        shape.Check();
        if (shape.Columns != items.Columns)
            throw new ArgumentException($"groups: {shape.Groups} of {shape.Values} make {shape.Columns:N0} numbers but items: {items.Columns:N0}");
        var index = new CodeIndex(items, new CodeLists(shape, options), options);
        using ReferenceItems.Reading reading = items.Read();
        index._lists.Of(items.Rows, progress);
        return index;
    }

    /// <summary>Makes an index of embeddings in memory.</summary>
    /// <param name="embeddings">N × columns, row-major; used where they are, so they must not change.</param>
    /// <param name="shape">How they divide into groups.</param>
    /// <param name="options">The defaults where null.</param>
    /// <exception cref="ArgumentException">The shape is another, a value is negative or not finite, or an option is out of range.</exception>
    public static CodeIndex Build(ReadOnlyMemory<float> embeddings, GroupShape shape, CodeIndexOptions? options = null)
    {
        shape.Check();
        return Build(ReferenceItems.Of(embeddings, shape.Columns), shape, options);
    }

    /// <summary>Opens what <see cref="Save"/> wrote. Embeddings stay in the file, mapped; the lists are read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file, of a later version, or damaged.</exception>
    public static CodeIndex Open(string path)
    {
        ReferenceItems items = ReferenceItems.Open(path);
        try
        {
            return Of(items);
        }
        catch
        {
            items.Dispose();
            throw;
        }
    }

    /// <summary>Of items whose file has lists.</summary>
    internal static CodeIndex Of(ReferenceItems items)
    {
        CodeLists lists = CodeLists.Read(items.File!);
        return new CodeIndex(items, lists, lists.Options);
    }

    /// <summary>Writes the items that are not deleted, with the lists.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <exception cref="ArgumentException">No such file is possible.</exception>
    public void Save(string path)
    {
        using ReferenceItems.Reading reading = Items.Read();
        CodeLists lists = _lists;
        if (Items.Count < Items.Positions) lists = new CodeLists(Shape, lists.Options);
        lists.Of(Items.Count < Items.Positions ? new KeptRows(Items.Rows) : Items.Rows);
        ItemFile.Write(path, Items, lists);
    }

    /// <summary>The same index, searched more or less thoroughly.</summary>
    /// <param name="lists">Lists that a query looks up; 0 stands for two a group.</param>
    /// <param name="candidates">References that are compared with a query exactly.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public CodeIndex With(int lists, int candidates)
    {
        CodeIndexOptions options = _options with { Lists = lists, Candidates = candidates };
        options.Check();
        return new CodeIndex(Items, _lists, options);
    }

    /// <summary>The share of the closest references that it finds, by exact search for the same queries: a few hundred tell enough.</summary>
    /// <param name="queries">N × columns, as for a search.</param>
    /// <param name="k">Of each query; what is as close as the k-th counts as one of them.</param>
    /// <param name="without">As for a search.</param>
    /// <returns>0 to 1; NaN where there is nothing to find.</returns>
    /// <exception cref="ArgumentException">As of a search.</exception>
    public double Recall(ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without = default) =>
        SearchRecall.Of(Search(queries, k, without), ExactSearch.Of(Items, Distance).Search(queries, k, without), k);

    /// <inheritdoc/>
    public override Neighbours Search(ReadOnlyMemory<float> queries, int k, ReadOnlyMemory<int> without = default, IProgress<double>? progress = null)
    {
        SearchRequest request = SearchRequest.Of(this, Items.Rows, queries, k, without);
        for (int i = 0; i < request.Count; i++) CodeBlock.RequireNotNegative(request.Query(i), i, nameof(queries));
        using ReferenceItems.Reading reading = Items.Read();
        return Run(request, progress);
    }

    /// <inheritdoc/>
    internal override Neighbours Run(SearchRequest request, IProgress<double>? progress) => CodeScan.Run(request, Shape, _lists.Of(Items.Rows), _options, progress);
}
