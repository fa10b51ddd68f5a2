namespace Probity.Metrics;

/// <summary>Families of random streams: one for each purpose, so that no two ever draw the same numbers.</summary>
internal static class ReplicateStreams
{
    /// <summary>How often each row is drawn in a bootstrap replicate; the same for every figure, so that a replicate is one draw of rows.</summary>
    public const uint Rows = ClassifierReport.BootstrapStreams;

    /// <summary>Labels drawn from the stated probabilities of all classes.</summary>
    public const uint Labels = 16;

    /// <summary>Outcomes drawn from the stated confidence, for tables of classes.</summary>
    public const uint ClassOutcomes = 17;

    /// <summary>Signs of whole rows of multi-label outputs.</summary>
    public const uint RowSigns = 18;

    /// <summary>Random assignments of rows to groups.</summary>
    public const uint Groups = 19;
}
