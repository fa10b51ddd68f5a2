using System.Numerics;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>The optimum of a logistic regression on a few features, with its certificate.</summary>
/// <param name="Coefficients">One a feature, in the features' own units.</param>
/// <param name="Intercept">0 where none was asked for.</param>
/// <param name="Gradient">Euclidean norm of the projected gradient of the mean loss, in units of standardised features.</param>
/// <param name="Passes">Passes over the rows.</param>
internal sealed record LogisticOptimum(double[] Coefficients, double Intercept, double Gradient, int Passes)
{
    private const double Exact = 1e-8;

    /// <summary>The conditions of Karush, Kuhn and Tucker hold, so that no other point is better: the problem is convex.</summary>
    public bool Converged => Gradient <= Exact;
}

/// <summary>
/// Logistic regression of binary outcomes on one to three features of a score, some with coefficients that must not be
/// negative: Newton's method with a line search on every face of the constraints in turn, until one satisfies the conditions of
/// Karush, Kuhn and Tucker.
/// </summary>
/// <remarks>
/// Features are centred (where there is an intercept) and brought to unit spread first, so that logits in the thousands and
/// thousandths are the same problem. A feature without spread says nothing: it keeps the coefficient that the caller names.
/// </remarks>
internal sealed class LogisticFit
{
    private const int MostSteps = 100, MostHalvings = 50;
    private const double SmallDecrement = 1e-6;   // from here on a full step squares the error, and the loss no longer shows it
    private const double LastDecrement = 1e-9;

    private readonly CalibrationRows _rows;
    private readonly double[] _targets, _weights;
    private readonly double[][] _features;
    private readonly double[] _centres, _spreads;
    private readonly bool _intercept;
    private int _passes;

    private LogisticFit(CalibrationRows rows, double[][] features, bool intercept, bool smoothed)
    {
        _rows = rows;
        _features = features;
        _intercept = intercept;
        (double low, double high) = smoothed ? SmoothedTargets(rows) : (0, 1);
        _targets = Array.ConvertAll(rows.Labels, label => label == 1 ? high : low);
        _weights = rows.Weights ?? [.. Enumerable.Repeat(1.0, rows.Count)];
        _centres = new double[features.Length];
        _spreads = new double[features.Length];
        for (int j = 0; j < features.Length; j++) Standardise(j);
    }

    /// <summary>Fits.</summary>
    /// <param name="rows">Labels and weights.</param>
    /// <param name="features">One column of finite values each; overwritten.</param>
    /// <param name="otherwise">The coefficient of each feature if it has no spread.</param>
    /// <param name="nonNegative">Which coefficients must be at least 0.</param>
    /// <param name="intercept">There is a constant.</param>
    /// <param name="smoothed">Platt's targets (n₁ + 1)/(n₁ + 2) and 1/(n₀ + 2) instead of 1 and 0; without them there need not be an optimum.</param>
    public static LogisticOptimum Solve(CalibrationRows rows, double[][] features, double[] otherwise, bool[] nonNegative, bool intercept, bool smoothed) =>
        new LogisticFit(rows, features, intercept, smoothed).Solve(otherwise, nonNegative);

