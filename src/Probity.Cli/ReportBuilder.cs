using Probity.Cli.Input;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Reporting;
using Probity.Scores;

namespace Probity.Cli;

/// <summary>Fills the report from outputs and, where there is one, a policy.</summary>
internal sealed class ReportBuilder
{
    public required LabelledOutputs Rows { get; init; }

    public required EvaluationOptions Options { get; init; }

    public required ulong Seed { get; init; }

    public Outputs? Unknown { get; init; }

    public ConfidencePolicy? Policy { get; init; }

    public string? Title { get; init; }

    public string? Subtitle { get; init; }

    public string? Command { get; init; }

    public RowImages? Images { get; init; }

    public RowImages? UnknownImages { get; init; }

    /// <summary>Writes the page: the whole file or none.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="before">The rows at T = 1.</param>
    /// <param name="figures">Their figures, with those of unknown rows.</param>
    /// <param name="unknowns">Scores of unknown rows, or null.</param>
    /// <param name="after">The rows at the policy's temperature, or null.</param>
    /// <param name="figuresAfter">Their figures.</param>
    public void Write(
        string path, RowColumns before, IReadOnlyDictionary<string, Figure> figures, UnknownScores? unknowns,
        RowColumns? after = null, IReadOnlyDictionary<string, Figure>? figuresAfter = null)
    {
        ConfidenceReport.Write(path, new ReportInput
        {
            Title = Title ?? Rows.Outputs.Name,
            Subtitle = Subtitle ?? $"{before.Predicted.Length:N0} rows, {Rows.Outputs.Classes:N0} classes",
            ClassNames = Rows.ClassNames,
            Labels = Rows.Labels,
            Predicted = before.Predicted,
            ConfidenceBefore = before.Confidence,
            ConfidenceAfter = after?.Confidence,
            FiguresBefore = figures,
            FiguresAfter = figuresAfter ?? new Dictionary<string, Figure>(StringComparer.Ordinal),
            Policy = Policy is null ? null : Describe(Policy),
            PassesGate = Policy?.Gate is null ? null : PassesGate(Rows.Logits),
            Unknowns = Unknown is null || unknowns is null ? null : Describe(Unknown, unknowns, after is null ? null : Policy),
            RowIds = Rows.Outputs.Ids,
            Images = Images,
            Provenance = new Provenance { Files = [Rows.Outputs.Name, .. Unknown is null ? [] : new[] { Unknown.Name }], Seed = Seed, Command = Command },
        });
    }

    private static PolicyBlock? Describe(ConfidencePolicy policy)
    {
        // The explorer drags a threshold on calibrated confidence; a rule on another score has no place on that axis.
        if (policy.Threshold is not { } rule || policy.Score != Score.MaxProbability) return null;
        return new PolicyBlock
        {
            Threshold = policy.AcceptFrom!.Value,
            TargetPrecision = rule.TargetPrecision,
            PromiseConfidence = rule.Confidence,
            RowsLearned = policy.RowsLearned,
            RowsCertified = policy.RowsCertified,
            CertifiedCoverage = rule.Coverage,
            Explanation = policy.Explain().Split('\n'),
            GateScore = policy.Gate?.Score.Token(),
            GateThreshold = policy.Gate is { } gate ? RankingScale.Stated(gate.Score, gate.Threshold) : null,
        };
    }

    private UnknownBlock Describe(Outputs unknown, UnknownScores scores, ConfidencePolicy? policy)
    {
        var confidence = new double[unknown.Rows];
        var predicted = new int[unknown.Rows];
        LogitScores.Compute(unknown.Logits, unknown.Columns, new ScoreColumns { Predicted = predicted, MaxProbability = confidence }, policy?.Temperature ?? 1);
        Score best = scores.Scores.MaxBy(score => scores.Figures[$"ood_auroc_{score.Score.Token()}"].Value ?? 0).Score;
        return new UnknownBlock
        {
            Confidence = confidence,
            Predicted = predicted,
            RowIds = unknown.Ids,
            Images = UnknownImages,
            PassesGate = Policy?.Gate is null ? null : PassesGate(unknown.Logits),
            Scores = [.. scores.Scores.Select(score => new ScoreBlock
            {
                Token = score.Score.Token(),
                Known = score.Known,
                Unknown = score.Unknown,
                Recommended = score.Score == (Policy?.Gate?.Score ?? best),
            })],
        };
    }

    private bool[] PassesGate(float[] logits)
    {
        int rows = logits.Length / Rows.Columns;
        var decisions = new Decision[rows];
        Policy!.Assess(logits, new int[rows], new double[rows], decisions, new double[rows], new double[rows]);
        return Array.ConvertAll(decisions, decision => decision != Decision.Reject);
    }
}
