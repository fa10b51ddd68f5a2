namespace Probity.Learning.Featurizing;

/// <summary>What was learned about one column: how a cell of it becomes numbers. Immutable and thread-safe.</summary>
internal abstract class ColumnFeaturizer(string column)
{
    /// <summary>The name of the column that it reads.</summary>
    public string Column { get; } = column;

    /// <summary>What it is called in files, such as <c>text</c> or <c>number</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>How many numbers a cell becomes.</summary>
    public abstract int Width { get; }

    /// <summary>What it makes of the column, in a sentence with the numbers.</summary>
    public abstract string Explain();

    /// <summary>The name of one of its numbers, such as <c>review:"not good"</c> or <c>city=Paris</c>.</summary>
    /// <param name="index">0 to <see cref="Width"/> − 1.</param>
    public abstract string FeatureName(int index);

    /// <summary>Adds the numbers of a cell to the row at work, columns ascending from <paramref name="first"/>.</summary>
    /// <param name="cell">As it stands in the file; null where there is none.</param>
    /// <param name="first">The column of its number 0.</param>
    /// <param name="row">The rows in the making.</param>
    public abstract void Add(string? cell, int first, SparseRows row);
}
