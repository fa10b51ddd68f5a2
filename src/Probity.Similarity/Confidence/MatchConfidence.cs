using Probity.Decisions;
using static System.FormattableString;

namespace Probity.Similarity;

/// <summary>
/// The probability that a query's closest reference is right: learned from queries of known groups, with a threshold for a promised precision and
/// an answer "nothing like this in the reference". Fitted once, immutable, one file.
/// </summary>
/// <remarks>
/// Fit it on items whose groups the head never saw in training: on seen ones everything looks closer and surer than it will be. The evidence
/// (<see cref="MatchEvidence"/>) is joined by <see cref="ScoreCombiner"/>; the threshold comes from <see cref="ConfidencePolicy"/>. The promise is over new queries of
/// the kind of the certifying ones, looked up among the same references in the same way. Thread-safe.
/// </remarks>
public sealed class MatchConfidence
{
    internal MatchConfidence()
    {
    }

    /// <summary>Joins the evidence.</summary>
    public required ScoreCombiner Combiner { get; init; }

    /// <summary>Accepts by the confidence, with what is promised of it.</summary>
    public required ConfidencePolicy Policy { get; init; }

    /// <summary>Below this mean similarity of its neighbours a query is like nothing in the reference; null where that is never said.</summary>
    public required double? GateThreshold { get; init; }

    /// <summary>The probability with which a query that has a right reference may be told so; null without a gate.</summary>
    public required double? MaxFalseAlarm { get; init; }

    /// <summary>Queries with a right reference that the gate was set on.</summary>
    public required int GateRows { get; init; }

    /// <summary>Of them and of those that certified with a right reference: <see cref="GateStopped"/> were stopped of so many that the gate was not set on.</summary>
    public required int GateChecked { get; init; }

    /// <summary>Certifying queries with a right reference that the gate stopped.</summary>
    public required int GateStopped { get; init; }

    /// <summary>What is close.</summary>
    public required Distance Distance { get; init; }

    /// <summary>Whether the neighbours of its queries came from lists (<see cref="CodeIndex"/>), which may miss some; else from exact search. By the other one the evidence differs.</summary>
    public required bool ByLists { get; init; }

    /// <summary>Neighbours that are looked at.</summary>
    public required int Neighbours { get; init; }

    /// <summary>How embeddings divide into feature groups; null where they do not.</summary>
    public required GroupShape? Shape { get; init; }

    /// <summary>E: numbers of an embedding.</summary>
    public required int Columns { get; init; }

    /// <summary>What made the embeddings; null where nobody said.</summary>
    public required string? HeadId { get; init; }

    /// <summary>References that its queries were looked up among. Among others its promise says nothing.</summary>
    public required int References { get; init; }

    /// <summary>Groups of those.</summary>
    public required int ReferenceGroups { get; init; }

    /// <summary>Whether those were its queries themselves, each looked up among the others.</summary>
    public required bool OwnReference { get; init; }

    /// <summary>What it is worth on queries that it was not fitted on; null where it was read from a file or where too few were there.</summary>
    public MatchFitReport? FitReport { get; init; }

