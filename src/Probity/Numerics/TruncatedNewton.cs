namespace Probity.Numerics;

/// <summary>
/// Newton's method whose steps are solved for by preconditioned conjugate gradients, as exactly as the step deserves
/// (Dembo &amp; Steihaug, Math. Programming 1983; Eisenstat &amp; Walker, SIAM J. Sci. Comput. 1996), with a backtracking line search.
/// </summary>
internal static class TruncatedNewton
{
    private const int MostProducts = 400;        // a step
    private const int MostProductsInAll = 1_500; // what a fit without a clear optimum may cost
    private const int ProductsWorthAFactor = 12; // so many products a step, and a fresh preconditioner pays
    private const int MostHalvings = 50;
    private const double Armijo = 1e-4;

    /// <summary>Minimises.</summary>
    /// <param name="objective">Strongly convex.</param>
    /// <param name="start">n finite values.</param>
    /// <param name="options">When to stop; its strong convexity is the objective's.</param>
    public static Minimum Minimize(CurvedObjective objective, ReadOnlySpan<double> start, MinimumOptions options)
    {
        options.Check(start);
        int n = start.Length, iteration = 0, evaluations = 1, products = int.MaxValue;
        double[] x = start.ToArray(), gradient = new double[n], next = new double[n], nextGradient = new double[n], step = new double[n];
        double value = objective.Evaluate(x, gradient), norm = DampedNewton.Norm(gradient), first = norm;
        if (!double.IsFinite(value) || !double.IsFinite(norm)) return Result(StopReason.StartNotFinite);
        var conjugate = new ConjugateGradients(objective, n);
        while (true)
        {
            if (norm <= options.GradientTolerance) return Result(StopReason.GradientSmall);
            if (iteration == options.MaximumIterations || evaluations >= MostProductsInAll) return Result(StopReason.IterationsExhausted);
            if (products > ProductsWorthAFactor) objective.Factor();
            products = conjugate.Solve(gradient, Math.Min(.1, Math.Sqrt(norm / first)), step);
            evaluations += products;
            if (!TryStep()) return Result(StopReason.NoFurtherDescent);
            iteration++;
        }

        bool TryStep()
        {
            double slope = DoubleVectors.Dot(gradient, step), length = 1;
            for (int halving = 0; halving < MostHalvings && slope < 0; halving++, length /= 2)
            {
                if (!DampedNewton.Move(x, step, length, next)) return false;
                evaluations++;
                double nextValue = objective.Evaluate(next, nextGradient), nextNorm = DampedNewton.Norm(nextGradient);
                if (!double.IsFinite(nextValue) || !double.IsFinite(nextNorm)) continue;

                // Next to the minimum values differ by rounding only, while gradients still tell.
                bool within = Math.Abs(nextValue - value) <= 1e-13 * Math.Abs(value) && nextNorm < .9 * norm;
                if (!within && !(nextValue <= value + (Armijo * length * slope))) continue;
                if (nextValue == value && nextNorm >= norm) return false;
                (x, next, gradient, nextGradient) = (next, x, nextGradient, gradient);
                (value, norm) = (nextValue, nextNorm);
                return true;
            }
            return false;
        }

        Minimum Result(StopReason reason) =>
            new(x, value, norm, iteration, evaluations, reason, double.NaN, Minimum.Gap(norm, objective.StrongConvexity));
    }

    /// <summary>Preconditioned conjugate gradients on H·s = −g.</summary>
    private sealed class ConjugateGradients(CurvedObjective objective, int n)
    {
        private readonly double[] _residual = new double[n], _solved = new double[n], _direction = new double[n], _product = new double[n];

        /// <returns>Products with the Hessian.</returns>
        public int Solve(double[] gradient, double tolerance, double[] step)
        {
            Array.Clear(step);
            for (int i = 0; i < n; i++) _residual[i] = -gradient[i];
            objective.Precondition(_residual, _solved);
            _solved.CopyTo(_direction, 0);
            double target = tolerance * DampedNewton.Norm(gradient), size = DoubleVectors.Dot(_residual, _solved);
            int products = 0;
            while (products < MostProducts)
            {
                objective.HessianTimes(_direction, _product);
                products++;
                double curvature = DoubleVectors.Dot(_direction, _product);
                if (!(curvature > 0) || !double.IsFinite(curvature)) break;   // rounding; what is there descends already
                double length = size / curvature;
                DoubleVectors.AddScaled(length, _direction, step);
                DoubleVectors.AddScaled(-length, _product, _residual);
                if (DampedNewton.Norm(_residual) <= target) break;
                objective.Precondition(_residual, _solved);
                double nextSize = DoubleVectors.Dot(_residual, _solved), share = nextSize / size;
                size = nextSize;
                for (int i = 0; i < n; i++) _direction[i] = _solved[i] + (share * _direction[i]);
            }
            return products;
        }
    }
}
