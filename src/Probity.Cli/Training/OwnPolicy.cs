using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Cli.Verbs;
using Probity.Decisions;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The model's own policy: from rows of their own, rows that were kept from training, or by cross-fitting.</summary>
internal sealed class OwnPolicy(TrainingInput input)
{
    /// <summary>Fewer rows to calibrate on say nothing.</summary>
    public const int FewestRows = 20;

    private const double UsualShare = .2;
    private const int UsualFolds = 5, FoldsOfMany = 3, ManyRows = 10_000;   // of many rows two thirds teach nearly as well as all

    private readonly Option<double> _share = new("--calibrate-share") { HelpName = "share", Description = "Share of the rows that is kept from training and fits the model's policy; 0 for no policy", DefaultValueFactory = _ => UsualShare };
    private readonly Option<int?> _crossFit = new("--cross-fit") { HelpName = "folds", Description = "Instead: learn from all rows, and calibrate on the logits of models that were each trained without one of so many folds" };
    private readonly PolicyFlags _policy = new();

    public OwnPolicy AddTo(Command command)
    {
        command.Options.Add(_share);
        command.Options.Add(_crossFit);
        _policy.AddTo(command);
        return this;
    }

    /// <summary>What is asked for; null for no policy.</summary>
    public PolicyOptions? Options(ParseResult parsed, bool multiLabel)
    {
        double share = parsed.GetValue(_share);
        if (!(share is >= 0 and < 1)) throw new ArgumentException($"{_share.Name} {share}: it must lie in [0, 1)");
        PolicyOptions options = _policy.Options(parsed);
        if (input.HasCalibration(parsed))
        {
            if (multiLabel) throw new ArgumentException("--calibration-data: there are no policies for multi-label rows; leave it out");
            Option? other = parsed.IsGiven(_share) ? _share : parsed.IsGiven(_crossFit) ? _crossFit : null;
            if (other is not null) throw new ArgumentException($"{other.Name} does not go with --calibration-data, whose rows fit the policy instead");
        }
        if (options.Calibrator == "groups") throw new ArgumentException("calibrator 'groups' needs the name of every row's group: train without it, then give fit --model, --data and --groups");
        if (parsed.GetValue(_crossFit) is { } folds)
        {
            if (multiLabel) throw new ArgumentException($"{_crossFit.Name}: there are no policies for multi-label rows; leave it out");
            if (parsed.IsGiven(_share)) throw new ArgumentException($"{_crossFit.Name} does not go with {_share.Name}: it keeps no rows from training");
            if (options.Promise is not null)
                throw new ArgumentException($"{_crossFit.Name} cannot carry a promise: every row teaches some model, and a guarantee needs rows that do nothing but certify; use {_share.Name}, or leave the target out");
            if (folds is < 2 or > 255) throw new ArgumentException($"{_crossFit.Name} {folds}: it must be 2 to 255 folds");
            return options;
        }
        if (multiLabel && (parsed.IsGiven(_share) && share > 0 || _policy.FirstGiven(parsed) is not null))
            throw new ArgumentException($"{_policy.FirstGiven(parsed)?.Name ?? _share.Name}: there are no policies for multi-label rows; leave it out");
        if (multiLabel) return null;
        if (share > 0) return options;
        return _policy.FirstGiven(parsed) is { } idle ? throw new ArgumentException($"{idle.Name} is for the model's policy, but with {_share.Name} 0 it has none") : null;
    }

    /// <summary>Refuses, before the training and not after it, a calibrator that so many classes cannot have.</summary>
    public static void RequireSuits(PolicyOptions? options, int classes)
    {
        if (options is null or { Calibrator: AutoCalibration.Name or "none" }) return;
        if (classes <= 2 && CalibrationMethod.Parse(options.Calibrator) is { Binary: false, Multiclass: true })
            throw new ArgumentException($"calibrator '{options.Calibrator}' is for three classes or more, but there are {classes}");
    }

    /// <summary>The same with what takes the classes to be known.</summary>
    public PolicyOptions? Resolve(ParseResult parsed, PolicyOptions? options, TrainingTable table) =>
        options is null ? null : _policy.Rules.Resolve(parsed, options, table.ClassNames, table.Classes);

    /// <summary>Share of the rows that the policy is fitted on.</summary>
    public double Share(ParseResult parsed, PolicyOptions? options) => options is null || Folds(parsed) > 0 || input.HasCalibration(parsed) ? 0 : parsed.GetValue(_share);

    /// <summary>Folds to cross-fit by; 0 for none.</summary>
    public int Folds(ParseResult parsed) => parsed.GetValue(_crossFit) ?? 0;

    /// <summary>Folds to cross-fit a table by where neither folds nor a share are said: a promise needs rows of its own, calibration alone does not.</summary>
    public int FoldsOfTable(ParseResult parsed, PolicyOptions? options, int rows) =>
        parsed.GetValue(_crossFit) ?? (options is null || options.Promise is not null || parsed.IsGiven(_share) || input.HasCalibration(parsed) ? 0 : rows < ManyRows ? UsualFolds : FoldsOfMany);

    /// <summary>Refuses more logits to fit on than one array holds, before the training and not after it.</summary>
    public static void RequireRoom(TrainingTable rows)
    {
        if ((long)rows.Rows * rows.Classes > Array.MaxLength)
            throw new ArgumentException($"{rows.Rows:N0} rows of {rows.Classes:N0} classes to calibrate on are {(long)rows.Rows * rows.Classes:N0} logits; {Array.MaxLength:N0} is the most: use a lower --calibrate-share, or 0 for no policy");
    }

    /// <summary>Refuses rows of their own that are too few, before the training and not after it.</summary>
    public static void RequireEnough(int rows)
    {
        if (rows < FewestRows) throw new ArgumentException($"--calibration-data: {rows:N0} {(rows == 1 ? "row" : "rows")} to calibrate on would be too few to say anything; it takes {FewestRows} at least");
    }

    /// <summary>Fits the policy on rows that the model has not seen.</summary>
    /// <returns>The policy, and why it does not promise what was asked for, or null.</returns>
    public static (ConfidencePolicy Policy, string? Refusal) Fit(Classifier model, TrainingTable rows, ReadOnlySpan<float> logits, PolicyOptions options)
    {
        options = options with { ClassNames = rows.ClassNames };
        using var progress = new ProgressLine("calibrating");
        try
        {
            return (ConfidencePolicy.Fit(logits, rows.Labels, model.LogitColumns, options, progress: progress), null);
        }
        catch (PromiseRefusedException refusal)
        {
            // The training is done: what there is is kept, without the promise.
            return (ConfidencePolicy.Fit(logits, rows.Labels, model.LogitColumns, options with { Promise = null, Scope = RuleScope.Together, Positive = null }, progress: progress), refusal.Message);
        }
    }
}
