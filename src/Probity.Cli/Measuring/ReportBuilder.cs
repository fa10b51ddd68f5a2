using Probity.Calibration;
using Probity.Cli.Input;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Reporting;
using Probity.Scores;

namespace Probity.Cli.Measuring;

/// <summary>Fills the report from outputs and, where there is one, a policy.</summary>
internal sealed class ReportBuilder
{
    public required LabelledOutputs Rows { get; init; }

    public required ulong Seed { get; init; }

    public Outputs? Unknown { get; init; }

    public ConfidencePolicy? Policy { get; init; }

    /// <summary>Calibrators that were compared on the rows; empty for none.</summary>
    public IReadOnlyList<ComparedCalibrator> Calibrators { get; init; } = [];

    public string? Title { get; init; }

    public string? Subtitle { get; init; }

    public string? Command { get; init; }

    public RowImages? Images { get; init; }

    public RowImages? UnknownImages { get; init; }

    /// <summary>How the model was trained, where that is known.</summary>
    public TrainingBlock? Training { get; init; }

    /// <summary>Writes the page: the whole file or none.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="before">The rows as the model gave them.</param>
    /// <param name="figures">Their figures, with those of unknown rows.</param>
    /// <param name="unknowns">Scores of unknown rows, or null.</param>
    /// <param name="after">The rows as the policy calibrates them, or null.</param>
    /// <param name="figuresAfter">Their figures.</param>
    public void Write(
        string path, RowColumns before, IReadOnlyDictionary<string, Figure> figures, UnknownScores? unknowns,
        RowColumns? after = null, IReadOnlyDictionary<string, Figure>? figuresAfter = null)
    {
        (Decision[] Decisions, double[] Rule)? own = Policy is null ? null : Decide(Policy, Rows.Logits, Groups(Policy));
        ConfidenceReport.Write(path, new ReportInput
        {
            Title = Title ?? Rows.Outputs.Name,
            Subtitle = Subtitle,
            ClassNames = Rows.ClassNames,
            Labels = Rows.Labels,
            Predicted = before.Predicted,
            PredictedAfter = after?.Predicted,
            ConfidenceBefore = before.Confidence,
            ConfidenceAfter = after?.Confidence,
            RankingBefore = after is null ? Ranking(own?.Rule) ?? before.Ranking : before.Ranking,
            RankingAfter = after is null ? null : Ranking(own?.Rule) ?? after.Ranking,
            FiguresBefore = figures,
            FiguresAfter = figuresAfter ?? new Dictionary<string, Figure>(StringComparer.Ordinal),
            Policy = Policy is null ? null : Describe(Policy),
            PassesGate = Policy?.Gate is null ? null : PassesGate(own!.Value.Decisions),
            Decisions = own?.Decisions,
            Unknowns = Unknown is null || unknowns is null ? null : Describe(Unknown, unknowns),
            Calibrators = Calibrators,
            RowIds = Rows.Outputs.Ids,
            Images = Images,
            Training = Training,
            Provenance = new Provenance { Files = [Rows.Outputs.Name, .. Unknown is null ? [] : new[] { Unknown.Name }], Seed = Seed, Command = Command },
        });
    }

    private PolicyBlock Describe(ConfidencePolicy policy)
    {
        // The explorer drags a threshold on calibrated confidence; a rule on another score has no place on that axis.
        bool onConfidence = policy.RuleIsOnConfidence;
        CertifiedThreshold? rule = policy.Threshold;
        return new PolicyBlock
        {
            Threshold = onConfidence ? policy.AcceptFrom : null,
            ThresholdLogOdds = onConfidence ? rule?.Threshold : null,
            RuleScore = onConfidence || rule is null ? null : DecisionReason.RuleScore(policy),
            RuleThreshold = onConfidence ? null : policy.AcceptFrom,
            TargetPrecision = rule?.Promise is { Kind: PromiseKind.Precision, Target: var precision } ? precision : null,
            RuleWords = RuleWords(policy),
            Promises = Promises(policy),
            PerClass = policy.Rule is ClassThresholdsRule,
            ClassOfInterest = policy.Positive,
            Costs = Costs(policy),
            PromiseConfidence = rule?.Promise.Confidence,
            RowsLearned = policy.RowsLearned,
            RowsCertified = policy.RowsCertified,
            CertifiedCoverage = rule?.Coverage,
            Explanation = policy.Explain().Split('\n'),
            GateScore = policy.Gate?.Score.Token(),
            GateThreshold = policy.Gate is { } gate ? RankingScale.Stated(gate.Score, gate.Threshold) : null,
        };
    }

