using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Rows that a policy decides on, with every score of the raw outputs.</summary>
internal sealed class ScoredRows : AssessedRows
{
    private readonly ConfidencePolicy _policy;
    private readonly PolicyAnswers _answers;
    private readonly IReadOnlyList<Score> _scores;
    private readonly double[][] _values;

    public ScoredRows(int capacity, ConfidencePolicy policy, IReadOnlyList<Score> scores, IReadOnlyList<string>? names) : base(capacity)
    {
        _policy = policy;
        _answers = new PolicyAnswers(policy, capacity);
        _scores = scores;
        _values = [.. scores.Select(_ => new double[capacity])];
        Normalised = scores.Contains(Score.LogSumExp);
        Columns = [.. Answer(names), .. Decided(_answers), .. scores.Select((score, s) => new Numbers(score.Token(), _values[s]))];
    }

    public override IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Log-sum-exp was asked for and was 0 on every row so far.</summary>
    public bool Normalised { get; private set; }

    /// <summary>Why a row of the chunk was decided so.</summary>
    public string Reason(int row) => _answers.Reason(Decisions[row], Predicted[row], row);

    public void Assess(ReadOnlySpan<float> logits, IReadOnlyList<string>? groups)
    {
        Count = logits.Length / _policy.Classes;
        _answers.Assess(logits, this, groups);
        var columns = default(ScoreColumns);
        for (int s = 0; s < _scores.Count; s++) columns.Set(_scores[s], _values[s]);
        LogitScores.Compute(logits, _policy.Classes, columns);
        Normalised = Normalised && LogSumExpConfidence.IsNormalised(columns.LogSumExp[..Count]);
    }
}
