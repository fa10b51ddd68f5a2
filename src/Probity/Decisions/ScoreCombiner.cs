using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// Joins several scores into one log-odds that an answer is right: logistic regression in which no score may count against the answer,
/// w·(s − mean)/deviation + b with every w ≥ 0.
/// </summary>
/// <remarks>
/// The sign is what each score is for: a confidence that counted against its answer on some rows would do so by chance or by leaning on another
/// score, and break where the rows change. A ridge penalty ½Σ(w − ½)² stands beside the sum of the losses, so that separable rows
/// have a finite optimum, and few errors leave every score its say; half an average row of each outcome holds the constant. Projected Newton (Bertsekas, SIAM J. Control 20, 1982): convex, so
/// the certificate says how exact it is. Thread-safe: immutable. Certify a promise on other rows than it was fitted on.
/// </remarks>
public sealed class ScoreCombiner
{
    private const int MostSteps = 200;
    private const double Exact = 1e-9, Expected = .5;   // the latter a weight, before any row

    private readonly double[] _means, _deviations, _weights;

    private ScoreCombiner(string[] names, double[] means, double[] deviations, double[] weights, double intercept, FitDiagnostics diagnostics)
    {
        (Names, _means, _deviations, _weights, Intercept) = (names, means, deviations, weights, intercept);
        Diagnostics = diagnostics;
    }

    /// <summary>What the scores are called, S of them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Log-odds gained by one standard deviation of each score; 0 where it adds nothing to the others.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Of the fitting rows, by which scores are centred.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Of the fitting rows; 0 for a score that was the same on all, which does not count.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Log-odds where every score is at its mean.</summary>
    public double Intercept { get; }

    /// <summary>How the fit went; the gradient is the projected one of the mean objective.</summary>
    public FitDiagnostics Diagnostics { get; }

    /// <summary>Fits.</summary>
    /// <param name="names">S names.</param>
    /// <param name="scores">N×S finite scores, row-major, higher = more to be trusted.</param>
    /// <param name="right">N outcomes.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, or a score is not finite.</exception>
    public static ScoreCombiner Fit(IReadOnlyList<string> names, ReadOnlySpan<double> scores, ReadOnlySpan<bool> right)
    {
        ArgumentNullException.ThrowIfNull(names);
        Require.InRange(names.Count, 1, 64, nameof(names));
        int columns = names.Count, rows = right.Length;
        Require.SomeRows(rows, nameof(right));
        Require.SameRows(scores.Length / columns, rows, nameof(scores), nameof(right));
        Require.Rows(scores.Length, columns, nameof(scores));
        int bad = IndexOfNotFinite(scores);
        if (bad >= 0) throw new ArgumentException($"scores: row {bad / columns}, {names[bad % columns]} is {scores[bad]}; a score must be finite");

        double[] means = new double[columns], deviations = new double[columns], standard = scores.ToArray();
        Standardise(standard, means, deviations);
        var problem = new Problem(standard, right.ToArray(), columns);
        (double[] point, double gradient, int passes) = problem.Solve();
        for (int j = 0; j < columns; j++) point[j] = deviations[j] > 0 ? point[j] : 0;
        int rightRows = right.Count(true);
        string[] warnings = rightRows == 0 || rightRows == rows
            ? [Invariant($"all {rows:N0} answers are {(rightRows == 0 ? "wrong" : "right")}: the scores cannot be told what a {(rightRows == 0 ? "right" : "wrong")} one looks like")]
            : [];
        double share = (rightRows + 1.0) / (rows + 2);
        double before = -((rightRows * Math.Log(share)) + ((rows - rightRows) * Math.Log(1 - share))) / rows;
        var diagnostics = new FitDiagnostics(rows, passes, gradient <= Exact, gradient, before, problem.Loss(point), warnings);
        return new ScoreCombiner([.. names], means, deviations, point[..columns], point[columns], diagnostics);
    }

    /// <exception cref="ArgumentException">Not S finite numbers each, or a weight or deviation below 0.</exception>
    internal static ScoreCombiner Restore(string[] names, double[] means, double[] deviations, double[] weights, double intercept, FitDiagnostics diagnostics)
    {
        if (means.Length != names.Length || deviations.Length != names.Length || weights.Length != names.Length)
            throw new ArgumentException($"{names.Length} scores with {means.Length} means, {deviations.Length} deviations and {weights.Length} weights");
        if (IndexOfNotFinite([.. means, .. deviations, .. weights, intercept]) >= 0) throw new ArgumentException("a number of the combined scores is not finite");
        if (deviations.Any(deviation => deviation < 0) || weights.Any(weight => weight < 0)) throw new ArgumentException("a deviation or weight of a combined score is below 0");
        return new ScoreCombiner(names, means, deviations, weights, intercept, diagnostics);
    }