    private static PromiseBlock[] Promises(ConfidencePolicy policy) => policy.Rule switch
    {
        ThresholdRule { Threshold.Promise: var promise } => [new(null, promise.Kind, promise.Target, promise.Confidence)],
        ClassThresholdsRule each => [.. each.Classes.Select((own, k) => own.Threshold is { Promise: var promise } ? new PromiseBlock(k, promise.Kind, promise.Target, promise.Confidence) : null).OfType<PromiseBlock>()],
        _ => [],
    };

    /// <summary>When a row is accepted, where that is more than one threshold.</summary>
    private static string? RuleWords(ConfidencePolicy policy) => policy.Rule switch
    {
        ClassThresholdsRule => $"its {DecisionReason.RuleScore(policy)} reaches the threshold of the class that it answers",
        CostRule => "its answer is expected to cost less than handing the row on",
        _ => null,
    };

    /// <summary>What the decisions cost on these rows; null without costs, or where a review has none to compare with.</summary>
    private CostBlock? Costs(ConfidencePolicy policy)
    {
        if (policy.Rule is not CostRule { Costs: var costs }) return null;
        bool[] passes = policy.Gate is null ? [] : PassesGate(Decide(policy, Rows.Logits, Groups(policy)).Decisions);
        CostEstimate here = CostFit.HeldOut(costs, Rows.Logits, Rows.Labels, [], Rows.Columns, policy.Calibrator?.ForRows(Groups(policy)), passes, Seed);
        double own = here.Policy.Value!.Value;
        return new(own, here.Policy.Low ?? own, here.Policy.High ?? own, here.AlwaysAnswer.Value!.Value, here.AlwaysReview?.Value);
    }

    private string[]? Groups(ConfidencePolicy policy) => policy.Calibrator?.ByGroup is not null ? Rows.Groups : null;

    private UnknownBlock Describe(Outputs unknown, UnknownScores scores)
    {
        var confidence = new double[unknown.Rows];
        var ranking = new double[unknown.Rows];
        var predicted = new int[unknown.Rows];
        AnswerScoring.Calibrated(
            Policy?.Calibrator, unknown.Logits, unknown.Columns, new ScoreColumns { Predicted = predicted, MaxProbability = confidence, MaxProbabilityLogOdds = ranking });
        (Decision[] Decisions, double[] Rule)? own = Policy is null ? null : Decide(Policy, unknown.Logits, null);
        return new UnknownBlock
        {
            Confidence = confidence,
            Ranking = Ranking(own?.Rule) ?? ranking,
            Decisions = own?.Decisions,
            Predicted = predicted,
            RowIds = unknown.Ids,
            Images = UnknownImages,
            PassesGate = Policy?.Gate is null ? null : PassesGate(own!.Value.Decisions),
            Scores = [.. scores.Scores.Select(score => new ScoreBlock
            {
                Token = score.Score.Token(),
                Known = score.Known,
                Unknown = score.Unknown,
                IsGate = score.Score == Policy?.Gate?.Score,
            })],
        };
    }

    /// <summary>The log-odds that the policy itself compares, where its rule is on confidence.</summary>
    private double[]? Ranking(double[]? rule) => Policy?.RuleIsOnConfidence == true ? rule : null;

    private static (Decision[] Decisions, double[] Rule) Decide(ConfidencePolicy policy, float[] logits, string[]? groups)
    {
        int rows = logits.Length / policy.Classes;
        var decisions = new Decision[rows];
        var rule = new double[rows];
        policy.Assess(logits, groups, new int[rows], new double[rows], decisions, rule, new double[rows]);
        return (decisions, rule);
    }

    private static bool[] PassesGate(Decision[] decisions) => Array.ConvertAll(decisions, decision => decision != Decision.Reject);
}
