using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Items as they were read, what a head reads of each, and which of them belong together.</summary>
internal sealed record SimilarityTable
{
    /// <summary>Of the file of items, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>N×C, finite: the items as they stand in the file.</summary>
    public required float[] Values { get; init; }

    /// <summary>C.</summary>
    public required int Columns { get; init; }

    /// <summary>What the columns are called, or null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>N×D: frozen embeddings, the same as the values without an encoder.</summary>
    public required float[] Inputs { get; init; }

    /// <summary>D.</summary>
    public required int InputColumns { get; init; }

    /// <summary>N groups; empty where items have several labels, or none.</summary>
    public int[] Groups { get; init; } = [];

    public IReadOnlyList<string>? GroupNames { get; init; }

    /// <summary>N×L of 0 and 1; empty where items have groups, or none.</summary>
    public byte[] Cells { get; init; } = [];

    /// <summary>L.</summary>
    public int Labels { get; init; }

    /// <summary>N names, or null.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    public int Rows => Inputs.Length / InputColumns;

    /// <summary>Whether there is something that retrieval can be right or wrong about.</summary>
    public bool HasTruth => Groups.Length + Cells.Length > 0;

    public Features Features => Learning.Features.Dense(Inputs, InputColumns);

    /// <summary>Some of the rows, in the order given.</summary>
    public SimilarityTable Select(int[] rows) => this with
    {
        Values = RowSplit.Gather<float>(Values, Columns, rows),
        Inputs = RowSplit.Gather<float>(Inputs, InputColumns, rows),
        Groups = Groups.Length > 0 ? RowSplit.Gather<int>(Groups, 1, rows) : [],
        Cells = Cells.Length > 0 ? RowSplit.Gather<byte>(Cells, Labels, rows) : [],
        Ids = Ids is { } ids ? [.. rows.Select(row => ids[row])] : null,
    };

    /// <summary>These rows, then others.</summary>
    public SimilarityTable Then(SimilarityTable others) => this with
    {
        Values = [.. Values, .. others.Values],
        Inputs = [.. Inputs, .. others.Inputs],
        Groups = [.. Groups, .. others.Groups],
        Cells = [.. Cells, .. others.Cells],
        GroupNames = others.GroupNames ?? GroupNames,
        Ids = null,
    };

    public SimilarityRows ToRows(LabelComparison? comparison) =>
        Cells.Length > 0 ? SimilarityRows.MultiLabel(Features, Cells, comparison) : new SimilarityRows(Features, Groups);

    /// <summary>Looked up by some embeddings of these rows.</summary>
    public SplitItems Items(ReadOnlyMemory<float> embeddings, int columns) => new()
    {
        Embeddings = embeddings,
        Columns = columns,
        Groups = Groups,
        Cells = Array.ConvertAll(Cells, cell => cell != 0),
        Labels = Labels,
    };
}
