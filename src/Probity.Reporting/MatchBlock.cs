using Probity.Decisions;
using Probity.Metrics;

namespace Probity.Reporting;

/// <summary>How far the confidence of a match can be trusted: what the sections on it show.</summary>
public sealed record MatchBlock
{
    /// <summary>Queries that were judged, the most important first; at least one whose groups are known. Their names differ.</summary>
    public required IReadOnlyList<MatchSplit> Splits { get; init; }

    /// <summary>Precision that was promised of accepted matches, in (0, 1); null where nothing was.</summary>
    public double? TargetPrecision { get; init; }

    /// <summary>Log-odds from which a match is accepted; null where nothing was promised.</summary>
    public double? AcceptFromLogOdds { get; init; }

    /// <summary>Whether queries may be told "nothing like this in the reference".</summary>
    public bool HasGate { get; init; }

    /// <summary>What the match confidence is, in sentences. Shown as text.</summary>
    public IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>Wrong matches, the most confident first; those shown on the page.</summary>
    public IReadOnlyList<MatchMistake> Mistakes { get; init; } = [];

    /// <summary>Labels that are confused, and what tells them apart; empty without feature groups.</summary>
    public IReadOnlyList<ConfusedLabels> Confused { get; init; } = [];
}

/// <summary>Queries with what was said of the closest reference of each. Arrays of N describe the same queries.</summary>
public sealed record MatchSplit
{
    /// <summary>Its name, such as <c>unseen groups</c>. Shown as text.</summary>
    public required string Name { get; init; }

    /// <summary>What its queries are, in one sentence. Shown as text.</summary>
    public string? Words { get; init; }

    /// <summary>Whether nothing in the reference is right for any of them, so that every match is wrong.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Queries that nothing in the reference is right for; their matches count as wrong.</summary>
    public int LoneQueries { get; init; }

    /// <summary>Figures by name, in order of display: <c>right</c>, <c>auroc_confidence</c>, <c>auroc_similarity</c>, <c>auroc_gain</c>, <c>rmsce_debiased</c>, ….</summary>
    public required IReadOnlyDictionary<string, Figure> Figures { get; init; }

    /// <summary>N probabilities that the closest reference is right, in [0, 1].</summary>
    public required double[] Confidence { get; init; }

    /// <summary>N log-odds of the same.</summary>
    public required double[] LogOdds { get; init; }

    /// <summary>N outcomes: the closest reference is right.</summary>
    public required bool[] Right { get; init; }

    /// <summary>N decisions; none where nothing was promised and nothing was stopped.</summary>
    public required Decision[] Decisions { get; init; }
}

/// <summary>A wrong match. All is shown as text.</summary>
/// <param name="Query">The query's id or row.</param>
/// <param name="Split">Where it is from, such as <c>unseen groups</c>.</param>
/// <param name="Label">The query's own label; null where the reference has none that is right.</param>
/// <param name="Reference">The id or row of the closest reference.</param>
/// <param name="Matched">Its label.</param>
/// <param name="Similarity">Of the two.</param>
/// <param name="Confidence">Stated probability that the match is right.</param>
/// <param name="LogOdds">The same as log-odds.</param>
/// <param name="Decision">What would be done with it.</param>
/// <param name="Why">Why it was found, in words; null where nothing says so.</param>
public sealed record MatchMistake(
    string Query, string Split, string? Label, string Reference, string Matched, double Similarity, double Confidence, double LogOdds, Decision Decision, string? Why);

/// <summary>Two labels that are taken for each other.</summary>
/// <param name="First">One label. Shown as text.</param>
/// <param name="Second">The other. Shown as text.</param>
/// <param name="Confusions">Queries of one whose closest reference is of the other.</param>
/// <param name="Groups">Feature groups that tell them apart, the best first.</param>
public sealed record ConfusedLabels(string First, string Second, int Confusions, IReadOnlyList<SeparatingGroup> Groups);

/// <summary>A feature group and how well it tells two labels apart.</summary>
/// <param name="Group">Counted from 0.</param>
/// <param name="TotalVariation">½ Σ |p − q| of the labels' mean shares, in [0, 1].</param>
/// <param name="Values">The values whose shares differ most.</param>
public sealed record SeparatingGroup(int Group, double TotalVariation, IReadOnlyList<SeparatingValue> Values);

/// <summary>A value of a feature group.</summary>
/// <param name="Value">Counted from 0.</param>
/// <param name="FirstShare">Mean share among items of the first label, in [0, 1].</param>
/// <param name="SecondShare">Of the second.</param>
public sealed record SeparatingValue(int Value, double FirstShare, double SecondShare);
