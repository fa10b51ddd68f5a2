using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>How a policy answers a row and what score its rule looks at: the same when it is fitted, certified and applied.</summary>
internal sealed record AnswerScoring
{
    public required int Classes { get; init; }
    public required OutputKind Outputs { get; init; }
    public required Score Score { get; init; }

    /// <summary>The class of interest: the answer to every row is that class, the score its calibrated log-odds. Null: the likeliest class.</summary>
    public int? Positive { get; init; }

    /// <summary>Several scores joined, or null.</summary>
    public ScoreCombiner? Combiner { get; init; }

    /// <summary>Answers N rows.</summary>
    /// <param name="logits">N×K outputs.</param>
    /// <param name="calibrator">That of these rows, or null.</param>
    /// <param name="predicted">N likeliest classes after calibration.</param>
    /// <param name="confidence">N calibrated probabilities of those.</param>
    /// <param name="ruleScores">N scores, on the scale that ranks.</param>
    public void Compute(ReadOnlySpan<float> logits, Calibrator? calibrator, Span<int> predicted, Span<double> confidence, Span<double> ruleScores)
    {
        int rows = logits.Length / Classes;
        if (Outputs == OutputKind.Correctness)
        {
            AnswerLogOdds(calibrator, logits, ruleScores);
            for (int i = 0; i < rows; i++) (predicted[i], confidence[i]) = (1, RankingScale.Stated(Score.MaxProbability, ruleScores[i]));
            return;
        }
        Calibrated(calibrator, logits, Classes, new ScoreColumns { Predicted = predicted, MaxProbability = confidence });
        Calibrated(Score == Score.MaxProbability ? calibrator : null, logits, Classes, ScoreColumns.ForRanking(Score, ruleScores));
    }

    /// <summary>Scores of the raw outputs, on the scale that ranks.</summary>
    /// <exception cref="ArgumentException">Log-sum-exp of normalised log-probabilities, which is rounding noise.</exception>
    public static double[] Raw(ReadOnlySpan<float> logits, int classes, Score score)
    {
        var values = new double[logits.Length / classes];
        LogitScores.Rank(logits, classes, score, values);
        if (score == Score.LogSumExp && LogSumExpConfidence.IsNormalised(values))
            throw new ArgumentException("log_sum_exp: it is 0 on every row, so the outputs are normalised log-probabilities; choose another score");
        return values;
    }

    /// <summary>Scores of rows, calibrated where there is a calibrator.</summary>
    public static void Calibrated(Calibrator? calibrator, ReadOnlySpan<float> logits, int classes, ScoreColumns to)
    {
        if (calibrator is null) LogitScores.Compute(logits, classes, to);
        else calibrator.Scores(logits, to);
    }

    /// <summary>Log-odds that answers given elsewhere are right, calibrated where there is a calibrator.</summary>
    private static void AnswerLogOdds(Calibrator? calibrator, ReadOnlySpan<float> logOdds, Span<double> destination)
    {
        Require.Logits(logOdds, 1, nameof(logOdds));
        if (calibrator is null) for (int i = 0; i < logOdds.Length; i++) destination[i] = logOdds[i];
        else calibrator.CalibrateLogits(logOdds, 1, destination);
    }
}
