using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>What similarity learning minimises. Immutable and thread-safe.</summary>
/// <remarks>
/// A loss is a function of the distances (or similarities) between the items of a batch and of who belongs together, nothing else: so each works
/// with any head, with a memory of earlier batches, and with items of several labels.
/// </remarks>
public abstract record SimilarityLoss
{
    private protected SimilarityLoss()
    {
    }

    /// <summary>In words, with its settings, such as <c>supcon(0.1)</c>: what model files, progress and reports say. Distance, miner and reducer stand apart.</summary>
    public abstract override string ToString();

    /// <summary>The distance that it looks at. The default value is <see cref="Distance.Cosine"/>, but for losses that are defined on another.</summary>
    public Distance Distance { get; init; } = Distance.Cosine;

    /// <summary>Which of the pairs count. The default value is null: all of them, or those that the loss itself chooses.</summary>
    public Miner? Miner { get; init; }

    /// <summary>How the losses of a step become one number. The default value is null: as the paper of the loss has it.</summary>
    public Reducer? Reducer { get; init; }

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>supcon(0.1)</c>.</param>
    /// <exception cref="ArgumentException">No such loss, or a setting out of range; the message lists what there is.</exception>
    public static SimilarityLoss Parse(string text) => MethodText.Read("loss", text, Known);

    private static readonly Method<SimilarityLoss>[] Known =
    [
        new("arcface", "arcface(s,m)", [ArcFaceLoss.DefaultScale, ArcFaceLoss.DefaultMargin], settings => new ArcFaceLoss(settings[0], settings[1])),
        new("center", "center(λ)", [CenterLoss.DefaultStrength], settings => new CenterLoss(settings[0])),
        new("circle", "circle(margin,scale)", [CircleLoss.DefaultMargin, CircleLoss.DefaultScale], settings => new CircleLoss(settings[0], settings[1])),
        new("contrastive", "contrastive(margin)", [ContrastiveLoss.DefaultMargin], settings => new ContrastiveLoss(settings[0])),
        new("contrastive-subgroups", "contrastive-subgroups(margin)", [ContrastiveLoss.DefaultMargin], settings => new ContrastiveLoss(settings[0], otherSubgroups: true)),
        new("cosface", "cosface(s,m)", [CosFaceLoss.DefaultScale, CosFaceLoss.DefaultMargin], settings => new CosFaceLoss(settings[0], settings[1])),
        new("fastap", "fastap(bins)", [FastApLoss.DefaultBins], settings => new FastApLoss(Whole(settings[0], "bins"))),
        new("group-contrastive", "group-contrastive(positive margin,negative margin)", [0, GroupContrastiveLoss.DefaultNegativeMargin], settings => new GroupContrastiveLoss(settings[0], settings[1])),
        new("lifted-structure", "lifted-structure(positive margin,negative margin)", [0, LiftedStructureLoss.DefaultNegativeMargin], settings => new LiftedStructureLoss(settings[0], settings[1])),
        new("margin", "margin(margin,boundary)", [MarginLoss.DefaultMargin, MarginLoss.DefaultBoundary], settings => new MarginLoss(settings[0], settings[1])),
        new("margin-learned", "margin-learned(margin,boundary)", [MarginLoss.DefaultMargin, MarginLoss.DefaultBoundary], settings => new MarginLoss(settings[0], settings[1], learnsBoundary: true)),
        new("match-probability", "match-probability(G,share)", [0, MatchProbabilityLoss.DefaultPositiveShare], MatchProbabilityLoss.Read),
        new("multi-similarity", "multi-similarity(α,β,base)", [MultiSimilarityLoss.DefaultPositiveScale, MultiSimilarityLoss.DefaultNegativeScale, MultiSimilarityLoss.DefaultBase], settings => new MultiSimilarityLoss(settings[0], settings[1], settings[2])),
        new("multiple-negatives", "multiple-negatives(scale)", [MultipleNegativesRankingLoss.DefaultScale], settings => new MultipleNegativesRankingLoss(settings[0])),
        new("multiple-negatives-symmetric", "multiple-negatives-symmetric(scale)", [MultipleNegativesRankingLoss.DefaultScale], settings => new MultipleNegativesRankingLoss(settings[0], symmetric: true)),
        new("n-pairs", "n-pairs(penalty)", [NPairsLoss.DefaultPenalty], settings => new NPairsLoss(settings[0])),
        new("nca", "nca(scale)", [NeighbourhoodComponentLoss.DefaultScale], settings => new NeighbourhoodComponentLoss(settings[0])),
        new("normalized-softmax", "normalized-softmax(τ)", [NormalizedSoftmaxLoss.DefaultTemperature], settings => new NormalizedSoftmaxLoss(settings[0])),
        new("nt-xent", "nt-xent(τ)", [NTXentLoss.DefaultTemperature], settings => new NTXentLoss(settings[0])),
        new("online-contrastive", "online-contrastive(margin)", [OnlineContrastiveLoss.DefaultMargin], settings => new OnlineContrastiveLoss(settings[0])),
        new("online-contrastive-all", "online-contrastive-all(margin)", [OnlineContrastiveLoss.DefaultMargin], settings => new OnlineContrastiveLoss(settings[0], allPairs: true)),
        new("proxy-anchor", "proxy-anchor(α,δ)", [ProxyAnchorLoss.DefaultScale, ProxyAnchorLoss.DefaultMargin], settings => new ProxyAnchorLoss(settings[0], settings[1])),
        new("proxy-nca", "proxy-nca(T)", [ProxyNcaLoss.FirstTemperature], settings => new ProxyNcaLoss(settings[0], ownInSum: false)),
        new("proxy-nca++", "proxy-nca++(T)", [ProxyNcaLoss.DefaultTemperature], settings => new ProxyNcaLoss(settings[0])),
        new("softmax", "softmax(τ)", [SoftmaxLoss.DefaultTemperature], settings => new SoftmaxLoss(settings[0])),
        new("supcon", "supcon(τ)", [SupervisedContrastiveLoss.DefaultTemperature], settings => new SupervisedContrastiveLoss(settings[0])),
        new("triplet", "triplet(margin)", [TripletLoss.DefaultMargin], settings => new TripletLoss(settings[0])),
        new("triplet-hard", "triplet-hard(margin)", [TripletLoss.DefaultMargin], settings => new TripletLoss(settings[0], TripletMode.Hard)),
        new("triplet-semihard", "triplet-semihard(margin)", [TripletLoss.DefaultMargin], settings => new TripletLoss(settings[0], TripletMode.SemiHard)),
        new("triplet-soft", "triplet-soft(margin)", [0], settings => new TripletLoss(settings[0], TripletMode.Soft)),
        new("tuplet-margin", "tuplet-margin(degrees,scale)", [TupletMarginLoss.DefaultSlack, TupletMarginLoss.DefaultScale], settings => new TupletMarginLoss(settings[0], settings[1])),
    ];

