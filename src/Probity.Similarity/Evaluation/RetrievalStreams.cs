namespace Probity.Similarity;

/// <summary>Families of random streams of an evaluation, so that no two purposes draw the same numbers.</summary>
internal static class RetrievalStreams
{
    /// <summary>How often each unit is drawn; the same for every figure.</summary>
    public const uint Units = 32;

    /// <summary>Pairs that a grid of distances is laid out by.</summary>
    public const uint Pairs = 33;

    /// <summary>Units that share a row of counts.</summary>
    public const uint Batches = 34;

    /// <summary>First centres of clusters.</summary>
    public const uint Centres = 35;

    /// <summary>How often each unit of pairs is drawn.</summary>
    public const uint PairUnits = 36;

    /// <summary>Outcomes drawn from a stated match confidence.</summary>
    public const uint Outcomes = 37;

    /// <summary>How often each foreign query is drawn. 38 is that of damage to inputs.</summary>
    public const uint Foreign = 39;
}
