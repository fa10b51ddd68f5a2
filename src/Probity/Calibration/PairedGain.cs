namespace Probity.Calibration;

/// <summary>How much lower a loss is than another one of the same rows, and how sure that is.</summary>
/// <param name="Mean">Weighted mean of the differences, positive where the second is lower.</param>
/// <param name="StandardError">Of that mean; +∞ where the rows stand for no more than one.</param>
internal readonly record struct PairedGain(double Mean, double StandardError)
{
    /// <summary>More than chance: above one standard error.</summary>
    public bool Exceeds => Mean > StandardError;

    /// <summary>Of the losses of every row. Weights count as repetition.</summary>
    public static PairedGain Of(CalibrationRows rows, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < before.Length; i++) mean += rows.Weight(i) * (before[i] - after[i]);
        mean /= rows.Total;
        for (int i = 0; i < before.Length; i++)
        {
            double off = before[i] - after[i] - mean;
            squares += rows.Weight(i) * off * off;
        }
        return new(mean, rows.Total > 1 ? Math.Sqrt(squares / (rows.Total - 1) / rows.Total) : double.PositiveInfinity);
    }
}
