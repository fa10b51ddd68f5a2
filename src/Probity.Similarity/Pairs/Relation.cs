namespace Probity.Similarity;

/// <summary>What one item is to another.</summary>
internal enum Relation : byte
{
    /// <summary>Nothing: the item itself, or a pair that is left out.</summary>
    None,

    /// <summary>They belong together.</summary>
    Positive,

    /// <summary>They do not.</summary>
    Negative,
}
