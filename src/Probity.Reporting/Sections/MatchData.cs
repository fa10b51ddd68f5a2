using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>What the sections on match confidence are given. <c>web/src/matchData.ts</c> says the same in TypeScript: change both together.</summary>
internal sealed record MatchData(
    MatchWordsData Words,
    double? TargetPrecision,
    double? Threshold,
    double? ThresholdLogOdds,
    bool HasGate,
    IReadOnlyList<string> Explanation,
    MatchSplitData[] Splits,
    int MistakeCount,
    MistakenMatch[] Mistakes,
    IReadOnlyList<ConfusedLabels> Confused);

/// <summary>The verdict of each section.</summary>
internal sealed record MatchWordsData(string Ranking, string Calibration, string? Decisions, string? Foreign);

internal sealed record MatchSplitData(
    string Name,
    string? Words,
    bool IsForeign,
    int Queries,
    int LoneQueries,
    IReadOnlyDictionary<string, Figure> Figures,
    double Claimed,
    double Right,
    Histogram? Histogram,
    ReliabilityBins? Reliability,
    MatchFates Fates);

/// <summary>What is done with matches, by whether they are right.</summary>
internal sealed record MatchFates(int AcceptedRight, int AcceptedWrong, int Review, int Rejected, int Undecided);

internal sealed record MistakenMatch(
    string Query, string Split, string? Label, string Reference, string Matched, double Similarity, double Confidence, double LogOdds, string? Decision, string? Why);
