namespace Probity.Metrics;

/// <summary>The mean of the values that are defined: NaN stands for one that is not.</summary>
internal static class DefinedMean
{
    /// <returns>NaN where none is defined.</returns>
    public static double Of(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            if (double.IsNaN(value)) continue;
            sum += value;
            count++;
        }
        return sum / count;
    }
}
