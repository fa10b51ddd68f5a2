using Probity.Calibration;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Cli.Measuring;

/// <summary>The columns that metrics are computed from, for one set of outputs, calibrated or not.</summary>
internal sealed class RowColumns
{
    private readonly float[] _logits;
    private readonly int[] _labels;

    /// <param name="logits">As the model gave them.</param>
    /// <param name="labels">A label a row.</param>
    /// <param name="columns">Of the logits.</param>
    /// <param name="calibrator">Null for the outputs as they are.</param>
    public RowColumns(float[] logits, int[] labels, int columns, Calibrator? calibrator = null)
    {
        _labels = labels;
        int rows = logits.Length / columns;
        Predicted = new int[rows];
        Confidence = new double[rows];
        Ranking = new double[rows];
        Correct = new bool[rows];
        Nll = new double[rows];
        Brier = new double[rows];
        var scores = new ScoreColumns { Predicted = Predicted, MaxProbability = Confidence, MaxProbabilityLogOdds = Ranking };
        if (calibrator is null)
        {
            _logits = logits;
            LabelLosses.Compute(logits, labels, columns, Correct, Nll, Brier);
            LogitScores.Compute(logits, columns, scores);
            return;
        }
        var calibrated = new double[logits.Length];
        calibrator.CalibrateLogits(logits, columns, calibrated);
        LabelLosses.Compute(calibrated, labels, columns, Correct, Nll, Brier);
        LogitScores.Compute(calibrated, columns, scores);
        _logits = Array.ConvertAll(calibrated, value => (float)value);   // for the figures of every class
    }

    public int[] Predicted { get; }

    /// <summary>Probability of the predicted class.</summary>
    public double[] Confidence { get; }

    /// <summary>Its log-odds.</summary>
    public double[] Ranking { get; }

    public bool[] Correct { get; }

    public double[] Nll { get; }

    public double[] Brier { get; }

    public IReadOnlyDictionary<string, Figure> Figures(EvaluationOptions options, ReadOnlySpan<double> weights = default, IProgress<double>? progress = null) =>
        Evaluation.Classify(All(weights), options, progress);

    /// <summary>The same figures with those of every class.</summary>
    public ClassTable ByClass(EvaluationOptions options, ReadOnlySpan<double> weights = default, IProgress<double>? progress = null) =>
        ClassTable.Compute(All(weights), options, progress);

    public GroupTable ByGroup(string[] groups, EvaluationOptions options, ReadOnlySpan<double> weights = default, IProgress<double>? progress = null) =>
        GroupTable.Compute(All(weights), groups, options, progress);

    private EvaluationRows All(ReadOnlySpan<double> weights) => new()
    {
        Confidence = Confidence,
        Ranking = Ranking,
        Correct = Correct,
        Nll = Nll,
        Brier = Brier,
        Weights = weights,
        Labels = _labels,
        Logits = _logits,
    };
}
