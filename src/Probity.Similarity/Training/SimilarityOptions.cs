using Probity.Learning;

namespace Probity.Similarity;

/// <summary>How a head is trained. Immutable; defaults are a fair start for a thousand to a hundred thousand items.</summary>
public sealed record SimilarityOptions
{
    internal const double DefaultRate = .01;

    private const int FewestItems = 64, MostItems = 256, StepsOfEpoch = 16;

    /// <summary>What is minimised. The default value is <see cref="SupervisedContrastiveLoss"/>.</summary>
    public SimilarityLoss Loss { get; init; } = new SupervisedContrastiveLoss();

    /// <summary>What is added to the loss to shape feature groups; needs a <see cref="SoftmaxEmbeddingsHead"/>. The default value is none.</summary>
    public IReadOnlyList<EmbeddingPenalty> Penalties { get; init; } = [];

    /// <summary>How inputs are scaled. The default value is <see cref="FeatureScaling.None"/>: an embedding's geometry is what it knows.</summary>
    public FeatureScaling Scaling { get; init; } = FeatureScaling.None;

    /// <summary>
    /// Which items meet in a batch. The default value is some 256 items, of small sets 64 at least: 64 groups with 4 items each, of fewer groups all with up to 40;
    /// for given pairs, batches of 128 rows.
    /// </summary>
    public Sampler? Sampler { get; init; }

    /// <summary>
    /// Embeddings of earlier batches that are references too, 0 to 1,048,576 (cross-batch memory; Wang et al., CVPR 2020). The default value is 0: none.
    /// </summary>
    public int Memory { get; init; }

    /// <summary>Epochs before the memory begins to fill, while embeddings still move fast; not negative. The default value is 1.</summary>
    public int MemoryWarmUp { get; init; } = 1;

    /// <summary>How gradients move parameters. The default value is <see cref="AdamW"/> at rate 0.01 without decay: heads are shallow, and at 0.001 they learn for hundreds of epochs.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW { LearningRate = DefaultRate };

    /// <summary>What multiplies the learning rate of proxies and of other numbers that a loss learns: each moves on few items only. Positive. The default value is 10.</summary>
    public double ProxyRate { get; init; } = 10;

    /// <summary>What the learning rate is multiplied by as training goes on. The default value is <see cref="Schedule.Constant"/>.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The largest norm of a step's gradient: longer ones are shortened to it. The default value is null: none.</summary>
    public double? LargestGradient { get; init; }

    /// <summary>Passes over the items, at least 1. The default value is 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>
    /// Share of items set aside to choose the epoch, in [0, 1), where no validation rows are given: they are looked up among the training items. Two items of a
    /// group are always left. The default value is 0.1. Given pairs are never set aside.
    /// </summary>
    public double ValidationShare { get; init; } = .1;

    /// <summary>What is measured on validation items after every epoch; the first chooses the epoch. The default value is R-precision, precision at 1 and MAP@R.</summary>
    public IReadOnlyList<RetrievalMetric> Metrics { get; init; } = [RetrievalMetric.RPrecision, RetrievalMetric.PrecisionAt1, RetrievalMetric.MeanAveragePrecisionAtR];

    /// <summary>Epochs without a higher first metric after which training stops, at least 1; null makes every epoch and still keeps the best. The default value is 10.</summary>
    public int? Patience { get; init; } = 10;

    /// <summary>Where the training keeps what it needs to go on after an interruption. The default value is null: nowhere.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Ends the training between two steps by an <see cref="OperationCanceledException"/>. The default value is never.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Fixes everything that is drawn. The default value is 0.</summary>
    public ulong Seed { get; init; }

    internal Sampler SamplerFor(SimilarityRows rows)
    {
        if (Sampler is not null) return Sampler;
        if (rows.Relations is PairRelations) return new RandomSampler();
        int groups = Math.Clamp(rows.Relations.Groups, 2, 64);
        int items = Math.Clamp(rows.Rows / StepsOfEpoch, FewestItems, MostItems);
        return new GroupSampler(Math.Min(groups, items / 4), Math.Clamp(items / groups, 4, 40));
    }

    internal void Check(SimilarityRows rows, EmbeddingHead head)
    {
        Loss.Check();
        if (Loss.OwnNumbers.Count > 0 && Loss.Reducer is not null) throw new ArgumentException($"reducer: {Loss} learns numbers of its own and averages itself; leave the reducer out");
        Require.InRange(Memory, 0, 1 << 20, "memory");
        Require.InRange(MemoryWarmUp, 0, int.MaxValue, "memory warm-up");
        Require.InRange(Epochs, 1, int.MaxValue, "epochs");
        Require.Positive(ProxyRate, "proxy rate");
        Optimizer.Check();
        if (Optimizer is LimitedMemoryBfgs) throw new ArgumentException("optimizer: L-BFGS wants the same loss at every step, and similarity losses are of batches; take AdamW or SGD");
        if (LargestGradient is { } norm) Require.Positive(norm, "largest gradient");
        if (!(ValidationShare >= 0 && ValidationShare < 1)) throw new ArgumentException($"validation share: {ValidationShare}; it must lie in [0, 1)");
        if (Patience is { } patience) Require.InRange(patience, 1, int.MaxValue, "patience");
        if (Checkpoint is { } checkpoint) Require.InRange(checkpoint.EveryEpochs, 1, int.MaxValue, "checkpoint: epochs between two");
        if (Metrics.Count == 0) throw new ArgumentException("metrics: none; at least one is needed to choose the epoch");
        head.RequireRows(rows.Features);
        bool pairs = rows.Relations is PairRelations;
        if (Loss.Subject == LossSubject.GivenPairs && !pairs) throw new ArgumentException($"loss {Loss}: it learns from given pairs; the rows have groups. Take supcon, triplet or another loss of groups");
        if (pairs && Loss.Subject != LossSubject.GivenPairs) throw new ArgumentException($"loss {Loss}: it learns from groups; the rows are given pairs. Take contrastive or multiple-negatives");
        if (rows.GroupIds.Count == 1) throw new ArgumentException($"groups: all {rows.Rows:N0} rows are of group {rows.GroupIds[0]}; a head needs two groups at least to tell apart");
        if (Memory > 0 && Loss.Subject == LossSubject.Proxies) throw new ArgumentException($"memory: {Loss} compares items with proxies, not with each other; leave the memory out");
        if (Loss is MatchProbabilityLoss match && head.FeatureGroups?.Groups != match.FeatureGroups)
            throw new ArgumentException($"loss {Loss}: it is for heads with {match.FeatureGroups} feature groups, and {head} has {head.FeatureGroups?.Groups ?? 0}; give both the same");
        if (Penalties.Count > 0 && head.FeatureGroups is null) throw new ArgumentException($"penalty {Penalties[0]}: it shapes feature groups, and {head} has none; take softmax-groups or leave it out");
    }
}
