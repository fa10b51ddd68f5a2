using Probity.Learning;
using Probity.Numerics;

namespace Probity.Cli.Training;

/// <summary>Rows of features with what is right for each, in memory.</summary>
internal sealed record TrainingTable
{
    /// <summary>Of the file of features, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>N×D, finite.</summary>
    public required float[] Values { get; init; }

    /// <summary>D.</summary>
    public required int Columns { get; init; }

    /// <summary>N classes; empty for multi-label rows.</summary>
    public int[] Labels { get; init; } = [];

    /// <summary>N×K of 0 and 1; empty for rows of one class each.</summary>
    public byte[] Cells { get; init; } = [];

    /// <summary>K.</summary>
    public required int Classes { get; init; }

    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Names of the D columns, all different, or null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>Width and height where the rows are pictures, one byte a pixel.</summary>
    public (int Width, int Height)? Picture { get; init; }

    /// <summary>The columns are numbers of one kind: bytes, as of pictures.</summary>
    public bool OfOneKind { get; init; }

    /// <summary>Where the rows stand in the file; null where these are all of it.</summary>
    public int[]? RowNumbers { get; init; }

    public bool MultiLabel => Cells.Length > 0;

    /// <summary>Of rows of a table, made by a featurizer: in place of <see cref="Values"/>.</summary>
    public Lazy<Features>? Featurized { get; init; }

    public int Rows => Labels.Length > 0 ? Labels.Length : Values.Length / Columns;

    /// <summary>Some of the rows, in the order given.</summary>
    public TrainingTable Select(ReadOnlySpan<int> rows) => this with
    {
        Values = RowSplit.Gather<float>(Values, Columns, rows),
        Labels = MultiLabel ? [] : RowSplit.Gather<int>(Labels, 1, rows),
        Cells = MultiLabel ? RowSplit.Gather<byte>(Cells, Classes, rows) : [],
        RowNumbers = RowNumbers is { } numbers ? RowSplit.Gather<int>(numbers, 1, rows) : rows.ToArray(),
    };

    public Features Features() => Featurized?.Value ?? Learning.Features.Dense(Values, Columns);

    public TrainingRows ToRows() => MultiLabel ? TrainingRows.MultiLabel(Features(), Cells, Classes) : new TrainingRows(Features(), Labels, Classes);
}
