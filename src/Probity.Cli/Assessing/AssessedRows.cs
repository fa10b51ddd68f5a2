using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>A chunk of rows after a policy has seen them; the arrays are used again for every chunk.</summary>
internal sealed class AssessedRows(int capacity, IReadOnlyList<Score> scores)
{
    private readonly double[] _rule = new double[capacity], _gate = new double[capacity];
    private ConfidencePolicy? _policy;

    /// <summary>Rows that fit into a chunk.</summary>
    public int Capacity => capacity;

    /// <summary>Number in the file of the chunk's first row.</summary>
    public long FirstRow { get; set; }

    public int Count { get; private set; }

    public int[] Predicted { get; } = new int[capacity];

    public double[] Confidence { get; } = new double[capacity];

    public Decision[] Decisions { get; } = new Decision[capacity];

    /// <summary>Every score of the raw outputs, in the order asked for.</summary>
    public double[][] Scores { get; } = [.. scores.Select(_ => new double[capacity])];

    /// <summary>Log-sum-exp was asked for and was 0 on every row so far.</summary>
    public bool Normalised { get; private set; } = scores.Contains(Score.LogSumExp);

    public void Assess(ConfidencePolicy policy, ReadOnlySpan<float> logits)
    {
        _policy = policy;
        Count = logits.Length / policy.Classes;
        policy.Assess(logits, Predicted, Confidence, Decisions, _rule, _gate);
        var columns = default(ScoreColumns);
        for (int s = 0; s < scores.Count; s++) columns.Set(scores[s], Scores[s]);
        LogitScores.Compute(logits, policy.Classes, columns);
        Normalised = Normalised && LogSumExpConfidence.IsNormalised(columns.LogSumExp[..Count]);
    }

    public string Reason(int row) => _policy!.Reason(Decisions[row], _rule[row], _gate[row]);
}
