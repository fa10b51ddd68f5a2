using System.CommandLine;
using System.Globalization;
using Probity.Cli.Training;
using Probity.Cli.Usage;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>The options that say how a head is trained.</summary>
internal sealed class SimilarityFlags
{
    private readonly Option<string> _head = new("--head") { HelpName = "head", Description = "softmax-groups(groups,values), linear(n), gated, skip(n), stacked(…), widening(…), sequential(…), empty; dropout(share) before any", DefaultValueFactory = _ => "softmax-groups(8,16)" };
    private readonly Option<string> _loss = new("--loss") { HelpName = "loss", Description = "supcon(0.1), triplet(0.2), multi-similarity, circle, proxy-anchor, arcface, match-probability, contrastive (pairs) …", DefaultValueFactory = _ => "supcon(0.1)" };
    private readonly Option<string?> _miner = new("--miner") { HelpName = "miner", Description = "Which pairs count: hard, semi-hard(m), multi-similarity(e), triplets-hard(m), distance-weighted, pair-margin(p,n) …" };
    private readonly Option<string?> _reducer = new("--reducer") { HelpName = "reducer", Description = "mean, mean-nonzero, per-class or sum (default: the loss's own)" };
    private readonly Option<string[]> _penalty = new("--penalty") { HelpName = "penalty", Description = "entropy(marginal,conditional) or decorrelation(strength), of feature groups; may be repeated" };
    private readonly Option<string?> _sampler = new("--sampler") { HelpName = "sampler", Description = "groups(16,8), balanced(128), random(128) or hierarchical(…) (default: groups of 256 items in all, such as groups(64,4); of pairs random)" };
    private readonly Option<int> _memory = new("--memory") { HelpName = "n", Description = "Embeddings of earlier batches that are compared with too", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _scaling = new("--scaling") { HelpName = "kind", Description = "Of the inputs: none, columns (each for itself) or whole (all together)", DefaultValueFactory = _ => "none" };
    private readonly Option<string> _together = new("--together") { HelpName = "rule", Description = "With --multilabel, when items belong together: any-shared, all-equal or jaccard(share)", DefaultValueFactory = _ => "any-shared" };
    private readonly Option<string[]> _metric = new("--metric") { HelpName = "metric", Description = "The first chooses the epoch: r_precision, precision_at_1, map_at_r, map, mrr, ndcg …; may be repeated" };
    private readonly Option<int> _patience = new("--patience") { HelpName = "n", Description = "Epochs without a higher metric that end the training; 0 never", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _validationShare = new("--validation-share") { HelpName = "share", Description = "Share of the items that chooses the epoch and teaches nothing; 0 for none", DefaultValueFactory = _ => .1 };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { HelpName = "c.probity", Description = "Where the training keeps what it needs to go on; where the file exists it goes on from there" };
    private readonly StepFlags _steps = new("adamw or sgd", SimilarityOptions.DefaultRate);

    public Option<string?> Distance { get; } = NewDistance("Of the loss and of everything later: cosine, euclidean, manhattan or dot (default: the loss's own, mostly cosine)");

    public SimilarityFlags AddTo(Command command)
    {
        Option[] own = [_head, _loss, Distance, _miner, _reducer, _penalty, _sampler, _memory, _scaling, _together, _metric, .. _steps.All, _patience, _validationShare, _checkpoint];
        foreach (Option option in own) command.Options.Add(option);
        return this;
    }

    public static Option<string?> NewDistance(string description) => new("--distance") { HelpName = "distance", Description = description };

    public bool GivesValidationShare(ParseResult parsed) => parsed.IsGiven(_validationShare);

    public LabelComparison Comparison(ParseResult parsed) => LabelComparison.Parse(parsed.GetRequiredValue(_together));

    /// <summary>The head, for rows of so many numbers.</summary>
    public EmbeddingHead Head(ParseResult parsed, int inputs) => EmbeddingHead.Parse(parsed.GetRequiredValue(_head), inputs);

    /// <summary>All that can be said before the rows are read.</summary>
    public SimilarityOptions Options(ParseResult parsed)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(parsed.GetRequiredValue(_loss));
        if (parsed.GetValue(Distance) is { } distance) loss = loss with { Distance = DistanceTokens.Parse(distance) };
        if (parsed.GetValue(_miner) is { } miner) loss = loss with { Miner = Miner.Parse(miner) };
        if (parsed.GetValue(_reducer) is { } reducer) loss = loss with { Reducer = Reducer.Parse(reducer) };
        int patience = parsed.GetValue(_patience);
        if (patience < 0) throw new ArgumentException($"{_patience.Name} {patience}: it must be 0 (never stop early) or more");
        return new SimilarityOptions
        {
            Loss = loss,
            Penalties = Array.ConvertAll(parsed.GetValue(_penalty) ?? [], EmbeddingPenalty.Parse),
            Scaling = parsed.GetValue(_scaling) switch
            {
                "none" => FeatureScaling.None,
                "columns" => FeatureScaling.Columns,
                "whole" => FeatureScaling.Together,
                var other => throw new ArgumentException($"{_scaling.Name} '{other}' is not known; there are none, columns, whole"),
            },
            Sampler = parsed.GetValue(_sampler) is { } sampler ? Sampler.Parse(sampler) : null,
            Memory = parsed.GetValue(_memory),
            Optimizer = _steps.Optimizer(parsed),
            Schedule = _steps.Schedule(parsed),
            LargestGradient = _steps.LargestGradient(parsed),
            Epochs = _steps.Epochs(parsed),
            ValidationShare = parsed.GetValue(_validationShare),
            Metrics = Metrics(parsed),
            Patience = patience == 0 ? null : patience,
            Checkpoint = OutputPath.Of(parsed, _checkpoint, ".probity") is { } path ? new Checkpoint(path) : null,
            Seed = parsed.GetValue(CommonOptions.Seed),
        };
    }

    /// <summary>Noise and share of a word such as <c>0.5,0.1</c>; null for none.</summary>
    public static SplitCorruption? Corruption(string word, ulong seed)
    {
        if (word == "none") return null;
        string[] parts = word.Split(',');
        double masked = new SplitCorruption().Masked;
        bool reads = double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double noise)
            && (parts.Length == 1 || (parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out masked)));
        if (!reads) throw new ArgumentException($"--corrupt '{word}': write noise,share such as 0.5,0.1 (noise in deviations of a column, share of numbers replaced by their column's mean), or none");
        var corruption = new SplitCorruption { Noise = noise, Masked = masked, Seed = seed };
        corruption.Check();
        return corruption;
    }

    private IReadOnlyList<RetrievalMetric> Metrics(ParseResult parsed)
    {
        RetrievalMetric[] all = Enum.GetValues<RetrievalMetric>();
        IEnumerable<RetrievalMetric> given = (parsed.GetValue(_metric) ?? []).Select(name =>
            Array.FindIndex(all, metric => ValidationSearch.Name(metric) == name) is >= 0 and var at
                ? all[at]
                : throw new ArgumentException($"{_metric.Name} '{name}' is not known; there are {string.Join(", ", all.Select(ValidationSearch.Name))}"));
        return [.. given.Concat(new SimilarityOptions().Metrics).Distinct()];
    }
}