    /// <summary>The names of all losses, for tests that must hold of each.</summary>
    internal static IEnumerable<string> Names => Known.Select(method => method.Name);

    private static int Whole(double value, string name) =>
        value == (int)value ? (int)value : throw new ArgumentException($"{name}: {value}; it must be a whole number");

    /// <summary>The loss of a batch and its derivative in every number of its embeddings.</summary>
    /// <param name="embeddings">B×E finite numbers, row-major.</param>
    /// <param name="columns">E.</param>
    /// <param name="groups">B groups, 0 to <paramref name="count"/> − 1.</param>
    /// <param name="count">Groups that there are.</param>
    /// <param name="gradient">Room for B×E values.</param>
    /// <param name="proxies">Of losses that learn one vector a group: count×E numbers; else empty.</param>
    /// <param name="proxiesGradient">Room for as many.</param>
    /// <exception cref="ArgumentException">The shapes differ, a group is out of range or a number is not finite.</exception>
    public double ValueAndGradient(
        ReadOnlySpan<double> embeddings, int columns, ReadOnlySpan<int> groups, int count, Span<double> gradient,
        ReadOnlySpan<double> proxies = default, Span<double> proxiesGradient = default) =>
        Step(embeddings, columns, Grouped(groups, count), gradient, proxies, proxiesGradient);

