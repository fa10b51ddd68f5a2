using Probity.Decisions;

namespace Probity.Cli.Assessing;

/// <summary>What a policy says of a chunk of rows, with the scores that decided.</summary>
internal sealed class PolicyAnswers(ConfidencePolicy policy, int capacity)
{
    private readonly double[] _rule = new double[capacity], _gate = new double[capacity];

    /// <summary>Fills predictions, confidences and decisions of the rows.</summary>
    public void Assess(ReadOnlySpan<float> logits, AssessedRows rows, IReadOnlyList<string>? groups = null) => policy.Assess(logits, groups, rows.Predicted, rows.Confidence, rows.Decisions, _rule, _gate);

    public string Reason(Decision decision, int predicted, int row) => policy.Reason(decision, predicted, _rule[row], _gate[row]);
}
