using Probity.Metrics;
using Probity.Scores;

namespace Probity.Benchmarks;

/// <summary>Logits and labels with the columns that figures are computed from.</summary>
internal sealed class Outputs
{
    private readonly float[] _logits;
    private readonly int[] _labels;
    private readonly double[] _confidence, _ranking, _nll, _brier;
    private readonly bool[] _correct;

    public Outputs(float[] logits, int[] labels, int classes)
    {
        (_logits, _labels) = (logits, labels);
        int rows = labels.Length;
        (_confidence, _ranking, _nll, _brier, _correct) = (new double[rows], new double[rows], new double[rows], new double[rows], new bool[rows]);
        LogitScores.Compute(logits, classes, new ScoreColumns { MaxProbability = _confidence, MaxProbabilityLogOdds = _ranking });
        LabelLosses.Compute(logits, labels, classes, _correct, _nll, _brier);
    }

    public EvaluationRows Rows => new()
    {
        Confidence = _confidence,
        Ranking = _ranking,
        Correct = _correct,
        Nll = _nll,
        Brier = _brier,
        Labels = _labels,
        Logits = _logits,
    };

    public IReadOnlyDictionary<string, Figure> Figures(int replicates) => Evaluation.Classify(Rows, new EvaluationOptions { Bootstrap = replicates });
}
