using System.Numerics;

namespace Probity.Calibration;

/// <summary>What every fitted calibrator carries.</summary>
/// <param name="Classes">Columns of its rows; 1 for a binary column.</param>
/// <param name="Floor">
/// How far below its row's largest a logit may lie: those further below, −∞ among them, are read as lying there. +∞ where the
/// fitting rows held no −∞; then only −∞ is read as something else, the logarithm of the least double.
/// </param>
/// <param name="KeepsMasks">−∞ marks a class that is impossible and stays so, rather than a probability that was rounded to 0.</param>
/// <param name="Diagnostics">How the fit went.</param>
internal sealed record CalibratorBasis(int Classes, double Floor, bool KeepsMasks, FitDiagnostics Diagnostics)
{
    private const double LeastLogarithm = 745;

    /// <summary>Copies a row as a calibrator wants it: finite.</summary>
    /// <returns>Whether it is a row of logits: no NaN, no +∞ and not −∞ throughout.</returns>
    public bool TryPrepare<T>(ReadOnlySpan<T> row, Span<double> prepared) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = row.Length == 1 ? 0 : double.NegativeInfinity, least = double.PositiveInfinity;
        for (int j = 0; j < row.Length; j++)
        {
            double z = double.CreateTruncating(row[j]);
            if (!(z < double.PositiveInfinity)) return false;
            prepared[j] = z;
            largest = Math.Max(largest, z);
            least = Math.Min(least, z);
        }
        if (double.IsNegativeInfinity(largest)) return false;
        if (row.Length == 1) prepared[0] = Math.Clamp(prepared[0], -Bound(prepared[0]), Floor);
        else if (least < largest - Floor || double.IsNegativeInfinity(least))
        {
            for (int j = 0; j < prepared.Length; j++) prepared[j] = Math.Max(prepared[j], largest - Bound(prepared[j]));
        }
        return true;
    }

    private double Bound(double logit) => double.IsNegativeInfinity(logit) && double.IsPositiveInfinity(Floor) ? LeastLogarithm : Floor;
}