    /// <summary>Log-odds that an answer is right.</summary>
    /// <param name="scores">S scores of one row, in the order of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">Another number of scores.</exception>
    public double LogOdds(ReadOnlySpan<double> scores)
    {
        if (scores.Length != _weights.Length) throw new ArgumentException($"scores: {scores.Length} but {_weights.Length} were fitted");
        double sum = Intercept;
        for (int j = 0; j < scores.Length; j++) sum += Part(scores[j], j);
        return sum;
    }

    /// <summary>What one score adds to the log-odds of an average row.</summary>
    /// <param name="score">Its value.</param>
    /// <param name="column">Which one.</param>
    public double Part(double score, int column) => _deviations[column] > 0 ? _weights[column] * ((score - _means[column]) / _deviations[column]) : 0;

    private static int IndexOfNotFinite(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) return i;
        }
        return -1;
    }

    private static void Standardise(Span<double> scores, Span<double> means, Span<double> deviations)
    {
        int columns = means.Length, rows = scores.Length / columns;
        for (int i = 0; i < scores.Length; i++) means[i % columns] += scores[i] / rows;   // divided first: sums of huge scores would overflow
        Span<double> largest = stackalloc double[columns];
        largest.Clear();
        for (int i = 0; i < scores.Length; i++) largest[i % columns] = Math.Max(largest[i % columns], Math.Abs(scores[i] - means[i % columns]));
        for (int j = 0; j < columns; j++)
        {
            // A spread within rounding of the mean is none.
            if (!(largest[j] > 1e-12 * Math.Abs(means[j])) || !double.IsFinite(largest[j])) largest[j] = 0;
        }
        for (int i = 0; i < scores.Length; i++)
        {
            int j = i % columns;
            double part = largest[j] > 0 ? (scores[i] - means[j]) / largest[j] : 0;
            deviations[j] += part * part / rows;
        }
        for (int j = 0; j < columns; j++) deviations[j] = Math.Sqrt(deviations[j]) * largest[j];
        for (int i = 0; i < scores.Length; i++)
        {
            int j = i % columns;
            scores[i] = deviations[j] > 0 ? (scores[i] - means[j]) / deviations[j] : 0;
        }
    }

    /// <summary>Mean loss with its penalty, in standardised scores; the constant is the last coordinate.</summary>
    private sealed class Problem(double[] scores, bool[] right, int columns)
    {
        private readonly int _size = columns + 1;

        public (double[] Point, double Gradient, int Passes) Solve()
        {
            double[] x = new double[_size], gradient = new double[_size], hessian = new double[_size * _size], next = new double[_size];
            int rightRows = right.AsSpan().Count(true), passes = 1;
            x[columns] = Math.Log((rightRows + .5) / (right.Length - rightRows + .5));
            double value = Evaluate(x, gradient, hessian), left = double.PositiveInfinity;
            for (int step = 0; step < MostSteps; step++)
            {
                left = Projected(x, gradient);
                if (left <= Exact / 100) break;
                // Those at their bound that would go below it stay; the others take Newton's step.
                int[] free = [.. Enumerable.Range(0, _size).Where(j => j == columns || x[j] > 0 || gradient[j] < 0)];
                double[] direction = Newton(gradient, hessian, free);
                bool moved = false;
                for (double length = 1; length > 1e-12 && !moved; length /= 2)
                {
                    for (int j = 0; j < _size; j++) next[j] = j < columns ? Math.Max(0, x[j] + (length * direction[j])) : x[j] + (length * direction[j]);
                    double slope = 0;
                    for (int j = 0; j < _size; j++) slope += gradient[j] * (next[j] - x[j]);
                    double there = Evaluate(next, null, null);
                    passes++;
                    // Next to the optimum values differ by rounding only.
                    moved = there <= value + (1e-4 * Math.Min(0, slope)) + (1e-15 * Math.Abs(value));
                }
                if (!moved) break;
                bool same = x.AsSpan().SequenceEqual(next);
                next.CopyTo(x, 0);
                value = Evaluate(x, gradient, hessian);
                passes++;
                if (same) break;
            }
            return (x, Projected(x, gradient), passes);
        }

        /// <summary>Without the penalty.</summary>
        public double Loss(double[] x)
        {
            double penalty = 0;
            for (int j = 0; j < columns; j++) penalty += (x[j] - Expected) * (x[j] - Expected) / (2.0 * right.Length);
            return Evaluate(x, null, null) - penalty - Prior(x[columns], null, null);
        }

        private double Projected(double[] x, double[] gradient)
        {
            double sum = 0;
            for (int j = 0; j < _size; j++)
            {
                double entry = j < columns && x[j] <= 0 ? Math.Min(0, gradient[j]) : gradient[j];
                sum += entry * entry;
            }
            return Math.Sqrt(sum);
        }

        private double[] Newton(double[] gradient, double[] hessian, int[] free)
        {
            int n = free.Length;
            var part = new double[n * n];
            var step = new double[n];
            var direction = new double[_size];
            for (double damping = 1e-14; damping < 1e30; damping *= 100)
            {
                for (int r = 0; r < n; r++)
                {
                    for (int c = 0; c <= r; c++) part[(r * n) + c] = hessian[(free[r] * _size) + free[c]];
                    part[(r * n) + r] += damping * (part[(r * n) + r] + 1e-300);
                    step[r] = -gradient[free[r]];
                }
                if (!Cholesky.TryFactor(part, n, out Cholesky? factor, out _, out _)) continue;
                factor.Solve(step);
                for (int r = 0; r < n; r++) direction[free[r]] = step[r];
                break;
            }
            return direction;
        }

        /// <summary>Half a row of each outcome at average scores: without it there would be no optimum where all answers are right, or wrong.</summary>
        private double Prior(double constant, double[]? gradient, double[]? hessian)
        {
            double e = Math.Exp(-Math.Abs(constant)), share = (constant >= 0 ? 1 : e) / (1 + e);
            if (gradient is not null) gradient[columns] += (share - .5) / right.Length;
            if (hessian is not null) hessian[(_size * _size) - 1] += share * (1 - share) / right.Length;
            return .5 * (Elementary.Softplus(constant) + Elementary.Softplus(-constant)) / right.Length;
        }

        private double Evaluate(double[] x, double[]? gradient, double[]? hessian)
        {
            int rows = right.Length, length = RowRanges.Length(columns), sums = 1 + _size + (_size * _size);
            var partial = new double[RowRanges.Count(rows, length) * sums];
            RowRanges.For(rows, length, (range, from, to) =>
            {
                Span<double> sum = partial.AsSpan(range * sums, sums), g = sum.Slice(1, _size), h = sum[(1 + _size)..];
                for (int i = from; i < to; i++)
                {
                    ReadOnlySpan<double> row = scores.AsSpan(i * columns, columns);
                    double z = x[columns];
                    for (int j = 0; j < columns; j++) z += x[j] * row[j];
                    sum[0] += Elementary.Softplus(right[i] ? -z : z);
                    if (gradient is null) continue;
                    double e = Math.Exp(-Math.Abs(z)), share = (z >= 0 ? 1 : e) / (1 + e), other = (z >= 0 ? e : 1) / (1 + e);
                    double error = right[i] ? -other : share, curvature = share * other;
                    for (int j = 0; j < columns; j++)
                    {
                        g[j] += error * row[j];
                        double along = curvature * row[j];
                        for (int k = 0; k <= j; k++) h[(j * _size) + k] += along * row[k];
                        h[(columns * _size) + j] += along;
                    }
                    g[columns] += error;
                    h[(columns * _size) + columns] += curvature;
                }
            });
            double value = 0;
            gradient?.AsSpan().Clear();
            hessian?.AsSpan().Clear();
            for (int range = 0; range < partial.Length / sums; range++)
            {
                ReadOnlySpan<double> sum = partial.AsSpan(range * sums, sums);
                value += sum[0] / rows;
                for (int j = 0; gradient is not null && j < _size; j++) gradient[j] += sum[1 + j] / rows;
                for (int j = 0; hessian is not null && j < _size * _size; j++) hessian[j] += sum[1 + _size + j] / rows;
            }
            for (int j = 0; j < columns; j++)
            {
                value += (x[j] - Expected) * (x[j] - Expected) / (2.0 * rows);
                if (gradient is not null) gradient[j] += (x[j] - Expected) / rows;
                if (hessian is not null) hessian[(j * _size) + j] += 1.0 / rows;
            }
            return value + Prior(x[columns], gradient, hessian);
        }
    }
}
