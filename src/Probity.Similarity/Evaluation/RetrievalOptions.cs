namespace Probity.Similarity;

/// <summary>How retrieval is evaluated.</summary>
public sealed record RetrievalOptions
{
    internal const int MostReplicates = 1_000_000;

    /// <summary>What closest means.</summary>
    /// <value>The default value is <see cref="Distance.Cosine"/>.</value>
    public Distance Distance { get; init; } = Distance.Cosine;

    /// <summary>The k of precision, hit rate, recall and nDCG at k, each at least 1.</summary>
    /// <value>The default value is 5 and 10.</value>
    public IReadOnlyList<int> At { get; init; } = [5, 10];

    /// <summary>Whether the figures of pairs are computed: AUC, equal error rate, true accept rates.</summary>
    /// <value>The default value is true.</value>
    public bool Pairs { get; init; } = true;

    /// <summary>Rates of false accepts at which the rate of true accepts is told, each in (0, 1).</summary>
    /// <value>The default value is .1, .01 and .001.</value>
    public IReadOnlyList<double> FalseAcceptRates { get; init; } = [.1, .01, .001];

    /// <summary>Whether the items are clustered too, and compared with their groups by NMI and AMI. Costly.</summary>
    /// <value>The default value is false.</value>
    public bool Clustering { get; init; }

    /// <summary>Bootstrap replicates. 0 leaves every interval out.</summary>
    /// <value>The default value is 1,000.</value>
    public int Bootstrap { get; init; } = 1_000;

    /// <summary>Seed of the replicates and of clustering: the same seed gives the same bits, whatever the number of threads.</summary>
    /// <value>The default value is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Level of the intervals, in (0, 1).</summary>
    /// <value>The default value is 0.95.</value>
    public double Confidence { get; init; } = 0.95;

    internal void Check()
    {
        if (!Enum.IsDefined(Distance)) throw new ArgumentException($"distance: {(int)Distance} is none");
        foreach (int k in At) Require.InRange(k, 1, int.MaxValue, "at");
        foreach (double rate in FalseAcceptRates) Require.OpenShare(rate, "false accept rate");
        Require.InRange(Bootstrap, 0, MostReplicates, "bootstrap");
        Require.OpenShare(Confidence, "confidence");
    }
}
