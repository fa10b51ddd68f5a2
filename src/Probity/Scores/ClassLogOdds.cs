namespace Probity.Scores;

/// <summary>ln(p_k / (1 − p_k)) of one class from a row of logits: z_k minus the log-sum-exp of the others, so that nothing cancels and no row ties with another by rounding.</summary>
internal static class ClassLogOdds
{
    /// <param name="row">K logits; one means binary. −∞ masks a class; one is finite.</param>
    /// <param name="label">The class; 0 or 1 for binary.</param>
    public static double Of(ReadOnlySpan<double> row, int label)
    {
        if (row.Length == 1) return label == 1 ? row[0] : -row[0];
        double largest = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (j != label) largest = Math.Max(largest, row[j]);
        }
        if (double.IsNegativeInfinity(largest)) return double.PositiveInfinity;   // all others are masked
        for (int j = 0; j < row.Length; j++)
        {
            if (j != label) sum += Math.Exp(row[j] - largest);
        }
        return row[label] - largest - Math.Log(sum);
    }
}
