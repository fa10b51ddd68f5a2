using System.Numerics;

namespace Probity.Calibration;

/// <summary>What every fitted calibrator carries.</summary>
/// <param name="Classes">Columns of its rows; 1 for a binary column.</param>
/// <param name="Floor">
/// How far below its row's largest a logit may lie: those further below, −∞ among them, are read as lying there. +∞ where the
/// fitting rows held no −∞; then only −∞ is read as something else: a probability as the least double, a masked class as e⁻³⁰ times
/// the least of the others, so that it has no share worth mention and does not move what mixes classes far.
/// </param>
/// <param name="KeepsMasks">−∞ marks a class that is impossible and stays so, rather than a probability that was rounded to 0.</param>
/// <param name="Diagnostics">How the fit went.</param>
internal sealed record CalibratorBasis(int Classes, double Floor, bool KeepsMasks, FitDiagnostics Diagnostics)
{
    private const double LeastLogarithm = 745, MaskedBelow = 30;

    /// <summary>Copies a row as a calibrator wants it: finite.</summary>
    /// <returns>Whether it is a row of logits: no NaN, no +∞ and not −∞ throughout.</returns>
    public bool TryPrepare<T>(ReadOnlySpan<T> row, Span<double> prepared) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = row.Length == 1 ? 0 : double.NegativeInfinity, least = double.PositiveInfinity;
        bool infinite = false;
        for (int j = 0; j < row.Length; j++)
        {
            double z = double.CreateTruncating(row[j]);
            if (!(z < double.PositiveInfinity)) return false;
            prepared[j] = z;
            largest = Math.Max(largest, z);
            if (double.IsNegativeInfinity(z)) infinite = true;
            else least = Math.Min(least, z);
        }
        if (double.IsNegativeInfinity(largest)) return false;
        if (!infinite && (row.Length == 1 ? Math.Abs(prepared[0]) : largest - least) <= Floor) return true;

        double bound = double.IsFinite(Floor) ? Floor : KeepsMasks ? Math.Max(0, largest - least) + MaskedBelow : LeastLogarithm;
        if (row.Length == 1) prepared[0] = Math.Clamp(prepared[0], double.IsNegativeInfinity(prepared[0]) ? -bound : -Floor, Floor);
        else
        {
            for (int j = 0; j < prepared.Length; j++)
            {
                if (double.IsNegativeInfinity(prepared[j]) || double.IsFinite(Floor)) prepared[j] = Math.Max(prepared[j], largest - bound);
            }
        }
        return true;
    }
}
