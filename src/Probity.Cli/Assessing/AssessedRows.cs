using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>A chunk of rows after a policy has seen them; the arrays are used again for every chunk.</summary>
internal sealed class AssessedRows(int capacity)
{
    private readonly double[] _rule = new double[capacity], _gate = new double[capacity];
    private ConfidencePolicy? _policy;

    /// <summary>Number in the file of the chunk's first row.</summary>
    public long FirstRow { get; set; }

    public int Count { get; private set; }

    public int[] Predicted { get; } = new int[capacity];

    public double[] Confidence { get; } = new double[capacity];

    public Decision[] Decisions { get; } = new Decision[capacity];

    /// <summary>Every score of the raw outputs, in the order of <see cref="ScoreTokens.All"/>.</summary>
    public double[][] Scores { get; } = [.. ScoreTokens.All.Select(_ => new double[capacity])];

    public void Assess(ConfidencePolicy policy, ReadOnlySpan<float> logits)
    {
        _policy = policy;
        Count = logits.Length / policy.Classes;
        policy.Assess(logits, Predicted, Confidence, Decisions, _rule, _gate);
        var columns = default(ScoreColumns);
        foreach (Score score in ScoreTokens.All) columns.Set(score, Scores[(int)score]);
        LogitScores.Compute(logits, policy.Classes, columns);
    }

    public string Reason(int row) => _policy!.Reason(Decisions[row], _rule[row], _gate[row]);
}
