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

    /// <summary>The class of interest: the score is its calibrated log-odds, and what is accepted is answered with it. Null: the likeliest class.</summary>
    public int? Positive { get; init; }

    /// <summary>Several scores joined, or null.</summary>
    public CombinedScores? Combined { get; init; }

    /// <summary>What answers, reviews and rejections cost, or null.</summary>
    public CostMatrix? Costs { get; init; }

    /// <summary>Answers N rows.</summary>
    /// <param name="logits">N×K outputs.</param>
    /// <param name="calibrator">That of these rows, or null.</param>
    /// <param name="predicted">N likeliest classes after calibration; with costs those that cost least.</param>
    /// <param name="confidence">N calibrated probabilities of those.</param>
    /// <param name="ruleScores">N scores, on the scale that ranks.</param>
    /// <param name="otherwise">What is done with each row where it is not accepted: N decisions, or empty.</param>
    public void Compute(
        ReadOnlySpan<float> logits, Calibrator? calibrator, Span<int> predicted, Span<double> confidence, Span<double> ruleScores, Span<Decision> otherwise = default)
    {
        int rows = logits.Length / Classes;
        otherwise.Fill(Decision.Review);
        if (Outputs == OutputKind.Correctness)
        {
            AnswerLogOdds(calibrator, logits, ruleScores);
            for (int i = 0; i < rows; i++) (predicted[i], confidence[i]) = (1, RankingScale.Stated(Score.MaxProbability, ruleScores[i]));
        }
        else if (Costs is { } costs)
        {
            var block = new CalibratedBlock(calibrator, Classes, rows);
            for (int from = 0; from < rows; from += block.AtOnce)
                CostAnswers.Compute(costs, Classes, block.Fill(logits, from), predicted[from..], confidence[from..], ruleScores[from..], otherwise.IsEmpty ? default : otherwise[from..]);
        }
        else if (Positive is { } positive)
        {
            OfClass(positive, logits, calibrator, predicted, confidence, ruleScores);
        }
        else if (Combined is null && Score == Score.MaxProbability)
        {
            Calibrated(calibrator, logits, Classes, new ScoreColumns { Predicted = predicted, MaxProbability = confidence, MaxProbabilityLogOdds = ruleScores });
        }
        else
        {
            Calibrated(calibrator, logits, Classes, new ScoreColumns { Predicted = predicted, MaxProbability = confidence });
            if (Combined is not null) Combined.Compute(logits, calibrator, Classes, ruleScores[..rows]);
            else Calibrated(null, logits, Classes, ScoreColumns.ForRanking(Score, ruleScores));   // of the raw outputs
        }
    }

    /// <summary>Answers rows as they are where they are accepted: with a class of interest its own, else as they stand.</summary>
    /// <param name="predicted">N classes, overwritten.</param>
    /// <param name="confidence">N calibrated probabilities of those, overwritten.</param>
    /// <param name="ruleScores">N scores of the rule.</param>
    /// <param name="decisions">Which rows are accepted; empty for all.</param>
    public void AnswerAccepted(Span<int> predicted, Span<double> confidence, ReadOnlySpan<double> ruleScores, ReadOnlySpan<Decision> decisions = default)
    {
        if (Positive is not { } positive) return;
        int rows = decisions.IsEmpty ? predicted.Length : decisions.Length;
        for (int i = 0; i < rows; i++)
        {
            if (decisions.IsEmpty || decisions[i] == Decision.Accept) (predicted[i], confidence[i]) = (positive, RankingScale.Stated(Score.MaxProbability, ruleScores[i]));
        }
    }

    private void OfClass(int positive, ReadOnlySpan<float> logits, Calibrator? calibrator, Span<int> predicted, Span<double> confidence, Span<double> ruleScores)
    {
        int rows = logits.Length / Classes;
        var block = new CalibratedBlock(calibrator, Classes, rows);
        for (int from = 0; from < rows; from += block.AtOnce)
        {
            ReadOnlySpan<double> values = block.Fill(logits, from);
            LogitScores.Compute(values, Classes, new ScoreColumns { Predicted = predicted[from..], MaxProbability = confidence[from..] });
            for (int i = 0; i < values.Length / Classes; i++) ruleScores[from + i] = ClassLogOdds.Of(values.Slice(i * Classes, Classes), positive);
        }
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
