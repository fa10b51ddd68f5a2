namespace Probity.Metrics;

/// <summary>Families of random streams: one for each purpose, so that no two ever draw the same numbers.</summary>
internal static class ReplicateStreams
{
    /// <summary>How often each row is drawn in a bootstrap replicate; the same for every figure, so that a replicate is one draw of rows.</summary>
    public const uint Rows = 0;

    /// <summary>Outcomes drawn from the stated confidence.</summary>
    public const uint Outcomes = 1;

    /// <summary>How often each in-distribution row is drawn beside unknown ones.</summary>
    public const uint Known = 2;

    /// <summary>How often each unknown row is drawn.</summary>
    public const uint Unknown = 3;

    /// <summary>Labels drawn from the stated probabilities of all classes.</summary>
    public const uint Labels = 4;

    /// <summary>Outcomes drawn from the stated confidence, for tables of classes.</summary>
    public const uint ClassOutcomes = 5;

    /// <summary>Signs of whole rows of multi-label outputs.</summary>
    public const uint RowSigns = 6;

    /// <summary>Random assignments of rows to groups.</summary>
    public const uint Groups = 7;

    /// <summary>How many rows of each kind of cost are drawn.</summary>
    public const uint Costs = 8;

    /// <summary>How often each row is drawn for the stability of a threshold.</summary>
    public const uint Thresholds = 9;
}
