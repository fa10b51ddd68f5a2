using System.CommandLine;
using Probity.Decisions;

namespace Probity.Cli.Verbs;

/// <summary>What a threshold is to promise: the options of all verbs that fit one.</summary>
/// <param name="what">What is accepted, such as <c>predictions</c>.</param>
internal sealed class PromiseFlags(string what)
{
    private readonly Option<double?> _precision = new("--target-precision") { HelpName = "share", Description = $"Share of accepted {what} that must be right" };
    private readonly Option<double?> _risk = new("--target-risk") { HelpName = "share", Description = $"Share of accepted {what} that may be wrong: 1 − precision" };
    private readonly Option<double> _confidence = new("--confidence") { HelpName = "share", Description = "How sure the promise must be", DefaultValueFactory = _ => .95 };
    private readonly Option<int> _starts = new("--starts") { HelpName = "n", Description = "Sequences of tests that share the error, 1 to 100; 1 needs the fewest rows", DefaultValueFactory = _ => 4 };

    public Option<double> CertifyShare { get; } = new("--certify-share") { HelpName = "share", Description = "Share of rows that only certify the promise", DefaultValueFactory = _ => .5 };

    public IReadOnlyList<Option> All => [_precision, _risk, _confidence, _starts, CertifyShare];

    /// <summary>What is asked for, or null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="certifying">Other options that only serve a promise.</param>
    public PrecisionPromise? Promise(ParseResult parsed, params ReadOnlySpan<Option> certifying)
    {
        double? target = Target(parsed);
        foreach (Option option in (ReadOnlySpan<Option>)[_confidence, _starts, CertifyShare, .. certifying])
            PolicyFlags.RequireWith(parsed, option, target is not null, $"{_precision.Name} or {_risk.Name}");
        Require.OpenShare(parsed.GetValue(CertifyShare), CertifyShare.Name);
        return target is { } share ? new PrecisionPromise(share, parsed.GetValue(_confidence), parsed.GetValue(_starts)) : null;
    }

    /// <summary>The precision asked for, or null. 1 − risk in decimals: 1 − 0.02 is 0.98 and not a bit less.</summary>
    private double? Target(ParseResult parsed)
    {
        if (parsed.GetValue(_precision) is not null && parsed.GetValue(_risk) is not null)
            throw new ArgumentException($"give one of {_precision.Name} and {_risk.Name}: the one is 1 minus the other");
        if (parsed.GetValue(_precision) is { } right) Require.OpenShare(right, _precision.Name);
        if (parsed.GetValue(_risk) is not { } wrong) return parsed.GetValue(_precision);
        Require.OpenShare(wrong, _risk.Name);
        return (double)(1 - (decimal)wrong);
    }
}
