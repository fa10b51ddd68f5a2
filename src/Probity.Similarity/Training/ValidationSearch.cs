using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Looks items up after every epoch, over the full set: among the training items, or among themselves.</summary>
internal sealed class ValidationSearch
{
    private const int At = 10;            // k of metrics at k
    private const int RowsAtOnce = 4_096;

    private readonly Features _queries;
    private readonly Features? _references;   // null where the queries are their own
    private readonly Relevance _relevance;
    private readonly Distance _distance;
    private readonly QueryFigure[] _figures;

    private ValidationSearch(Features queries, Features? references, Relevance relevance, SimilarityOptions options)
    {
        (_queries, _references, _relevance, _distance) = (queries, references, relevance, options.Loss.Distance);
        _figures = [.. options.Metrics.Select(metric => new QueryFigure(metric, At))];
        int columns = queries.Columns;
        Raw = Measure(Read(_queries, columns), references is null ? [] : Read(references, columns), columns);
        if (double.IsNaN(Raw[0])) throw new ArgumentException($"validation: no item has another of its group to find, or there are fewer than {At} to choose from; give validation items of which several belong together, or a validation share of 0");
    }

    /// <summary>The metrics of the inputs themselves.</summary>
    public IReadOnlyList<double> Raw { get; }

    /// <summary>Items of a set apart, among themselves.</summary>
    public static ValidationSearch Among(SimilarityRows validation, SimilarityOptions options)
    {
        Relevance relevance = validation.Cells.Length > 0
            ? new LabelRelevance(Cells(validation), referenceCells: null, validation.Cells.Length / validation.Rows)
            : GroupRelevance.Of(validation.Groups, referenceGroups: null);
        return new ValidationSearch(validation.Features, references: null, relevance, options);
    }

    /// <summary>Items that were set aside, among those that are learned from.</summary>
    public static ValidationSearch In(SimilarityRows references, SimilarityRows queries, SimilarityOptions options)
    {
        Relevance relevance = queries.Cells.Length > 0
            ? new LabelRelevance(Cells(queries), Cells(references), queries.Cells.Length / queries.Rows)
            : GroupRelevance.Of(Ids(queries), Ids(references));
        return new ValidationSearch(queries.Features, references.Features, relevance, options);
    }

    /// <summary>As reports call a metric.</summary>
    public static string Name(RetrievalMetric metric) => new QueryFigure(metric, At).Name;

    /// <summary>The metrics of a network's embeddings.</summary>
    public IReadOnlyList<double> Measure<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Measure(Embed(network, _queries), _references is null ? [] : Embed(network, _references), network.Outputs);

    private double[] Measure(float[] queries, float[] references, int columns)
    {
        RetrievalSet set = _references is null
            ? RetrievalSet.Own(_relevance, queries, columns, _distance)
            : RetrievalSet.Apart(_relevance, queries, references, columns, _distance);
        var found = new QueryColumns(set, _figures);
        RetrievalPass.Run(set, found.Take);
        return Array.ConvertAll(found.Values, column => DefinedMean.Of(column));
    }

    private static float[] Embed<T>(Network<T> network, Features features) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var embeddings = new float[checked(features.Rows * network.Outputs)];
        var some = new T[checked(Math.Min(features.Rows, RowsAtOnce) * network.Outputs)];
        for (int start = 0; start < features.Rows; start += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, features.Rows - start);
            network.Forward(features, start, rows, some);
            for (int i = 0; i < rows * network.Outputs; i++) embeddings[(start * network.Outputs) + i] = float.CreateTruncating(some[i]);
        }
        return embeddings;
    }

    private static float[] Read(Features features, int columns)
    {
        var rows = new float[checked(features.Rows * columns)];
        RowRanges.For(features.Rows, RowRanges.Length(columns), (_, start, end) =>
        {
            for (int i = start; i < end; i++) features.Read(i, rows.AsSpan(i * columns, columns));
        });
        return rows;
    }

    private static int[] Ids(SimilarityRows rows) => Array.ConvertAll(rows.Groups, group => rows.GroupIds[group]);

    private static bool[] Cells(SimilarityRows rows) => Array.ConvertAll(rows.Cells, cell => cell != 0);
}
