namespace Probity.Numerics;

/// <summary>
/// Projected Newton's method (Bertsekas, 1982) for small strongly convex problems whose variables all have one lower bound:
/// Newton steps among those that are free, cut off at the bound, with backtracking.
/// </summary>
internal static class BoundedNewton
{
    private const double Armijo = 1e-4;
    private const int MostHalvings = 60, MostSteps = 200;

    /// <summary>The best point found.</summary>
    /// <param name="Point">Nowhere below the bound.</param>
    /// <param name="Value">The objective there.</param>
    /// <param name="Violation">Norm of the gradient where a step against it is free: 0 at the minimum (Karush, Kuhn and Tucker).</param>
    /// <param name="Looks">Calls of the objective.</param>
    /// <param name="Converged">The violation reached the tolerance, or is as small as rounding lets it be.</param>
    public sealed record Optimum(double[] Point, double Value, double Violation, int Looks, bool Converged);

    /// <summary>Minimises.</summary>
    /// <param name="objective">Smooth and strongly convex.</param>
    /// <param name="start">Not below the bound.</param>
    /// <param name="bound">Least value of each variable.</param>
    /// <param name="tolerance">Done when the violation is at most this.</param>
    public static Optimum Minimize(DampedNewton.Objective objective, ReadOnlySpan<double> start, double bound, double tolerance)
    {
        int n = start.Length, looks = 1;
        double[] x = start.ToArray(), next = new double[n], gradient = new double[n], nextGradient = new double[n], hessian = new double[n * n], nextHessian = new double[n * n];
        double value = objective(x, gradient, hessian);
        for (int step = 0; step < MostSteps; step++)
        {
            double violation = Violation(x, gradient);
            if (violation <= tolerance) return new(x, value, violation, looks, true);
            if (!Step()) return new(x, value, violation, looks, violation <= 1e-6);
        }
        double left = Violation(x, gradient);
        return new(x, value, left, looks, left <= tolerance);

        bool Step()
        {
            int[] free = [.. Enumerable.Range(0, n).Where(j => x[j] > bound || gradient[j] < 0)];
            var matrix = new double[free.Length * free.Length];
            var direction = new double[free.Length];
            for (int a = 0; a < free.Length; a++)
            {
                direction[a] = -gradient[free[a]];
                for (int b = 0; b <= a; b++) matrix[(a * free.Length) + b] = hessian[(free[a] * n) + free[b]];
            }
            if (Cholesky.TryFactor(matrix, free.Length, out Cholesky? factor, out _, out _)) factor.Solve(direction);
            double length = 1;
            for (int halving = 0; halving < MostHalvings; halving++, length *= .5)
            {
                x.CopyTo(next, 0);
                double slope = 0;
                for (int a = 0; a < free.Length; a++)
                {
                    int j = free[a];
                    next[j] = Math.Max(bound, x[j] + (length * direction[a]));
                    slope += gradient[j] * (next[j] - x[j]);
                }
                double found = objective(next, nextGradient, nextHessian);
                looks++;
                // Next to the minimum values differ by rounding only, while gradients still tell.
                bool falls = found <= value + (Armijo * slope) && found < value;
                if (!falls && !(found <= value + (1e-15 * Math.Abs(value)) && Violation(next, nextGradient) < .5 * Violation(x, gradient)))
                {
                    if (-slope <= 1e-15 * Math.Abs(value)) return false;   // shorter steps promise even less than rounding
                    continue;
                }
                value = found;
                (x, next) = (next, x);
                (gradient, nextGradient) = (nextGradient, gradient);
                (hessian, nextHessian) = (nextHessian, hessian);
                return true;
            }
            return false;
        }

        double Violation(double[] point, double[] slopes)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                double wanted = point[j] > bound ? slopes[j] : Math.Min(0, slopes[j]);
                sum += wanted * wanted;
            }
            return Math.Sqrt(sum);
        }
    }
}
