namespace Probity.Numerics;

/// <summary>
/// Newton's method for small smooth problems, with a Cholesky factor that is damped where the Hessian is not positive definite
/// (Levenberg, 1944; Marquardt, 1963) and a backtracking line search (Armijo, 1966). For convex objectives it finds the minimum
/// from any start; for others a point where the gradient vanishes and no step descends.
/// </summary>
internal static class DampedNewton
{
    private const double Armijo = 1e-4;
    private const int MostHalvings = 60;

    /// <summary>Value, gradient and Hessian (n×n, row-major, lower triangle) at x.</summary>
    public delegate double Objective(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian);

    /// <summary>Minimises.</summary>
    /// <param name="objective">Smooth; where it is not finite it counts as too far.</param>
    /// <param name="start">n finite values.</param>
    /// <param name="options">When to stop.</param>
    public static Minimum Minimize(Objective objective, ReadOnlySpan<double> start, MinimumOptions options)
    {
        options.Check(start);
        int n = start.Length, evaluations = 1, iteration = 0;
        var reason = StopReason.IterationsExhausted;
        double decrement = double.NaN;
        double[] x = start.ToArray(), gradient = new double[n], hessian = new double[n * n], step = new double[n];
        double[] nextX = new double[n], nextGradient = new double[n], nextHessian = new double[n * n];
        double value = objective(x, gradient, hessian);
        if (!IsFinite(value, gradient, hessian)) return Result(StopReason.StartNotFinite);

        while (true)
        {
            double size = Norm(gradient);
            decrement = Step(hessian, gradient, step);
            if (size <= options.GradientTolerance)
            {
                reason = StopReason.GradientSmall;
                break;
            }
            if (iteration == options.MaximumIterations) break;

            if (!Search(out double nextValue))
            {
                reason = StopReason.NoFurtherDescent;
                break;
            }
            iteration++;
            value = nextValue;
            (x, nextX) = (nextX, x);
            (gradient, nextGradient) = (nextGradient, gradient);
            (hessian, nextHessian) = (nextHessian, hessian);
            if (double.IsNegativeInfinity(value) || value < -1e300)
            {
                reason = StopReason.Unbounded;
                break;
            }
        }
        return Result(reason);

        bool Search(out double nextValue)
        {
            double slope = DoubleVectors.Dot(gradient, step), length = 1;
            nextValue = value;
            for (int halving = 0; halving < MostHalvings; halving++, length *= .5)
            {
                if (!Move(x, step, length, nextX)) return false;
                nextValue = objective(nextX, nextGradient, nextHessian);
                evaluations++;
                if (!IsFinite(nextValue, nextGradient, nextHessian)) continue;
                if (nextValue <= value + Armijo * length * slope && nextValue < value) return true;
                // Next to the minimum values differ by rounding only, while gradients still tell.
                if (nextValue <= value && Norm(nextGradient) < .5 * Norm(gradient)) return true;
            }
            return false;
        }

        Minimum Result(StopReason stop) =>
            new(x, value, Norm(gradient), iteration, evaluations, stop, decrement, Minimum.Gap(Norm(gradient), options.StrongConvexity));
    }

    /// <summary>step = −(H + damping)⁻¹·g, with no more damping than a factor needs.</summary>
    /// <returns>√(gᵀ(H + damping)⁻¹g), a Newton decrement; NaN where damping was needed.</returns>
    private static double Step(double[] hessian, double[] gradient, double[] step)
    {
        int n = gradient.Length;
        double[] damped = [.. hessian];
        double largest = 0;
        for (int i = 0; i < n; i++) largest = Math.Max(largest, Math.Abs(hessian[i * n + i]));
        if (largest == 0) largest = 1;
        for (double damping = 0; damping < 1e30; damping = damping == 0 ? 1e-10 : damping * 10)
        {
            for (int i = 0; i < n; i++) damped[i * n + i] = hessian[i * n + i] + damping * largest;
            if (!Cholesky.TryFactor(damped, n, out var factor, out _, out _)) continue;
            for (int i = 0; i < n; i++) step[i] = -gradient[i];
            factor.Solve(step);
            double square = -DoubleVectors.Dot(gradient, step);
            if (double.IsFinite(square) && square >= 0) return damping == 0 ? Math.Sqrt(square) : double.NaN;
        }
        for (int i = 0; i < n; i++) step[i] = -gradient[i] / largest;
        return double.NaN;
    }

    /// <returns>Whether anything moved.</returns>
    internal static bool Move(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, double length, Span<double> moved)
    {
        bool changed = false;
        for (int i = 0; i < x.Length; i++)
        {
            moved[i] = x[i] + length * direction[i];
            changed |= moved[i] != x[i];
        }
        return changed;
    }

    internal static double Norm(ReadOnlySpan<double> vector)
    {
        double largest = 0;
        foreach (double entry in vector) largest = Math.Max(largest, Math.Abs(entry));
        if (largest is 0 or double.PositiveInfinity || double.IsNaN(largest)) return largest;
        double sum = 0;
        foreach (double entry in vector) sum += entry / largest * (entry / largest);
        return largest * Math.Sqrt(sum);
    }

    private static bool IsFinite(double value, double[] gradient, double[] hessian) =>
        double.IsFinite(value) && AllFinite(gradient) && AllFinite(hessian);

    internal static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) return false;
        }
        return true;
    }
}
