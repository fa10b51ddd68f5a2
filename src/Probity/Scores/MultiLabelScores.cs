using Probity.Numerics;

namespace Probity.Scores;

/// <summary>Scores of multi-label outputs: a sigmoid a column, each label a question of its own.</summary>
public static class MultiLabelScores
{
    /// <summary>The scores of every (row, label) cell, each cell read as a binary row.</summary>
    /// <param name="logits">N×L logits, row-major.</param>
    /// <param name="labels">L.</param>
    /// <param name="destination">One span a score, each empty or of at least N·L values, in the order of the logits.</param>
    /// <param name="temperature">T &gt; 0. The default value is 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞.</exception>
    public static void Cells(ReadOnlySpan<float> logits, int labels, ScoreColumns destination, double temperature = 1)
    {
        Require.Rows(logits.Length, labels, nameof(logits));
        LogitScores.Compute(logits, 1, destination, temperature);
    }

    /// <summary>
    /// Joint energy of every row (Wang et al., NeurIPS 2021): Σ over labels of T·ln(1 + exp(z/T)), a confidence: high in
    /// distribution.
    /// </summary>
    /// <param name="logits">N×L logits, row-major.</param>
    /// <param name="labels">L.</param>
    /// <param name="destination">At least N values.</param>
    /// <param name="temperature">T &gt; 0. The default value is 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞.</exception>
    public static void JointLogSumExp(ReadOnlySpan<float> logits, int labels, Span<double> destination, double temperature = 1)
    {
        int rows = Require.Rows(logits.Length, labels, nameof(logits));
        Require.Temperature(temperature, nameof(temperature));
        Require.Destination(rows, destination.Length, nameof(destination));
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int j = 0; j < labels; j++)
            {
                float z = logits[(i * labels) + j];
                if (float.IsNaN(z) || float.IsPositiveInfinity(z)) Require.BadLogit(z, i, j);
                sum += temperature * Elementary.Softplus(z / temperature);
            }
            destination[i] = sum;
        }
    }
}
