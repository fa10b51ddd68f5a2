using System.Numerics;

namespace Probity.Calibration;

/// <summary>How the search for β = 1/T ended.</summary>
/// <param name="Beta">The optimum, or 1 where there is none to use.</param>
/// <param name="Converged">The last Newton step would move β by less than the tolerance.</param>
/// <param name="Gradient">Absolute derivative at <paramref name="Beta"/>.</param>
/// <param name="Curvature">Second derivative there.</param>
/// <param name="Nll">Mean negative log-likelihood there.</param>
/// <param name="Reason">Why there is no usable optimum, or null.</param>
internal readonly record struct TemperatureOptimum(
    double Beta, bool Converged, double Gradient, double Curvature, double Nll, string? Reason);

/// <summary>
/// Newton's method on the convex objective in β, kept inside a bracket whose ends have derivatives of opposite sign:
/// a step that leaves the bracket is replaced by bisection in log β, so it cannot diverge, flip the sign or stall.
/// </summary>
internal static class TemperatureSolver
{
    private const int MaxIterations = 100;

    /// <summary>Finds the optimum.</summary>
    /// <param name="objective">The rows.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="start">A first guess of β.</param>
    /// <param name="tolerance">Relative size of the Newton step at which β counts as exact.</param>
    public static TemperatureOptimum Solve<T>(TemperatureObjective<T> objective, RowSet rows, double start, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double slope, bool someWrong) = objective.AtZero(rows);   // no rows of weight: all right, as far as anyone knows
        if (!someWrong)
            return None("no label lies below the largest logit of its row, so no T is best: the likelihood only grows as T falls to 0, or never changes");
        if (slope >= 0)
            return None("the logits say nothing about the labels (the likelihood is best with every class equally likely)");

        double low = 0, high = double.PositiveInfinity, beta = start;
        for (int i = 0; i < MaxIterations; i++)
        {
            (double nll, double gradient, double curvature) = objective.At(beta, rows);
            double step = -gradient / curvature;
            // At the rounding floor of a bracket a Newton step no longer means anything: the bracket is the certificate.
            if (Math.Abs(step) <= tolerance * beta || gradient == 0 || high - low <= tolerance * beta)
                return new TemperatureOptimum(beta, true, Math.Abs(gradient), curvature, nll, null);

            if (gradient < 0) low = beta;
            else high = beta;
            double next = beta + step;
            bool inside = next > low && next < high && next < 16 * beta && next > beta / 16;   // NaN and huge steps fall through
            if (!inside) next = gradient < 0 ? Math.Min(16 * beta, Between(beta, high)) : Math.Max(beta / 16, Between(low, beta));
            if (i == MaxIterations - 1) return new TemperatureOptimum(beta, false, Math.Abs(gradient), curvature, nll, null);
            beta = next;
        }
        throw new InvalidOperationException("unreachable: the loop returns");

        static TemperatureOptimum None(string reason) => new(1, true, 0, 0, double.NaN, reason);
    }

    private static double Between(double low, double high) =>
        low == 0 ? 0 : double.IsPositiveInfinity(high) ? double.PositiveInfinity : Math.Sqrt(low * high);
}
