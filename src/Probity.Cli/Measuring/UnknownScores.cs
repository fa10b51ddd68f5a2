using Probity.Metrics;
using Probity.Scores;

namespace Probity.Cli.Measuring;

/// <summary>Every score of known and unknown rows, and how well each tells them apart.</summary>
internal sealed class UnknownScores
{
    private UnknownScores(IReadOnlyList<(Score, double[], double[])> scores, IReadOnlyDictionary<string, Figure> figures, IReadOnlyList<string> notes)
    {
        Scores = scores;
        Figures = figures;
        Notes = notes;
    }

    /// <summary>Score, values of the known rows, values of the unknown ones; higher means known, on the scale of ranking.</summary>
    public IReadOnlyList<(Score Score, double[] Known, double[] Unknown)> Scores { get; }

    public IReadOnlyDictionary<string, Figure> Figures { get; }

    public IReadOnlyList<string> Notes { get; }

    public static UnknownScores Compute(
        ReadOnlySpan<float> known, ReadOnlySpan<float> unknown, int columns, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights,
        EvaluationOptions options, IProgress<double>? progress = null)
    {
        List<(Score, double[], double[])> scores = [];
        List<UnknownScore> measured = [];
        List<string> notes = [];
        foreach (Score score in ScoreTokens.All)
        {
            double[] inside = new double[known.Length / columns], outside = new double[unknown.Length / columns];
            LogitScores.Rank(known, columns, score, inside);
            LogitScores.Rank(unknown, columns, score, outside);
            if (score == Score.LogSumExp && LogSumExpConfidence.IsNormalised(inside) && LogSumExpConfidence.IsNormalised(outside))
            {
                notes.Add("log_sum_exp is left out: it is 0 on every row, so the outputs are normalised log-probabilities and their log-sum-exp is rounding noise");
                continue;
            }
            scores.Add((score, inside, outside));
            measured.Add(new UnknownScore(score.Token(), inside, outside, ranked => RankingScale.Stated(score, ranked)));
        }
        return new UnknownScores(scores, Evaluation.Unknowns(measured, options, correct, weights, progress), notes);
    }
}
