using System.CommandLine;
using System.Globalization;
using Probity.Cli.Usage;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The options that say how a network is trained.</summary>
internal sealed class LearningFlags
{
    private readonly NetworkFlags _network = new();
    private readonly StepFlags _steps = new("adamw, sgd, or lbfgs (to the exact optimum, for networks without hidden layers)");
    private readonly Option<string?> _loss = new("--loss") { HelpName = "loss", Description = "cross-entropy(smoothing), focal(gamma), focal-53, brier, logitnorm(temperature) (default: the head's own)" };
    private readonly Option<string[]> _penalty = new("--penalty") { HelpName = "penalty", Description = "mmce, confidence, outlier-exposure or energy-margin, with settings as in mmce(2); may be repeated" };
    private readonly Option<double> _mixup = new("--mixup") { HelpName = "alpha", Description = "Mixes rows and labels, with shares from Beta(alpha, alpha)", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _classWeights = new("--class-weights") { HelpName = "weights", Description = "balanced, or one weight a class: 1,2,0.5" };
    private readonly Option<int> _batch = new("--batch") { HelpName = "n", Description = "Rows a step", DefaultValueFactory = _ => 128 };
    private readonly Option<int> _patience = new("--patience") { HelpName = "n", Description = "Epochs without a lower validation NLL that end the training; 0 never", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _validationShare = new("--validation-share") { HelpName = "share", Description = "Share of the training rows that chooses the epoch and teaches nothing; 0 for none", DefaultValueFactory = _ => .1 };
    private readonly Option<string> _scaling = new("--scaling") { HelpName = "kind", Description = "Of the features, by what the training rows show: columns (each for itself), whole (all together), none, or auto (pictures and bytes whole, else columns)", DefaultValueFactory = _ => "auto" };

    private readonly Option<int> _members = new("--members") { HelpName = "n", Description = "Networks trained from different seeds that answer together, and tell how far they agree", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { HelpName = "c.probity", Description = "Where the training keeps what it needs to go on; where the file exists it goes on from there" };

    public LearningFlags AddTo(Command command)
    {
        _network.AddTo(command);
        Option[] own =
        [
            _loss, _penalty, _mixup, _classWeights, .. _steps.All, _batch, _patience, _validationShare, _scaling, _members, _checkpoint,
        ];
        foreach (Option option in own) command.Options.Add(option);
        return this;
    }

    public double ValidationShare(ParseResult parsed)
    {
        double share = parsed.GetValue(_validationShare);
        return share is >= 0 and < 1 ? share : throw new ArgumentException($"{_validationShare.Name} {share}: it must lie in [0, 1)");
    }

    public bool GivesValidationShare(ParseResult parsed) => parsed.IsGiven(_validationShare);

    /// <summary>What can be said before the rows are read.</summary>
    public TrainingOptions Options(ParseResult parsed, bool multiLabel)
    {
        Optimizer optimizer = _steps.Optimizer(parsed);
        bool convex = optimizer is LimitedMemoryBfgs;
        foreach (Option option in (Option[])[.. _steps.OfSteps, _batch, _patience])
        {
            if (convex && parsed.IsGiven(option)) throw new ArgumentException($"{option.Name} does not go with {StepFlags.Name} lbfgs, which takes all rows at once and stops at the optimum");
        }
        int patience = parsed.GetValue(_patience);
        if (patience < 0) throw new ArgumentException($"{_patience.Name} {patience}: it must be 0 (never stop early) or more");
        Scaling(parsed, ofOneKind: false);
        return new TrainingOptions
        {
            Network = _network.Design(parsed, convex),
            Head = _network.Head(parsed, multiLabel),
            Loss = parsed.GetValue(_loss) is { } loss ? Loss.Parse(loss) : null,
            Penalties = Array.ConvertAll(parsed.GetValue(_penalty) ?? [], Penalty.Parse),
            Mixup = parsed.GetValue(_mixup),
            Optimizer = optimizer,
            Schedule = _steps.Schedule(parsed),
            LargestGradient = _steps.LargestGradient(parsed),
            Epochs = _steps.Epochs(parsed),
            BatchSize = parsed.GetValue(_batch),
            EarlyStopping = patience == 0 ? null : new EarlyStopping { Patience = patience },
            ValidationShare = ValidationShare(parsed),
            Members = parsed.GetValue(_members),
            Checkpoint = OutputPath.Of(parsed, _checkpoint, ".probity") is { } path ? new Checkpoint(path) : null,
            Seed = parsed.GetValue(CommonOptions.Seed),
        };
    }

    /// <summary>What is usual for a table, changed by what the command line gives.</summary>
    public TrainingOptions Over(ParseResult parsed, TrainingOptions usual)
    {
        if (parsed.IsGiven(_scaling)) throw new ArgumentException($"{_scaling.Name} is for rows of numbers; the numbers of a table are scaled as --numbers says");
        if (parsed.IsGiven(_checkpoint)) throw new ArgumentException($"{_checkpoint.Name} does not go with a table");
        TrainingOptions given = Options(parsed, multiLabel: false);
        return usual with
        {
            Network = _network.GivesLayers(parsed) ? given.Network : usual.Network,
            Head = _network.GivesHead(parsed) ? given.Head : usual.Head,
            Loss = given.Loss,
            Penalties = given.Penalties,
            Mixup = given.Mixup,
            Optimizer = _steps.Over(parsed, usual.Optimizer),
            Schedule = _steps.GivesSchedule(parsed) ? given.Schedule : usual.Schedule,
            LargestGradient = given.LargestGradient,
            Epochs = _steps.GivesEpochs(parsed) ? given.Epochs : usual.Epochs,
            BatchSize = parsed.IsGiven(_batch) ? given.BatchSize : usual.BatchSize,
            EarlyStopping = parsed.IsGiven(_patience) ? given.EarlyStopping : usual.EarlyStopping,
            ValidationShare = parsed.IsGiven(_validationShare) ? given.ValidationShare : usual.ValidationShare,
            Members = given.Members,
            Seed = given.Seed,
        };
    }

    /// <summary>Whether the layers are said, which rules out an optimiser for none.</summary>
    public bool GivesLayers(ParseResult parsed) => _network.GivesLayers(parsed);

    public bool GivesClassWeights(ParseResult parsed) => parsed.GetValue(_classWeights) is not null;

    /// <summary>The weights of the classes that were asked for, or null.</summary>
    public IReadOnlyList<double>? ClassWeights(ParseResult parsed, TrainingRows rows) =>
        parsed.GetValue(_classWeights) is not { } weights ? null : weights == "balanced" ? rows.BalancedClassWeights() : Array.ConvertAll(weights.Split(','), Weight);

    /// <summary>The options that depend on the rows.</summary>
    public TrainingOptions For(ParseResult parsed, TrainingOptions options, TrainingTable table, TrainingRows rows) => options with
    {
        Scaling = Scaling(parsed, table.OfOneKind),
        ClassWeights = ClassWeights(parsed, rows),
    };

    private FeatureScaling Scaling(ParseResult parsed, bool ofOneKind) => parsed.GetValue(_scaling) switch
    {
        "auto" => ofOneKind ? FeatureScaling.Together : FeatureScaling.Columns,
        "columns" => FeatureScaling.Columns,
        "whole" => FeatureScaling.Together,
        "none" => FeatureScaling.None,
        var other => throw new ArgumentException($"{_scaling.Name} '{other}' is not known; there are auto, columns, whole, none"),
    };

    private double Weight(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
        ? weight
        : throw new ArgumentException($"{_classWeights.Name}: '{word}' is no number; write balanced, or one weight a class such as 1,2,0.5");
}