    /// <inheritdoc cref="ValueAndGradient(ReadOnlySpan{double}, int, ReadOnlySpan{int}, int, Span{double}, ReadOnlySpan{double}, Span{double})"/>
    public double ValueAndGradient(
        ReadOnlySpan<float> embeddings, int columns, ReadOnlySpan<int> groups, int count, Span<float> gradient,
        ReadOnlySpan<float> proxies = default, Span<float> proxiesGradient = default) =>
        Step(embeddings, columns, Grouped(groups, count), gradient, proxies, proxiesGradient);

    /// <summary>The same for any relations between the rows.</summary>
    internal unsafe double Step<T>(
        ReadOnlySpan<T> embeddings, int columns, ItemRelations relations, Span<T> gradient, ReadOnlySpan<T> proxies = default, Span<T> proxiesGradient = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check();
        int rows = Require.Rows(embeddings.Length, columns, nameof(embeddings));
        Require.SomeRows(rows, nameof(embeddings));
        Require.SameRows(rows, relations.Rows, nameof(embeddings), "groups");
        Require.Destination(embeddings.Length, gradient.Length, nameof(gradient));
        for (int i = 0; i < embeddings.Length; i++)
        {
            if (!T.IsFinite(embeddings[i])) throw new ArgumentException($"embeddings: row {i / columns}, column {i % columns} is {embeddings[i]}; every value must be finite");
        }
        var objective = new EmbeddingObjective<T>(this, [], relations, columns, 1, rows);
        objective.Initialise(0);
        if (objective.Proxies is { } learned)
        {
            if (proxies.Length != learned.Length || proxiesGradient.Length < learned.Length)
                throw new ArgumentException($"proxies: {proxies.Length:N0} numbers, and room for {proxiesGradient.Length:N0} derivatives; {this} has {learned.Rows:N0} of {columns:N0}");
            proxies.CopyTo(learned.Span);
        }
        var batch = new Batch(rows) { Count = rows, Known = rows };
        embeddings.CopyTo(new Span<T>(objective.OutputsStart, embeddings.Length));
        objective.Begin(batch);
        for (int i = 0; i < rows; i++) objective.Take(i, i);
        double value = objective.Whole();
        new ReadOnlySpan<T>(objective.GradientStart, embeddings.Length).CopyTo(gradient);
        objective.Proxies?.GradientSpan.CopyTo(proxiesGradient);
        return value;
    }

    private static GroupRelations Grouped(ReadOnlySpan<int> groups, int count)
    {
        Require.Labels(groups, count, nameof(groups));
        return new GroupRelations(groups.ToArray(), count);
    }

    /// <summary>What it looks at.</summary>
    internal virtual LossSubject Subject => LossSubject.Items;

    /// <summary>Whether the table is to hold similarities in place of distances.</summary>
    internal virtual bool ReadsSimilarity => false;

    /// <summary>How its elements are averaged where no <see cref="Reducer"/> is given.</summary>
    internal virtual Reducer OwnReducer => Reducer.Mean;

    /// <summary>Numbers of its own that training moves (a scale, a shift), at the start; most have none.</summary>
    internal virtual IReadOnlyList<double> OwnNumbers => [];

    /// <summary>For losses whose formula has no meaning on other distances.</summary>
    private protected void Only(params ReadOnlySpan<Distance> distances)
    {
        if (distances.Contains(Distance)) return;
        string[] tokens = new string[distances.Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = distances[i].Token();
        throw new ArgumentException($"{this}: distance {Distance.Token()}; its formula is defined on {string.Join(", ", tokens)}");
    }

    /// <summary>Refuses settings out of range.</summary>
    internal virtual void Check()
    {
    }

    /// <summary>
    /// The elements of a step, and the derivative of each in the values of the table as if it were alone: the reducer weighs them afterwards.
    /// </summary>
    /// <param name="table">Filled; pairs that a miner left out have no relation. The derivative is 0 so far.</param>
    /// <param name="elements">Empty so far.</param>
    /// <param name="numbers">Its own numbers as they are now.</param>
    /// <param name="numbersGradient">As many, 0 so far; where it has numbers of its own it averages over its elements itself.</param>
    internal abstract void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient);
}
