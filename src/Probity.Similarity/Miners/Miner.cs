using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>Which pairs of a batch a loss looks at. Immutable.</summary>
public abstract record Miner
{
    private static readonly Method<Miner>[] Known =
    [
        new("hard", "hard", [], _ => new HardMiner()),
        new("semi-hard", "semi-hard(m)", [SemiHardMiner.DefaultMargin], settings => new SemiHardMiner(settings[0])),
        new("triplets-all", "triplets-all(m)", [TripletMarginMiner.DefaultMargin], settings => new TripletMarginMiner(TripletKind.All, settings[0])),
        new("triplets-hard", "triplets-hard(m)", [TripletMarginMiner.DefaultMargin], settings => new TripletMarginMiner(TripletKind.Hard, settings[0])),
        new("triplets-semi-hard", "triplets-semi-hard(m)", [TripletMarginMiner.DefaultMargin], settings => new TripletMarginMiner(TripletKind.SemiHard, settings[0])),
        new("triplets-easy", "triplets-easy(m)", [TripletMarginMiner.DefaultMargin], settings => new TripletMarginMiner(TripletKind.Easy, settings[0])),
        new("distance-weighted", "distance-weighted(c,f)", [DistanceWeightedMiner.DefaultNearest, DistanceWeightedMiner.DefaultFarthest], settings => new DistanceWeightedMiner(settings[0], settings[1])),
        new("multi-similarity", "multi-similarity(ε)", [MultiSimilarityMiner.DefaultSlack], settings => new MultiSimilarityMiner(settings[0])),
        new("pair-margin", "pair-margin(p,n)", [PairMarginMiner.DefaultPositive, PairMarginMiner.DefaultNegative], settings => new PairMarginMiner(settings[0], settings[1])),
    ];

    private protected Miner()
    {
    }

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>hard</c> or <c>multi-similarity(0.1)</c>.</param>
    /// <exception cref="ArgumentException">No such miner, or a setting out of range; the message lists what there is.</exception>
    public static Miner Parse(string text) => MethodText.Read("miner", text, Known);

    /// <summary>As text, such as <c>multi-similarity(0.1)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Refuses a distance that it cannot work on.</summary>
    internal virtual void Check(Distance distance)
    {
    }

    /// <summary>Takes the relation from every pair that is not to count. Triplet losses take all triplets of the pairs that are left, unless it mines triplets.</summary>
    /// <param name="table">Distances or similarities, and relations.</param>
    /// <param name="similarities">Whether the values are similarities: larger is closer.</param>
    /// <param name="step">Keys what is drawn.</param>
    internal abstract void Mine(PairTable table, bool similarities, Step step);
}
