using System.Globalization;

namespace Probity.Similarity;

/// <summary>What one feature group says of a match.</summary>
public sealed record MatchedGroup
{
    internal const double Threshold = .1;

    internal MatchedGroup()
    {
    }

    /// <summary>Counted from 0.</summary>
    public required int Group { get; init; }

    /// <summary>The value that both take most likely: the largest product of shares, the first of equals; that of the query where all are 0.</summary>
    public required int Value { get; init; }

    /// <summary>The query's share of it, in [0, 1].</summary>
    public required double QueryShare { get; init; }

    /// <summary>The hit's share of it, in [0, 1].</summary>
    public required double HitShare { get; init; }

    /// <summary>The query's own choice.</summary>
    public required int QueryValue { get; init; }

    /// <summary>The hit's own choice.</summary>
    public required int HitValue { get; init; }

    /// <summary>a: the chance that both take the same value, in [0, 1].</summary>
    public required double Agreement { get; init; }

    /// <summary>Nats; above 0 for the match. See <see cref="PairConfidence.GroupEvidence"/>.</summary>
    public required double Evidence { get; init; }

    /// <summary>The label that has most of <see cref="Value"/>; null where nobody said, or it has none.</summary>
    public required int? Label { get; init; }

    /// <summary>How many times as often items of that label take the value as all items do; 0 where there is no label.</summary>
    public required double LabelLift { get; init; }

    /// <summary>What it says.</summary>
    public MatchVerdict Verdict => Evidence >= Threshold ? MatchVerdict.Agrees : Evidence <= -Threshold ? MatchVerdict.Disagrees : MatchVerdict.SaysNothing;

    /// <summary>Such as <c>group 3 value 17 (.93 and .88, 2.9 nats; 'sandal' takes it 4.1 times as often)</c>.</summary>
    /// <param name="labelNames">What the labels 0, 1, 2 … are called; null or too few: by their numbers.</param>
    internal string Words(IReadOnlyList<string>? labelNames)
    {
        if (Verdict == MatchVerdict.Disagrees && QueryValue != HitValue)
            return string.Create(CultureInfo.InvariantCulture, $"group {Group} value {QueryValue} against {HitValue} ({Evidence:0.0} nats)");
        string label = Label is not { } of ? "" : string.Create(CultureInfo.InvariantCulture, $"; '{LabelWords.Name(of, labelNames)}' takes it {LabelLift:0.0} times as often");
        return string.Create(CultureInfo.InvariantCulture, $"group {Group} value {Value} ({QueryShare:.00} and {HitShare:.00}, {Evidence:0.0} nats{label})");
    }
}
