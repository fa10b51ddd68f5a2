namespace Probity.Metrics;

/// <summary>How figures are computed.</summary>
public sealed record EvaluationOptions
{
    internal const int MostBins = 1_000_000;
    internal const int MostReplicates = 1_000_000;

    /// <summary>Bins of the calibration errors, 1 to 1,000,000.</summary>
    /// <value>The default value is 15.</value>
    public int Bins { get; init; } = 15;

    /// <summary>Bootstrap replicates, and as many draws of labels from the stated probabilities. 0 leaves every interval out.</summary>
    /// <value>The default value is 1,000.</value>
    public int Bootstrap { get; init; } = 1_000;

    /// <summary>Seed of the replicates: the same seed gives the same bits, whatever the number of threads.</summary>
    /// <value>The default value is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Level of the intervals, in (0, 1).</summary>
    /// <value>The default value is 0.95.</value>
    public double Level { get; init; } = 0.95;

    internal void Check()
    {
        Require.InRange(Bins, 1, MostBins, "bins");
        Require.InRange(Bootstrap, 0, MostReplicates, "bootstrap");
        Require.OpenShare(Level, "level");
    }
}
