namespace Probity.Similarity;

/// <summary>Queries and references in walking order, checked and ready to compare.</summary>
internal sealed class RetrievalSet
{
    private RetrievalSet(Relevance relevance, DistanceRows queries, DistanceRows references)
    {
        (Relevance, Queries, References) = (relevance, queries, references);
    }

    public Relevance Relevance { get; }

    public DistanceRows Queries { get; }

    public DistanceRows References { get; }

    /// <summary>A set that is its own reference.</summary>
    public static RetrievalSet Own(Relevance relevance, ReadOnlySpan<float> embeddings, int columns, Distance distance)
    {
        Check(embeddings, columns, relevance.Queries, "embeddings");
        var rows = DistanceRows.Of(distance, embeddings, columns, relevance.ReferenceOrder, DistanceRows.Exponent(embeddings));
        return new RetrievalSet(relevance, rows, rows);
    }

    /// <summary>Queries with a reference apart.</summary>
    public static RetrievalSet Apart(Relevance relevance, ReadOnlySpan<float> embeddings, ReadOnlySpan<float> references, int columns, Distance distance)
    {
        Check(embeddings, columns, relevance.Queries, "embeddings");
        Check(references, columns, relevance.References, "references");
        int exponent = DistanceRows.Exponent(embeddings, references);
        return new RetrievalSet(
            relevance,
            DistanceRows.Of(distance, embeddings, columns, relevance.QueryOrder, exponent),
            DistanceRows.Of(distance, references, columns, relevance.ReferenceOrder, exponent));
    }

    private static void Check(ReadOnlySpan<float> values, int columns, int labelled, string name)
    {
        Require.InRange(columns, 1, 1 << 20, "columns");
        int rows = Require.Rows(values.Length, columns, name);
        Require.SomeRows(rows, name);
        Require.SameRows(rows, labelled, name, name == "references" ? "reference groups" : "groups");
        Require.Finite(values, columns, name);
    }
}