    /// <summary>Plain words, empty where there is nothing to say.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Learns from queries whose groups are known.</summary>
    /// <param name="evidence">Of N queries.</param>
    /// <param name="groups">N groups of the queries. Those that the reference has no other item of count as wrong matches.</param>
    /// <param name="options">The default value promises nothing.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, or an option is out of range.</exception>
    /// <exception cref="PromiseRefusedException">The queries cannot carry the promise.</exception>
    public static MatchConfidence Fit(MatchEvidence evidence, ReadOnlySpan<int> groups, MatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return MatchFit.Run(evidence, groups.ToArray(), options ?? new());
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a match confidence, damaged, or of a later version.</exception>
    public static MatchConfidence Load(string path) => MatchConfidenceFile.Read(path);

    /// <summary>Writes it: the whole file or none.</summary>
    /// <param name="path">Overwritten where it exists.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Save(string path) => MatchConfidenceFile.Write(path, this);

    /// <summary>The confidence of every query, and nothing else.</summary>
    /// <param name="evidence">Of N queries, with at least the scores that it was fitted on.</param>
    /// <param name="confidence">N probabilities that the closest reference is right.</param>
    /// <exception cref="ArgumentException">Other scores, distance or neighbours than it was fitted on, or too little room.</exception>
    public void Confidences(MatchEvidence evidence, Span<double> confidence)
    {
        evidence = Checked(evidence);
        Require.Destination(evidence.Queries, confidence.Length, nameof(confidence));
        var decisions = new Decision[evidence.Queries];
        Policy.Assess(LogOdds(evidence), new int[evidence.Queries], confidence, decisions);
    }

    /// <summary>The log-odds of every query, to rank by: a confidence next to 1 may be rounded to it.</summary>
    /// <param name="evidence">Of N queries, with at least the scores that it was fitted on.</param>
    /// <param name="logOdds">N log-odds that the closest reference is right.</param>
    /// <exception cref="ArgumentException">Other scores, distance or neighbours than it was fitted on, or too little room.</exception>
    public void LogOdds(MatchEvidence evidence, Span<double> logOdds)
    {
        evidence = Checked(evidence);
        Require.Destination(evidence.Queries, logOdds.Length, nameof(logOdds));
        for (int i = 0; i < evidence.Queries; i++) logOdds[i] = Combiner.LogOdds(evidence.Scores(i));
    }

    /// <summary>Assesses the closest reference of every query.</summary>
    /// <param name="evidence">Of N queries, with at least the scores that it was fitted on.</param>
    /// <exception cref="ArgumentException">Other scores, distance or neighbours than it was fitted on.</exception>
    public MatchAssessment[] Assess(MatchEvidence evidence)
    {
        evidence = Checked(evidence);
        int queries = evidence.Queries;
        double[] confidence = new double[queries], rule = new double[queries];
        var decisions = new Decision[queries];
        Policy.Assess(LogOdds(evidence), null, new int[queries], confidence, decisions, rule, []);
        var assessments = new MatchAssessment[queries];
        for (int i = 0; i < queries; i++)
        {
            bool stopped = evidence.MeanSimilarity(i) < GateThreshold;
            Decision decision = stopped ? Decision.Reject : decisions[i];
            string reason = stopped
                ? Invariant($"nothing like this in the reference: mean similarity {evidence.MeanSimilarity(i):G4} < {GateThreshold:G4}")
                : Policy.Reason(decision, 1, rule[i], 0);
            assessments[i] = new MatchAssessment(evidence.Hit(i), evidence.HitGroup(i), Similarities.Of(Distance, evidence.Neighbours.Distances(i)[0]), confidence[i], decision, reason);
        }
        return assessments;
    }

    /// <summary>What it is, what it promises and from which queries, in plain words.</summary>
    public string Explain() => string.Join('\n', MatchExplanation.Lines(this));

    /// <summary>What to bear in mind where queries are looked up among other references than it was learned among; null where they may be the same.</summary>
    /// <param name="reference">What they are looked up among.</param>
    public string? Elsewhere(MatchReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Elsewhere(reference.Count, reference.Groups);
    }

    internal string? Elsewhere(int references, int groups) => references == References && groups == ReferenceGroups ? null : Invariant(
        $"the match confidence was learned among {References:N0} references of {ReferenceGroups:N0} groups, these are {references:N0} of {groups:N0}: its confidence may be off, and its promise does not reach here; fit it on queries looked up among these");

    internal float[] LogOdds(MatchEvidence evidence) => LogOdds(Combiner, evidence);

    internal static float[] LogOdds(ScoreCombiner combiner, MatchEvidence evidence)
    {
        var logOdds = new float[evidence.Queries];
        for (int i = 0; i < logOdds.Length; i++) logOdds[i] = (float)Math.Clamp(combiner.LogOdds(evidence.Scores(i)), -1e30, 1e30);
        return logOdds;
    }

    /// <summary>The scores that it was fitted on, in their order.</summary>
    private MatchEvidence Checked(MatchEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (Combiner.Names.Except(evidence.Names, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw new ArgumentException($"evidence: there is no '{missing}' among {string.Join(", ", evidence.Names)}, but the match confidence was fitted on it");
        if (evidence.Reference.Index.Columns != Columns)
            throw new ArgumentException($"evidence: embeddings of {evidence.Reference.Index.Columns:N0} numbers, but the match confidence was fitted on {Columns:N0}: give it items of the same head");
        if (evidence.Reference.Index.Distance != Distance || evidence.Neighbours.K != Neighbours)
            throw new ArgumentException($"evidence: {evidence.Neighbours.K} neighbours by {evidence.Reference.Index.Distance.Token()}, but the match confidence was fitted on {Neighbours} by {Distance.Token()}");
        return evidence.Names.SequenceEqual(Combiner.Names, StringComparer.Ordinal) ? evidence : evidence.Only(Combiner.Names);
    }
}
