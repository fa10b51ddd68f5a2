using Probity.Scores;

namespace Probity.Benchmarks;

/// <summary>The five scores that are measured in one call, and room for them.</summary>
internal sealed class FiveScores(int rows)
{
    public double[] MaxProbability { get; } = new double[rows];

    public double[] MarginProbability { get; } = new double[rows];

    public double[] NegativeEntropy { get; } = new double[rows];

    public double[] LogSumExp { get; } = new double[rows];

    public double[] MaxLogit { get; } = new double[rows];

    public void Compute(float[] logits, int classes) => LogitScores.Compute(logits, classes, new ScoreColumns
    {
        MaxProbability = MaxProbability,
        MarginProbability = MarginProbability,
        NegativeEntropy = NegativeEntropy,
        LogSumExp = LogSumExp,
        MaxLogit = MaxLogit,
    });
}
