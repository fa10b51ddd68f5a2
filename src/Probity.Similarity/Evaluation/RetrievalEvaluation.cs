namespace Probity.Similarity;

/// <summary>
/// How well embeddings find items of the same group, over the full set: every query against every reference, in tiles.
/// </summary>
/// <remarks>
/// Items of equal distance come in random order: every figure is its expectation under that, so the order of rows never matters, and embeddings
/// that are all alike are no better than chance. A query is never its own answer; that goes by index, so duplicates count as other items.
/// </remarks>
public static class RetrievalEvaluation
{
    /// <summary>Evaluates a set that is its own reference: each query against all other items.</summary>
    /// <param name="embeddings">N × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="groups">N groups, any numbers: items of one group belong together.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite, or an option out of range.</exception>
    public static RetrievalReport Evaluate(
        ReadOnlyMemory<float> embeddings, int columns, int[] groups, RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        options = Checked(options);
        return RetrievalRun.Report(RetrievalSet.Own(GroupRelevance.Of(groups, referenceGroups: null), embeddings.Span, columns, options.Distance), options, progress);
    }

    /// <summary>Evaluates queries against a reference of other items.</summary>
    /// <param name="embeddings">N × columns queries, row-major, finite.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="references">M × columns, row-major, finite.</param>
    /// <param name="referenceGroups">M groups.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite, or an option out of range.</exception>
    public static RetrievalReport Evaluate(
        ReadOnlyMemory<float> embeddings, int[] groups, ReadOnlyMemory<float> references, int[] referenceGroups, int columns,
        RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        options = Checked(options);
        return RetrievalRun.Report(
            RetrievalSet.Apart(GroupRelevance.Of(groups, referenceGroups), embeddings.Span, references.Span, columns, options.Distance), options, progress);
    }

    /// <summary>Evaluates items of several labels each, against all other items: an item is right where it shares at least one label.</summary>
    /// <param name="embeddings">N × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="cells">N × labels: item i has label l.</param>
    /// <param name="labels">Labels that an item may have.</param>
    /// <param name="options">How; the defaults where null. Clustering is refused.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite, or an option out of range.</exception>
    public static RetrievalReport EvaluateLabels(
        ReadOnlyMemory<float> embeddings, int columns, ReadOnlyMemory<bool> cells, int labels, RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        options = Checked(options, cells.Span, labels, nameof(cells));
        return RetrievalRun.Report(
            RetrievalSet.Own(new LabelRelevance(cells.Span, referenceCells: null, labels), embeddings.Span, columns, options.Distance), options, progress);
    }

    /// <summary>Evaluates queries of several labels each against a reference of other items.</summary>
    /// <param name="embeddings">N × columns queries, row-major, finite.</param>
    /// <param name="cells">N × labels: item i has label l.</param>
    /// <param name="references">M × columns, row-major, finite.</param>
    /// <param name="referenceCells">M × labels: item i has label l.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="labels">Labels that an item may have.</param>
    /// <param name="options">How; the defaults where null. Clustering is refused.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, a value not finite, or an option out of range.</exception>
    public static RetrievalReport EvaluateLabels(
        ReadOnlyMemory<float> embeddings, ReadOnlyMemory<bool> cells, ReadOnlyMemory<float> references, ReadOnlyMemory<bool> referenceCells, int columns,
        int labels, RetrievalOptions? options = null, IProgress<double>? progress = null)
    {
        options = Checked(options, cells.Span, labels, nameof(cells));
        CheckCells(referenceCells.Span, labels, "reference cells");
        return RetrievalRun.Report(
            RetrievalSet.Apart(new LabelRelevance(cells.Span, referenceCells.ToArray(), labels), embeddings.Span, references.Span, columns, options.Distance),
            options, progress);
    }

    private static RetrievalOptions Checked(RetrievalOptions? options)
    {
        options ??= new RetrievalOptions();
        options.Check();
        return options;
    }

    private static RetrievalOptions Checked(RetrievalOptions? options, ReadOnlySpan<bool> cells, int labels, string name)
    {
        options = Checked(options);
        if (options.Clustering) throw new ArgumentException("clustering: items of several labels have no one group to compare clusters with");
        CheckCells(cells, labels, name);
        return options;
    }

    private static void CheckCells(ReadOnlySpan<bool> cells, int labels, string name)
    {
        Require.InRange(labels, 1, 1 << 20, "labels");
        Require.Rows(cells.Length, labels, name);
    }
}