    /// <summary>Sums of the weights of outcomes 0 and 1.</summary>
    public static (double Zeros, double Ones) Counts(CalibrationRows rows)
    {
        double ones = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows.Labels[i] == 1) ones += rows.Weight(i);
        }
        return (rows.Total - ones, ones);
    }

    /// <summary>Whether a threshold on a score parts the outcomes, ties at the threshold aside: then a steeper slope is always better. Not where there is one score only.</summary>
    public static bool Separated(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        double topZero = double.NegativeInfinity, bottomOne = double.PositiveInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            if (labels[i] == 1) bottomOne = Math.Min(bottomOne, scores[i]);
            else topZero = Math.Max(topZero, scores[i]);
        }
        return topZero < bottomOne || (topZero == bottomOne && scores.ContainsAnyExcept(topZero));
    }

    private static (double Low, double High) SmoothedTargets(CalibrationRows rows)
    {
        (double zeros, double ones) = Counts(rows);
        return (1 / (zeros + 2), (ones + 1) / (ones + 2));
    }

    private LogisticOptimum Solve(double[] otherwise, bool[] nonNegative)
    {
        int count = _features.Length;
        int[] constrained = [.. Enumerable.Range(0, count).Where(j => nonNegative[j] && _spreads[j] > 0)];
        double[] start = new double[count + 1], best = start;
        double violation = double.PositiveInfinity;
        start[count] = Start();
        // Few constraints, so few faces. Convex: the face whose optimum satisfies the conditions holds the optimum of all.
        foreach (int face in Enumerable.Range(0, 1 << constrained.Length).OrderBy(face => int.PopCount(face)))
        {
            int[] free = [.. Enumerable.Range(0, count).Where(j => _spreads[j] > 0 && !IsHeld(j)), .. _intercept ? (int[])[count] : []];
            (double[] point, double[] gradient) = OnFace(start, free);
            double violated = Violation(point, gradient);
            if (violated < violation) (best, violation) = (point, violated);
            if (violated <= 1e-9) break;

            bool IsHeld(int j) => Array.IndexOf(constrained, j) is >= 0 and int place && (face >> place & 1) == 1;
        }
        return Unscaled(best, violation, otherwise, nonNegative);

        // A negative coefficient counts as what it is in standardised units: far more than a gradient may be.
        double Violation(double[] point, double[] gradient)
        {
            double sum = 0;
            for (int j = 0; j <= count; j++)
            {
                bool signed = j < count && nonNegative[j];
                double entry = signed && point[j] <= 0 ? Math.Max(-gradient[j], -point[j]) : Math.Abs(gradient[j]);
                sum += entry > 0 ? entry * entry : 0;
            }
            return Math.Sqrt(sum);
        }
    }

    /// <summary>The minimum over the free coordinates, the others 0.</summary>
    private (double[] Point, double[] Gradient) OnFace(double[] start, int[] free)
    {
        int size = start.Length;
        double[] x = [.. start], gradient = new double[size], hessian = new double[size * size];
        double[] nextX = new double[size], nextGradient = new double[size], nextHessian = new double[size * size], step = new double[free.Length];
        double value = Evaluate(x, gradient, hessian);
        for (int i = 0; i < MostSteps && free.Length > 0; i++)
        {
            double decrement = Newton(gradient, hessian, free, step);
            if (decrement == 0) break;
            bool moved = false;
            double length = 1;
            for (int halving = 0; halving < MostHalvings && !moved; halving++, length /= 2)
            {
                x.CopyTo(nextX, 0);
                for (int k = 0; k < free.Length; k++) nextX[free[k]] += length * step[k];
                double next = Evaluate(nextX, nextGradient, nextHessian);
                moved = decrement <= SmallDecrement || next <= value - (1e-4 * length * decrement * decrement);
                if (moved) value = next;
            }
            if (!moved) break;
            (x, nextX, gradient, nextGradient, hessian, nextHessian) = (nextX, x, nextGradient, gradient, nextHessian, hessian);
            if (decrement <= LastDecrement) break;
        }
        return (x, gradient);
    }

    /// <returns>√(gᵀH⁻¹g) of the free coordinates.</returns>
    private static double Newton(double[] gradient, double[] hessian, int[] free, double[] step)
    {
        int size = gradient.Length, n = free.Length;
        var part = new double[n * n];
        for (double damping = 1e-14; damping < 1e30; damping *= 100)
        {
            for (int r = 0; r < n; r++)
            {
                for (int c = 0; c <= r; c++) part[(r * n) + c] = hessian[(free[r] * size) + free[c]];
                part[(r * n) + r] += damping * (part[(r * n) + r] + 1e-300);
                step[r] = -gradient[free[r]];
            }
            if (!Cholesky.TryFactor(part, n, out Cholesky? factor, out _, out _)) continue;
            factor.Solve(step);
            double square = 0;
            for (int r = 0; r < n; r++) square -= step[r] * gradient[free[r]];
            if (double.IsFinite(square) && square >= 0) return Math.Sqrt(square);
        }
        return 0;
    }

    /// <summary>Mean loss, gradient and Hessian (lower triangle) in standardised coordinates, the constant last.</summary>
    private double Evaluate(double[] x, double[] gradient, double[] hessian)
    {
        const int sums = 10;
        int count = _features.Length, length = RowRanges.Length(8);
        double[] empty = _features[0], first = empty, second = count > 1 ? _features[1] : empty;
        double a = x[0], b = count > 1 ? x[1] : 0, c = x[count];
        var partial = new double[RowRanges.Count(_rows.Count, length) * sums];
        RowRanges.For(_rows.Count, length, (range, from, to) =>
        {
            Vector<double> loss = default, g0 = default, g1 = default, g2 = default;
            Vector<double> h00 = default, h10 = default, h11 = default, h20 = default, h21 = default, h22 = default;
            for (int i = from; i < to; i += Vector<double>.Count)
            {
                Vector<double> u = At(first, i, to), v = At(second, i, to), weight = At(_weights, i, to), target = At(_targets, i, to);
                Vector<double> z = (a * u) + (b * v) + new Vector<double>(c), other = Vector<double>.One - target;
                Vector<double> e = Vector.Exp(-Vector.Abs(z)), inverse = Vector<double>.One / (Vector<double>.One + e), small = e * inverse;
                var positive = Vector.GreaterThanOrEqual(z, default);
                // Without digits lost where a row is all but certain: softplus(z) − z = softplus(−z).
                loss += weight * (Elementary.Log1P(e) + (Vector.ConditionalSelect(positive, other, -target) * z));
                Vector<double> error = weight * Vector.ConditionalSelect(positive, other - small, small - target), curvature = weight * small * inverse;
                g0 += error * u;
                g1 += error * v;
                g2 += error;
                Vector<double> cu = curvature * u, cv = curvature * v;
                h00 += cu * u;
                h10 += cu * v;
                h11 += cv * v;
                h20 += cu;
                h21 += cv;
                h22 += curvature;
            }
            ReadOnlySpan<double> all =
            [
                Vector.Sum(loss), Vector.Sum(g0), Vector.Sum(g1), Vector.Sum(g2),
                Vector.Sum(h00), Vector.Sum(h10), Vector.Sum(h11), Vector.Sum(h20), Vector.Sum(h21), Vector.Sum(h22),
            ];
            all.CopyTo(partial.AsSpan(range * sums));
        });
        _passes++;

        Span<double> total = stackalloc double[sums];
        total.Clear();
        for (int i = 0; i < partial.Length; i++) total[i % sums] += partial[i] / _rows.Total;
        int size = count + 1;
        gradient[0] = total[1];
        if (count > 1) gradient[1] = total[2];
        gradient[count] = _intercept ? total[3] : 0;
        hessian[0] = total[4];
        if (count > 1) (hessian[size], hessian[size + 1]) = (total[5], total[6]);
        hessian[count * size] = total[7];
        if (count > 1) hessian[(count * size) + 1] = total[8];
        hessian[(count * size) + count] = total[9];
        return total[0];
    }

    /// <summary>So many values as a vector holds, with zeros, which as weights count for nothing, from the end of the range on.</summary>
    private static Vector<double> At(double[] values, int at, int end)
    {
        if (at + Vector<double>.Count <= end) return new(values, at);
        Span<double> last = stackalloc double[Vector<double>.Count];
        last.Clear();
        values.AsSpan(at, end - at).CopyTo(last);
        return new(last);
    }

    private double Start()
    {
        if (!_intercept) return 0;
        (double zeros, double ones) = Counts(_rows);
        return Math.Log((ones + .5) / (zeros + .5));
    }

    private void Standardise(int j)
    {
        double[] values = _features[j];
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        double centre = 0, square = 0;
        if (largest == 0) return;
        for (int i = 0; i < values.Length; i++) centre += _rows.Weight(i) / _rows.Total * (values[i] / largest);
        if (!_intercept) centre = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double apart = values[i] / largest - centre;
            square += _rows.Weight(i) / _rows.Total * apart * apart;
        }
        double spread = Math.Sqrt(square);
        _centres[j] = centre * largest;
        // Equal values differ from their mean by its rounding.
        _spreads[j] = spread > 1e-14 * Math.Max(1, Math.Sqrt(values.Length)) ? spread * largest : 0;
        for (int i = 0; i < values.Length; i++) values[i] = _spreads[j] > 0 ? (values[i] - _centres[j]) / _spreads[j] : 0;
    }

    private LogisticOptimum Unscaled(double[] point, double violation, double[] otherwise, bool[] nonNegative)
    {
        int count = _features.Length;
        var coefficients = new double[count];
        double intercept = point[count];
        for (int j = 0; j < count; j++)
        {
            coefficients[j] = _spreads[j] > 0 ? point[j] / _spreads[j] : otherwise[j];
            if (nonNegative[j]) coefficients[j] = Math.Max(0, coefficients[j]);
            intercept -= coefficients[j] * _centres[j];
        }
        return new(coefficients, _intercept ? intercept : 0, violation, _passes);
    }
}
