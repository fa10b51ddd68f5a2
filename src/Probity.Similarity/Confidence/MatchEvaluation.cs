using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>What a match confidence is worth on queries that it was not fitted on.</summary>
/// <remarks>Every query counts. One that has nothing right to find is a wrong match, as in the fit, for who asks does not know that.</remarks>
public sealed record MatchEvaluation
{
    internal MatchEvaluation()
    {
    }

    /// <summary>N.</summary>
    public int Queries => Assessments.Count;

    /// <summary>Of them: those that nothing in the reference is right for.</summary>
    public required int LoneQueries { get; init; }

    /// <summary>
    /// The figures by name, in order of display: <c>right</c>, <c>mean_confidence</c>, <c>confidence_gap</c>, <c>auroc_confidence</c>,
    /// <c>auroc_similarity</c>, <c>auroc_gain</c>, <c>rmsce_debiased</c>, <c>ece</c>; with a promise <c>coverage</c> and <c>precision_accepted</c>; with an answer
    /// "nothing like this" <c>told_nothing_alike</c> and <c>false_alarm</c>. Of foreign queries: <c>mean_confidence</c>, <c>foreign_auroc_confidence</c>,
    /// <c>foreign_auroc_alike</c>, <c>foreign_rejected</c> and <c>foreign_accepted</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, Figure> Figures { get; init; }

    /// <summary>For each query what is said of its closest reference.</summary>
    public required IReadOnlyList<MatchAssessment> Assessments { get; init; }

    /// <summary>For each query whether its closest reference is right.</summary>
    public required IReadOnlyList<bool> Right { get; init; }

    /// <summary>For each query the log-odds of its confidence, which do not round to 1.</summary>
    public required IReadOnlyList<double> LogOdds { get; init; }

    /// <summary>For each query whether something in the reference is right for it.</summary>
    internal bool[] HasRight { get; init; } = [];

    internal double[] MeanSimilarity { get; init; } = [];

    /// <summary>The groups of the queries; empty for foreign ones.</summary>
    internal int[] Groups { get; init; } = [];

    /// <summary>Evaluates a match confidence.</summary>
    /// <param name="match">Fitted on other queries, or its figures are too good.</param>
    /// <param name="evidence">Of N queries.</param>
    /// <param name="groups">N groups of the queries.</param>
    /// <param name="without">For each query the reference that is the query itself, or −1, as it was looked up; empty for none.</param>
    /// <param name="options">Replicates, seed and level are looked at; the defaults where null.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, other evidence than the confidence was fitted on, or an option is out of range.</exception>
    public static MatchEvaluation Of(MatchConfidence match, MatchEvidence evidence, ReadOnlySpan<int> groups, ReadOnlySpan<int> without = default, RetrievalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(evidence);
        options ??= new RetrievalOptions();
        options.Check();
        Require.SomeRows(evidence.Queries, "queries");
        Require.SameRows(evidence.Queries, groups.Length, "queries", nameof(groups));
        if (!without.IsEmpty) Require.SameRows(evidence.Queries, without.Length, "queries", nameof(without));
        var right = new bool[groups.Length];
        for (int i = 0; i < right.Length; i++) right[i] = evidence.HasRight(i, groups[i]);
        MatchEvaluation found = Judged(match, evidence, groups.ToArray(), MatchFit.Right(evidence, groups), right);
        return found with { Figures = MatchEvaluationFigures.Of(found, match, areReferences: !without.IsEmpty, options) };
    }

    /// <summary>Evaluates it on queries that nothing in the reference is right for.</summary>
    /// <param name="match">Fitted on other queries.</param>
    /// <param name="evidence">Of N foreign queries, looked up among the same references as the known ones.</param>
    /// <param name="known">Queries whose groups are known: those that have something right to find are told apart from the foreign ones.</param>
    /// <param name="options">As above.</param>
    /// <exception cref="ArgumentException">As above.</exception>
    public static MatchEvaluation OfForeign(MatchConfidence match, MatchEvidence evidence, MatchEvaluation known, RetrievalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(known);
        options ??= new RetrievalOptions();
        options.Check();
        Require.SomeRows(evidence.Queries, "foreign queries");
        MatchEvaluation found = Judged(match, evidence, [], new bool[evidence.Queries], new bool[evidence.Queries]);
        return found with { Figures = MatchForeignFigures.Of(found, known, match, options) };
    }

    private static MatchEvaluation Judged(MatchConfidence match, MatchEvidence evidence, int[] groups, bool[] right, bool[] hasRight)
    {
        var logOdds = new double[evidence.Queries];
        match.LogOdds(evidence, logOdds);
        return new MatchEvaluation
        {
            LoneQueries = hasRight.Count(has => !has),
            Figures = new Dictionary<string, Figure>(StringComparer.Ordinal),
            Assessments = match.Assess(evidence),
            Right = right,
            LogOdds = logOdds,
            HasRight = hasRight,
            MeanSimilarity = [.. Enumerable.Range(0, evidence.Queries).Select(evidence.MeanSimilarity)],
            Groups = groups,
        };
    }
}
