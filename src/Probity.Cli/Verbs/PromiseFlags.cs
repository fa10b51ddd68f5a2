using System.CommandLine;
using Probity.Decisions;

namespace Probity.Cli.Verbs;

/// <summary>What a threshold is to promise: the options of all verbs that fit one.</summary>
internal sealed class PromiseFlags
{
    private const string FixedSequence = "fixed-sequence", Sgr = "sgr";
    private readonly Option<double?> _precision, _risk, _recall, _falseAlarm, _coverage, _jointRisk;
    private readonly Option<double> _confidence = new("--confidence") { HelpName = "share", Description = "How sure the promise must be", DefaultValueFactory = _ => .95 };
    private readonly Option<bool> _inExpectation = new("--in-expectation") { Description = "Promise the mean over draws of certifying rows instead, which a single draw may miss; not for precision" };
    private readonly Option<string> _method = new("--method") { HelpName = "name", Description = "How precision is certified: fixed-sequence, or sgr (Geifman and El-Yaniv)", DefaultValueFactory = _ => FixedSequence };
    private readonly Option<int> _starts = new("--starts") { HelpName = "n", Description = "Sequences of tests that share the error, 1 to 100; 1 needs the fewest rows", DefaultValueFactory = _ => 4 };
    private readonly Option<double?>[] _targets;

    /// <param name="what">What is accepted, such as <c>predictions</c>.</param>
    /// <param name="rates">Whether other rates than precision can be promised.</param>
    public PromiseFlags(string what, bool rates = true)
    {
        _precision = Share("--target-precision", $"Share of accepted {what} that must be right");
        _risk = Share("--target-risk", $"Share of accepted {what} that may be wrong: 1 − precision");
        _recall = Share("--target-recall", $"Share of right {what} that must be accepted");
        _falseAlarm = Share("--target-false-alarm", $"Share of wrong {what} that may be accepted");
        _coverage = Share("--target-coverage", $"Share of all {what} that must be accepted");
        _jointRisk = Share("--target-joint-risk", $"Share of all {what} that may be accepted and wrong");
        _targets = rates ? [_precision, _risk, _recall, _falseAlarm, _coverage, _jointRisk] : [_precision, _risk];
        All = [.. _targets, _confidence, .. (Option[])(rates ? [_inExpectation] : []), _method, _starts, CertifyShare];

        static Option<double?> Share(string name, string description) => new(name) { HelpName = "share", Description = description };
    }

    public Option<double> CertifyShare { get; } = new("--certify-share") { HelpName = "share", Description = "Share of rows that only certify the promise", DefaultValueFactory = _ => .5 };

    public IReadOnlyList<Option> All { get; }

    /// <summary>What is asked for, or null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="certifying">Other options that only serve a promise.</param>
    public DecisionPromise? Promise(ParseResult parsed, params ReadOnlySpan<Option> certifying)
    {
        Option<double?>[] given = [.. _targets.Where(target => parsed.GetValue(target) is not null)];
        foreach (Option option in (ReadOnlySpan<Option>)[.. All.Except(_targets), .. certifying])
            PolicyFlags.RequireWith(parsed, option, given.Length > 0, Names(_targets));
        Require.OpenShare(parsed.GetValue(CertifyShare), CertifyShare.Name);
        if (given.Contains(_precision) && given.Contains(_risk)) throw new ArgumentException($"give one of {_precision.Name} and {_risk.Name}: the one is 1 minus the other");
        if (given.Length > 1)
            throw new ArgumentException($"{Names(given, "and")}: one threshold carries one promise; give one of them, or {_jointRisk.Name}, which bounds errors among all rows and so holds precision and coverage in one number");
        if (given is not [var asked]) return null;

        double target = parsed.GetValue(asked)!.Value;
        Require.OpenShare(target, asked.Name);
        return asked == _precision ? Precision(parsed, target) : asked == _risk ? Precision(parsed, (double)(1 - (decimal)target)) : Rate(parsed, asked, target);   // in decimals: 1 − 0.02 is 0.98 and not a bit less
    }

    private DecisionPromise Precision(ParseResult parsed, double target)
    {
        if (parsed.GetValue(_inExpectation))
        {
            throw new ArgumentException(
                $"{_inExpectation.Name} does not go with {_precision.Name} or {_risk.Name}: precision need not rise with the threshold, and only what is monotone can be kept in expectation; use {_jointRisk.Name}, or {_confidence.Name}");
        }
        bool sgr = parsed.GetRequiredValue(_method) switch
        {
            FixedSequence => false,
            Sgr => true,
            var other => throw new ArgumentException($"{_method.Name} '{other}' is neither {FixedSequence} nor {Sgr}"),
        };
        if (!sgr) return new PrecisionPromise(target, parsed.GetValue(_confidence), parsed.GetValue(_starts));
        PolicyFlags.RequireWith(parsed, _starts, false, $"{_method.Name} {FixedSequence}: {Sgr} is one binary search");
        return new SelectiveRiskPromise(target, parsed.GetValue(_confidence));
    }

    private RatePromise Rate(ParseResult parsed, Option asked, double target)
    {
        foreach (Option option in (Option[])[_method, _starts])
            PolicyFlags.RequireWith(parsed, option, false, $"{_precision.Name} or {_risk.Name}; {asked.Name} is monotone in the threshold, so that one test decides for all");
        bool mean = parsed.GetValue(_inExpectation);
        PolicyFlags.RequireWith(parsed, _confidence, !mean, $"a promise for each draw of the certifying rows, {_inExpectation.Name} with one for their mean: give one of the two");
        PromiseKind kind = asked == _recall ? PromiseKind.Recall : asked == _falseAlarm ? PromiseKind.FalseAlarm : asked == _coverage ? PromiseKind.Coverage : PromiseKind.JointRisk;
        return RatePromise.Of(kind, target, mean ? null : parsed.GetValue(_confidence));
    }

    private static string Names(Option<double?>[] options, string last = "or") =>
        options.Length == 1 ? options[0].Name : $"{string.Join(", ", options.SkipLast(1).Select(option => option.Name))} {last} {options[^1].Name}";
}
