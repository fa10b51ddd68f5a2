using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>
/// Several scores of a policy joined into one log-odds that the answer is right, by a <see cref="ScoreCombiner"/> fitted on the learning rows.
/// </summary>
/// <remarks>
/// A score beyond all that the learning rows have, infinite ones of saturated or masked rows among them, counts as the most extreme finite one of
/// these. Thread-safe: immutable.
/// </remarks>
public sealed class CombinedScores
{
    internal CombinedScores(IReadOnlyList<Score> scores, ScoreCombiner combiner, double[] lowest, double[] highest, bool crossFitted) =>
        (Scores, Combiner, Lowest, Highest, IsCrossFitted) = (scores, combiner, lowest, highest, crossFitted);

    /// <summary>The scores, in the order of the combiner's names; <see cref="Score.MaxProbability"/> means the calibrated confidence.</summary>
    public IReadOnlyList<Score> Scores { get; }

    /// <summary>How they are joined.</summary>
    public ScoreCombiner Combiner { get; }

    /// <summary>The least finite value that each score had among the learning rows, on the scale that ranks; lower ones count as this.</summary>
    public IReadOnlyList<double> Lowest { get; }

    /// <summary>The largest; higher ones count as this.</summary>
    public IReadOnlyList<double> Highest { get; }

    /// <summary>The combiner saw the confidence of each learning row as calibrated without the row's own fold. Otherwise as calibrated with it.</summary>
    public bool IsCrossFitted { get; }

    internal static CombinedScores Fit(
        IReadOnlyList<Score> scores, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Calibrator? calibrator, IReadOnlyList<string>? groups)
    {
        int rows = labels.Length, columns = scores.Count;
        // A temperature without each fold costs nothing; other calibrators would have to be fitted anew.
        TemperatureCrossFit? crossFit = scores.Contains(Score.MaxProbability) ? (calibrator as TemperatureScaling)?.CrossFit : null;
        double[] values = Values(scores, logits, classes, calibrator?.ForRows(groups), crossFit, rows);
        double[] lowest = new double[columns], highest = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            for (int i = 0; i < rows; i++)
            {
                double value = values[(i * columns) + j];
                if (double.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
            (lowest[j], highest[j]) = low <= high ? (low, high) : (0, 0);
        }
        for (int i = 0; i < values.Length; i++) values[i] = Math.Clamp(values[i], lowest[i % columns], highest[i % columns]);

        var predicted = new int[rows];
        AnswerScoring.Calibrated(calibrator?.ForRows(groups), logits, classes, new ScoreColumns { Predicted = predicted });
        var right = new bool[rows];
        for (int i = 0; i < rows; i++) right[i] = predicted[i] == labels[i];
        return new(scores, ScoreCombiner.Fit([.. scores.Select(score => score.Token())], values, right), lowest, highest, crossFit is not null);
    }

    /// <summary>The combined log-odds of rows.</summary>
    internal void Compute(ReadOnlySpan<float> logits, Calibrator? calibrator, int classes, Span<double> destination)
    {
        int columns = Scores.Count;
        double[] values = Values(Scores, logits, classes, calibrator, null, destination.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            Span<double> row = values.AsSpan(i * columns, columns);
            for (int j = 0; j < columns; j++) row[j] = Math.Clamp(row[j], Lowest[j], Highest[j]);
            destination[i] = Combiner.LogOdds(row);
        }
    }

    /// <summary>N×S scores on the scale that ranks: of the calibrated rows for the confidence, of the raw ones for all others.</summary>
    private static double[] Values(IReadOnlyList<Score> scores, ReadOnlySpan<float> logits, int classes, Calibrator? calibrator, TemperatureCrossFit? crossFit, int rows)
    {
        var values = new double[rows * scores.Count];
        for (int j = 0; j < scores.Count; j++)
        {
            double[] column = scores[j] == Score.MaxProbability ? LogOdds(logits, classes, calibrator, crossFit, rows) : AnswerScoring.Raw(logits, classes, scores[j]);
            for (int i = 0; i < rows; i++) values[(i * scores.Count) + j] = column[i];
        }
        return values;
    }

    private static double[] LogOdds(ReadOnlySpan<float> logits, int classes, Calibrator? calibrator, TemperatureCrossFit? crossFit, int rows)
    {
        var column = new double[rows];
        if (crossFit is null) AnswerScoring.Calibrated(calibrator, logits, classes, new ScoreColumns { MaxProbabilityLogOdds = column });
        for (int i = 0; i < rows && crossFit is not null; i++) column[i] = MaxProbabilityConfidence.LogOdds(logits.Slice(i * classes, classes), crossFit.TemperatureWithout(i));
        return column;
    }
}
