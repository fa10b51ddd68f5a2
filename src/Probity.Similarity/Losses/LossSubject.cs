namespace Probity.Similarity;

/// <summary>What a similarity loss looks at.</summary>
internal enum LossSubject
{
    /// <summary>Pairs of items of the batch (and of the memory), by their groups.</summary>
    Items,

    /// <summary>Given pairs: row 2i of the batch and row 2i + 1 are a pair with a score.</summary>
    GivenPairs,

    /// <summary>Items against one learned vector for each group.</summary>
    Proxies,
}
