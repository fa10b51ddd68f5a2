using Probity.Calibration;
using Probity.Decisions;
using Probity.IO;
using Probity.Scores;

namespace Probity;

/// <summary>
/// Everything learned about when to trust a model: how to calibrate its confidence, which rows to accept with what
/// guarantee, and which to reject as unknown. Fitted once, immutable, one file, explains itself.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ConfidencePolicy
{
    internal ConfidencePolicy()
    {
    }

    /// <summary>K; 1 for a binary column.</summary>
    public required int Classes { get; init; }

    /// <summary>K names (two for a binary column), or null.</summary>
    public required IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What it was fitted on.</summary>
    public required OutputKind Outputs { get; init; }

    /// <summary>The calibrator, or null where confidence is left as it is.</summary>
    public required Calibrator? Calibrator { get; init; }

    /// <summary>Why this calibrator, or none, was chosen, in a sentence; null where it was asked for by name.</summary>
    public string? CalibratorChoice { get; init; }

    /// <summary>The score that <see cref="Threshold"/> is set on; <see cref="Score.MaxProbability"/> means the calibrated confidence.</summary>
    public required Score Score { get; init; }

    /// <summary>The class of interest, which accepted rows are answered with; null where rows are answered with the likeliest class.</summary>
    public int? Positive { get; init; }

    /// <summary>Several scores joined into the one that <see cref="Threshold"/> is set on, stated as a probability; null where it is <see cref="Score"/> alone.</summary>
    public CombinedScores? Combined { get; init; }

    /// <summary>The rule compares the calibrated confidence that rows are given.</summary>
    internal bool RuleIsOnConfidence => Score == Score.MaxProbability && Positive is null && Combined is null && Rule is not CostRule;

    /// <summary>What accepts a row, or null where nothing was asked for.</summary>
    public required DecisionRule? Rule { get; init; }

    /// <summary>
    /// The one certified threshold and its promise, or null where the <see cref="Rule"/> is another or there is none. Set on the scale that ranks:
    /// log-odds where the score is a probability; <see cref="AcceptFrom"/> states it in the score's own units.
    /// </summary>
    public CertifiedThreshold? Threshold => (Rule as ThresholdRule)?.Threshold;

    /// <summary>The gate for unknowns, or null.</summary>
    public required PolicyGate? Gate { get; init; }

    /// <summary>Rows that the calibrator, the gate and the candidate thresholds were learned from.</summary>
    public required int RowsLearned { get; init; }

    /// <summary>Rows that nothing was learned from: they only certified the promise, or a threshold was chosen or costs were estimated on them; 0 where there were none.</summary>
    public required int RowsCertified { get; init; }

    /// <summary>Seed of the splits.</summary>
    public required ulong Seed { get; init; }

    /// <summary>SHA-256 of the fitting rows and labels, in lower-case hexadecimal.</summary>
    public required string RowsHash { get; init; }

    /// <summary>What to bear in mind, in plain words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The accepting threshold in the score's own units: with <see cref="Score.MaxProbability"/> a calibrated confidence. Null without one.</summary>
    public double? AcceptFrom => Threshold is null ? null : RankingScale.Stated(Score, Threshold.Threshold);

    /// <summary>What calibration did to the learning rows; null where the policy was read from a file.</summary>
    public FitReport? FitReport { get; init; }

    /// <summary>Learns a policy from one set of rows, split by seed into those that learn and those that certify.</summary>
    /// <param name="logits">N×K outputs, row-major, as logits (for probabilities their logarithms); one column means binary.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="options">The default value is <c>new()</c>: calibrate by temperature, promise nothing.</param>
    /// <param name="weights">N weights ≥ 0, or empty. With a promise <see cref="PolicyOptions.MaxWeight"/> must say how large they could be.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <param name="groups">The name of every row's group, for the calibrator <c>groups</c>; null for none.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a label or logit is out of range, or options contradict each other.</exception>
    /// <exception cref="PromiseRefusedException">The rows cannot carry the promise.</exception>
    public static ConfidencePolicy Fit(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, PolicyOptions? options = null, ReadOnlySpan<double> weights = default,
        IProgress<double>? progress = null, IReadOnlyList<string>? groups = null) =>
        PolicyFit.Run(logits, labels, weights, groups, classes, options ?? new(), progress);

    /// <summary>Learns from one set of rows and certifies on another that was used for nothing else.</summary>
    /// <param name="logits">Outputs of the rows that learn.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="certifyingLogits">Outputs of the rows that certify.</param>
    /// <param name="certifyingLabels">Their labels.</param>
    /// <param name="classes">K.</param>
    /// <param name="options">Must hold a promise.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <param name="groups">The groups of the rows that learn, for the calibrator <c>groups</c>; null for none.</param>
    /// <param name="certifyingGroups">The groups of those that certify.</param>
    /// <param name="weights">Weights of the rows that learn, or empty; they go with <see cref="PolicyOptions.MaxWeight"/>.</param>
    /// <param name="certifyingWeights">Weights of those that certify.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a label or logit is out of range, or options contradict each other.</exception>
    /// <exception cref="PromiseRefusedException">The rows cannot carry the promise.</exception>
    public static ConfidencePolicy Fit(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels,
        int classes, PolicyOptions options, IProgress<double>? progress = null, IReadOnlyList<string>? groups = null, IReadOnlyList<string>? certifyingGroups = null,
        ReadOnlySpan<double> weights = default, ReadOnlySpan<double> certifyingWeights = default) =>
        PolicyFit.Run(logits, labels, weights, groups, certifyingLogits, certifyingLabels, certifyingWeights, certifyingGroups, classes, options, progress);

    /// <summary>Reads a policy file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="InvalidDataException">Not a policy, damaged, or of a later version.</exception>
    public static ConfidencePolicy Load(string path) => PolicyFile.Read(path);

    /// <summary>Writes the policy: the whole file or none.</summary>
    /// <param name="path">Overwritten where it exists.</param>
    public void Save(string path) => PolicyFile.Write(path, this);

    /// <summary>What it is, what it promises and from which rows, in plain words.</summary>
    public string Explain() => string.Join('\n', PolicyExplanation.Lines(this));

    /// <summary>Assesses one row.</summary>
    /// <param name="logits">K logits; one for binary.</param>
    /// <exception cref="ArgumentException">Not K of them, or one is NaN or +∞, or the policy calibrates by group.</exception>
    public Assessment Assess(ReadOnlySpan<float> logits) => AssessOne(logits, null);

    /// <summary>Assesses one row of a group.</summary>
    /// <param name="logits">K logits; one for binary.</param>
    /// <param name="group">The group's name; of no effect where the policy does not calibrate by group.</param>
    /// <exception cref="ArgumentException">Not K of them, or one is NaN or +∞.</exception>
    public Assessment Assess(ReadOnlySpan<float> logits, string group) => AssessOne(logits, [group]);

    private Assessment AssessOne(ReadOnlySpan<float> logits, string[]? groups)
    {
        if (logits.Length != Classes)
            throw new ArgumentException($"logits: {logits.Length} columns but the policy was fitted on {Classes}");
        Span<int> predicted = stackalloc int[1];
        Span<double> confidence = stackalloc double[1], rule = stackalloc double[1], gate = stackalloc double[1];
        Span<Decision> decision = stackalloc Decision[1];
        Assess(logits, groups, predicted, confidence, decision, rule, gate);
        return new Assessment(predicted[0], confidence[0], decision[0], Reason(decision[0], predicted[0], rule[0], gate[0]));
    }

    /// <summary>Assesses many rows.</summary>
    /// <param name="logits">N×K logits, row-major.</param>
    /// <param name="predicted">At least N classes.</param>
    /// <param name="confidence">At least N calibrated probabilities that the prediction is right.</param>
    /// <param name="decisions">At least N decisions.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞; destinations may then be written in part.</exception>
    public void Assess(ReadOnlySpan<float> logits, Span<int> predicted, Span<double> confidence, Span<Decision> decisions) =>
        Assess(logits, null, predicted, confidence, decisions);

    /// <summary>Assesses many rows of groups.</summary>
    /// <param name="logits">N×K logits, row-major.</param>
    /// <param name="groups">N names, or null where the policy does not calibrate by group; a group that was never seen gets the common calibrator.</param>
    /// <param name="predicted">At least N classes.</param>
    /// <param name="confidence">At least N calibrated probabilities that the prediction is right.</param>
    /// <param name="decisions">At least N decisions.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or groups are missing; destinations may then be written in part.</exception>
    public void Assess(ReadOnlySpan<float> logits, IReadOnlyList<string>? groups, Span<int> predicted, Span<double> confidence, Span<Decision> decisions)
    {
        int rows = Require.Rows(logits.Length, Classes, nameof(logits));
        Assess(logits, groups, predicted, confidence, decisions, new double[rows], new double[Gate is null ? 0 : rows]);
    }

    /// <summary>The same, with the scores that decided, on the scale that ranks: the rule's, and the gate's where there is one.</summary>
    internal void Assess(
        ReadOnlySpan<float> logits, IReadOnlyList<string>? groups, Span<int> predicted, Span<double> confidence, Span<Decision> decisions,
        Span<double> ruleScores, Span<double> gateScores)
    {
        int rows = Require.Rows(logits.Length, Classes, nameof(logits));
        Require.Destination(rows, predicted.Length, nameof(predicted));
        Require.Destination(rows, confidence.Length, nameof(confidence));
        Require.Destination(rows, decisions.Length, nameof(decisions));
        Require.Destination(rows, ruleScores.Length, nameof(ruleScores));
        Require.Groups(groups, rows, nameof(groups));
        Calibrator? calibrator = Calibrator?.ForRows(groups);
        AnswerScoring scoring = Scoring;
        scoring.Compute(logits, calibrator, predicted, confidence, ruleScores, decisions[..rows]);
        if (Gate is not null)
        {
            Require.Destination(rows, gateScores.Length, nameof(gateScores));
            LogitScores.Rank(logits, Classes, Gate.Score, gateScores);
        }
        for (int i = 0; i < rows; i++)
        {
            decisions[i] =
                Gate is not null && !(gateScores[i] >= Gate.Threshold) ? Decision.Reject
                : Rule is null ? Decision.None
                : ruleScores[i] >= Rule.AcceptFrom(predicted[i]) ? Decision.Accept
                : decisions[i];
        }
        if (Rule is not null) scoring.AnswerAccepted(predicted, confidence, ruleScores, decisions[..rows]);
    }

    /// <summary>Why a row was decided so, in words with the numbers, from the scores that decided.</summary>
    internal string Reason(Decision decision, int predicted, double ruleScore, double gateScore) => DecisionReason.Of(this, decision, predicted, ruleScore, gateScore);

    /// <summary>Refuses outputs of a kind that this policy's scores mean nothing for.</summary>
    /// <exception cref="ArgumentException">Logits where it was fitted on probabilities, or the reverse, and a score depends on the difference.</exception>
    internal void RequireOutputs(OutputKind kind)
    {
        if (kind == Outputs) return;
        if (OutputKind.Correctness == kind || OutputKind.Correctness == Outputs)
            throw new ArgumentException($"the policy was fitted on {Name(Outputs)}; {Name(kind)} are something else");
        foreach (Score score in (ReadOnlySpan<Score>)[Score, Gate?.Score ?? Score.MaxProbability, .. Combined?.Scores ?? []])
        {
            if (score is Score.LogSumExp or Score.MaxLogit)
                throw new ArgumentException($"the policy uses {score.Token()} of {Name(Outputs)}; on {Name(kind)} it means something else: give {Name(Outputs)}");
        }

        static string Name(OutputKind kind) => kind switch
        {
            OutputKind.Logits => "logits",
            OutputKind.Probabilities => "probabilities",
            _ => "log-odds of answers given elsewhere",
        };
    }

    /// <summary>How rows are answered.</summary>
    internal AnswerScoring Scoring => new() { Classes = Classes, Outputs = Outputs, Score = Score, Positive = Positive, Combined = Combined, Costs = (Rule as CostRule)?.Costs };
}
