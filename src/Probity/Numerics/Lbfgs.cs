namespace Probity.Numerics;

/// <summary>
/// Limited-memory BFGS (Liu &amp; Nocedal, Math. Programming 1989) with a line search for the strong Wolfe conditions
/// (Nocedal &amp; Wright, 2006, algorithms 3.5 and 3.6), for smooth problems too large for a Hessian.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double Armijo = 1e-4;
    private const double Curvature = .9;
    private const int MostTrials = 40;

    /// <summary>Value and gradient at x.</summary>
    public delegate double Objective(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Minimises.</summary>
    /// <param name="objective">Smooth; where it is not finite it counts as too far.</param>
    /// <param name="start">n finite values.</param>
    /// <param name="options">When to stop.</param>
    public static Minimum Minimize(Objective objective, ReadOnlySpan<double> start, MinimumOptions options)
    {
        options.Check(start);
        int n = start.Length, iteration = 0;
        var line = new Line(objective, start);
        if (!line.StartIsFinite) return Result(StopReason.StartNotFinite);

        var history = new History(n);
        var direction = new double[n];
        while (true)
        {
            double size = DampedNewton.Norm(line.Gradient);
            if (size <= options.GradientTolerance) return Result(StopReason.GradientSmall);
            if (iteration == options.MaximumIterations) return Result(StopReason.IterationsExhausted);
            if (line.Value < -1e300) return Result(StopReason.Unbounded);

            bool steepest = history.Count == 0;
            history.Direction(line.Gradient, direction);
            if (!line.Search(direction, steepest ? Math.Min(1, 1 / size) : 1))
            {
                if (steepest) return Result(StopReason.NoFurtherDescent);
                history.Clear();   // a memory that leads nowhere is forgotten once before giving up
                continue;
            }
            history.Add(line.X, line.NextX, line.Gradient, line.NextGradient);
            line.Accept();
            iteration++;
        }

        Minimum Result(StopReason reason)
        {
            double norm = DampedNewton.Norm(line.Gradient);
            return new(line.X, line.Value, norm, iteration, line.Evaluations, reason, double.NaN, Minimum.Gap(norm, options.StrongConvexity));
        }
    }

    /// <summary>The last few steps and changes of the gradient, and the product of the inverse Hessian they imply.</summary>
    private sealed class History(int n)
    {
        private readonly double[][] _steps = [.. Enumerable.Range(0, Memory).Select(_ => new double[n])];
        private readonly double[][] _changes = [.. Enumerable.Range(0, Memory).Select(_ => new double[n])];
        private readonly double[] _products = new double[Memory];
        private readonly double[] _alphas = new double[Memory];
        private int _next;

        public int Count { get; private set; }

        public void Clear() => Count = 0;

        public void Add(double[] x, double[] nextX, double[] gradient, double[] nextGradient)
        {
            double[] step = _steps[_next], change = _changes[_next];
            for (int i = 0; i < n; i++)
            {
                step[i] = nextX[i] - x[i];
                change[i] = nextGradient[i] - gradient[i];
            }
            double product = DoubleVectors.Dot(step, change);
            // Without positive curvature the implied matrix would not be positive definite.
            if (!(product > 1e-14 * DampedNewton.Norm(step) * DampedNewton.Norm(change)) || double.IsInfinity(product)) return;
            _products[_next] = product;
            _next = (_next + 1) % Memory;
            Count = Math.Min(Count + 1, Memory);
        }

        /// <summary>−H⁻¹·g by the two-loop recursion.</summary>
        public void Direction(double[] gradient, double[] direction)
        {
            for (int i = 0; i < n; i++) direction[i] = -gradient[i];
            if (Count == 0) return;
            for (int k = 1; k <= Count; k++)
            {
                int at = (_next - k + Memory) % Memory;
                _alphas[at] = DoubleVectors.Dot(_steps[at], direction) / _products[at];
                DoubleVectors.AddScaled(-_alphas[at], _changes[at], direction);
            }
            int last = (_next - 1 + Memory) % Memory;
            double scale = _products[last] / DoubleVectors.Dot(_changes[last], _changes[last]);
            for (int i = 0; i < n; i++) direction[i] *= scale;
            for (int k = Count; k >= 1; k--)
            {
                int at = (_next - k + Memory) % Memory;
                double beta = DoubleVectors.Dot(_changes[at], direction) / _products[at];
                DoubleVectors.AddScaled(_alphas[at] - beta, _steps[at], direction);
            }
        }
    }

    /// <summary>The current point and the search along a line from it.</summary>
    private sealed class Line
    {
        private readonly Objective _objective;
        private double _nextValue;

        public Line(Objective objective, ReadOnlySpan<double> start)
        {
            _objective = objective;
            X = start.ToArray();
            Gradient = new double[start.Length];
            NextX = new double[start.Length];
            NextGradient = new double[start.Length];
            Value = objective(X, Gradient);
            Evaluations = 1;
        }

        public double[] X { get; private set; }

        public double[] Gradient { get; private set; }

        public double[] NextX { get; private set; }

        public double[] NextGradient { get; private set; }

        public double Value { get; private set; }

        public int Evaluations { get; private set; }

        public bool StartIsFinite => double.IsFinite(Value) && DampedNewton.AllFinite(Gradient);

        public void Accept()
        {
            (X, NextX) = (NextX, X);
            (Gradient, NextGradient) = (NextGradient, Gradient);
            Value = _nextValue;
        }

        /// <summary>
        /// Finds a step that satisfies the strong Wolfe conditions, or at least descends: first outward until a minimum is
        /// bracketed, then inside the bracket by safeguarded cubic interpolation.
        /// </summary>
        /// <returns>Whether <see cref="NextX"/> is a better point.</returns>
        public bool Search(double[] direction, double length)
        {
            double slope = DoubleVectors.Dot(Gradient, direction);
            if (!(slope < 0) || double.IsInfinity(slope)) return false;
            Trial low = new(0, Value, slope), high = default;
            bool bracketed = false;
            for (int trial = 0; trial < MostTrials; trial++)
            {
                if (!DampedNewton.Move(X, direction, length, NextX)) break;
                Trial now = Evaluate(direction, length);
                if (!double.IsFinite(now.Value))
                {
                    // Too far: back towards what is known to be fine.
                    high = now;
                    bracketed = true;
                    length = low.Length + .1 * (length - low.Length);
                    continue;
                }
                if (Math.Abs(now.Slope) <= -Curvature * slope && Descends(now, slope)) return true;

                if (!Descends(now, slope) || now.Value >= low.Value && low.Length > 0)
                {
                    high = now;
                    bracketed = true;
                }
                else
                {
                    // Lower than before. If it rises towards the far end the minimum lies between, else beyond.
                    if (now.Slope * (bracketed ? high.Length - low.Length : 1) >= 0)
                    {
                        high = low;
                        bracketed = true;
                    }
                    low = now;
                }
                length = bracketed ? Inside(low, high) : Math.Min(length * 4, 1e20);
                if (bracketed && Math.Abs(high.Length - low.Length) <= 1e-16 * Math.Abs(low.Length)) break;
            }

            // No Wolfe point; the lowest seen will do if it is lower at all.
            if (low.Length == 0) return false;
            DampedNewton.Move(X, direction, low.Length, NextX);
            return Evaluate(direction, low.Length).Value < Value;
        }

        // Next to the minimum values differ by rounding only, while slopes still tell (Hager & Zhang, 2005).
        private bool Descends(Trial now, double slope) =>
            now.Value <= Value + Armijo * now.Length * slope
            || now.Value <= Value && now.Slope <= (1 - 2 * Armijo) * -slope && Value - now.Value <= 1e-12 * Math.Abs(Value);

        private Trial Evaluate(double[] direction, double length)
        {
            _nextValue = _objective(NextX, NextGradient);
            Evaluations++;
            if (!double.IsFinite(_nextValue) || !DampedNewton.AllFinite(NextGradient)) return new(length, double.PositiveInfinity, double.NaN);
            return new(length, _nextValue, DoubleVectors.Dot(NextGradient, direction));
        }

        /// <summary>The minimum of the cubic through both ends, kept away from them; the middle where there is none.</summary>
        private static double Inside(Trial low, Trial high)
        {
            double width = high.Length - low.Length;
            double at = double.NaN;
            if (double.IsFinite(high.Value))
            {
                double d = low.Slope + high.Slope - 3 * (low.Value - high.Value) / (low.Length - high.Length);
                double root = Math.Sqrt(d * d - low.Slope * high.Slope) * Math.Sign(width);
                at = (root - d + high.Slope) / (high.Slope - low.Slope + 2 * root);   // as a share from high back to low
                at = 1 - at;
            }
            return low.Length + (double.IsFinite(at) ? Math.Clamp(at, .1, .9) : .5) * width;
        }

        private readonly record struct Trial(double Length, double Value, double Slope);
    }
}
