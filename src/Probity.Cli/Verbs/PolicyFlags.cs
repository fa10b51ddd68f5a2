using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary>What a policy is to learn and to promise: the options that <c>fit</c> and <c>train</c> share.</summary>
internal sealed class PolicyFlags
{
    private readonly Option<string?> _detector = new("--detector") { Description = "Score that rejects unknown rows, such as log_sum_exp", HelpName = "score" };
    private readonly Option<double> _maxFalseAlarm = new("--max-false-alarm") { HelpName = "share", Description = "Share of known rows that the detector may reject", DefaultValueFactory = _ => .05 };
    private readonly Option<string?> _choose = new("--choose") { HelpName = "goal", Description = "Choose the threshold that looks best, with no guarantee: f1, fbeta:2, youden, precision:0.9, risk:0.1, recall:0.9, coverage:0.8, false-alarm:0.05, cost:10:1 (error, review)" };
    private readonly PromiseFlags _promise = new("predictions");

    public Option<string> Calibrator { get; } = new("--calibrator") { HelpName = "name", Description = $"auto, which chooses, none, or one of: {string.Join(", ", CalibrationMethod.All.Where(method => method.FromRowsAlone).Select(method => method.Name))}; with a colon one-vs-rest:NAME, top-label:NAME, confidence:NAME", DefaultValueFactory = _ => AutoCalibration.Name };

    /// <summary>What the rule looks at.</summary>
    public RuleFlags Rules { get; } = new();

    public Option<double> CertifyShare => _promise.CertifyShare;

    public IReadOnlyList<Option> All => [Calibrator, .. Rules.All, _detector, _maxFalseAlarm, .. _promise.All, _choose];

    public PolicyFlags AddTo(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
        return this;
    }

    /// <summary>What is asked for, before anything is read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="certifying">Other options that only serve a promise.</param>
    /// <remarks>A calibrator that was not chosen is by group where there are groups: see <see cref="WithGroups"/>.</remarks>
    public PolicyOptions Options(ParseResult parsed, params ReadOnlySpan<Option> certifying)
    {
        ThresholdTarget? choice = parsed.GetValue(_choose) is { } goal ? ThresholdTarget.Parse(goal) : null;
        if (choice is not null && _promise.All.FirstOrDefault(parsed.IsGiven) is { } asked)
            throw new ArgumentException($"{_choose.Name} picks the threshold that looks best and promises nothing, so {asked.Name} does not go with it: choose, or promise");
        DecisionPromise? promise = _promise.Promise(parsed, choice is null && !Rules.HasCosts(parsed) ? certifying : []);
        if (parsed.GetRequiredValue(Calibrator) is not (AutoCalibration.Name or "none") and { } name) CalibrationMethod.Parse(name);   // refused now, not after all was read and trained
        RequireWith(parsed, _maxFalseAlarm, parsed.GetValue(_detector) is not null, _detector.Name);
        return Rules.With(parsed, new PolicyOptions
        {
            Calibrator = parsed.GetRequiredValue(Calibrator),
            Promise = promise,
            Choice = choice,
            GateScore = parsed.GetValue(_detector) is { } token ? ScoreTokens.Parse(token) : null,
            MaxFalseAlarm = parsed.GetValue(_maxFalseAlarm),
            CertifyShare = parsed.GetValue(CertifyShare),
            Seed = parsed.GetValue(CommonOptions.Seed),
        });
    }

    /// <summary>The same with the calibrator that groups ask for.</summary>
    /// <exception cref="ArgumentException">Another was chosen.</exception>
    public PolicyOptions WithGroups(ParseResult parsed, PolicyOptions options, string option)
    {
        if (parsed.IsGiven(Calibrator) && options.Calibrator != "groups")
            throw new ArgumentException($"{option} fits the calibrator 'groups'; leave out {Calibrator.Name} {options.Calibrator}");
        return options with { Calibrator = "groups" };
    }

    /// <exception cref="ArgumentException">The calibrator by group was chosen and there are no groups.</exception>
    public static void RequireGroups(PolicyOptions options, string option)
    {
        if (options.Calibrator == "groups") throw new ArgumentException($"calibrator 'groups' needs {option} FILE, the name of every row's group");
    }

    /// <summary>The first of the options that was given, or null.</summary>
    public Option? FirstGiven(ParseResult parsed) => All.FirstOrDefault(option => parsed.IsGiven(option));

    /// <summary>An option that would have no effect is a mistake that someone ought to hear of.</summary>
    public static void RequireWith(ParseResult parsed, Option option, bool has, string needed)
    {
        if (!has && parsed.IsGiven(option)) throw new ArgumentException($"{option.Name} goes with {needed}");
    }
}
