namespace Probity.Learning;

/// <summary>What the cells of a column are taken for.</summary>
public enum ColumnKind
{
    /// <summary>Nothing to learn from: left out.</summary>
    Ignored,

    /// <summary>Numbers, in the invariant culture.</summary>
    Number,

    /// <summary>One of some words; numbers that are codes, too.</summary>
    Category,

    /// <summary>Days, perhaps with a time.</summary>
    Date,

    /// <summary>Texts of several words.</summary>
    Text,
}
