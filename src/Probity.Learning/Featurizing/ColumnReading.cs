namespace Probity.Learning;

/// <summary>What a column of a table is taken for, and why.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Kind">What its cells are taken for.</param>
/// <param name="Why">In plain words, with the numbers.</param>
/// <param name="MissingShare">Share of the rows without a value, in [0, 1].</param>
public sealed record ColumnReading(string Column, ColumnKind Kind, string Why, double MissingShare)
{
    /// <summary>How days are written; found on all rows, so that every part of them is read alike.</summary>
    internal Featurizing.DateForm? Form { get; init; }
}
