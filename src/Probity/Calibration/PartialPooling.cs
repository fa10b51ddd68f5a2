using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// Parameters of many groups, each drawn towards a common one as far as the group's rows leave it open (empirical Bayes):
/// θ_g ~ N(μ, diag τ²), estimated by penalised quasi-likelihood (Breslow &amp; Clayton, JASA 1993).
/// </summary>
/// <remarks>
/// In turn, until nothing moves: each group's working estimate y_g = θ_g + I_g⁻¹·score with its covariance I_g⁻¹; each τ² from
/// these by Paule &amp; Mandel (1982), the root of Σ(y − ȳ)²/(v + τ²) = G − 1, and 0 where there is none; μ by generalised least
/// squares; θ_g by Newton's method on the group's likelihood with the prior. With τ² = 0 all groups get the common estimate.
/// </remarks>
internal sealed class PartialPooling
{
    private const int MostRounds = 100;

    private PartialPooling(int groups, double[] mean, double[] variance)
    {
        Mean = mean;
        Variance = variance;
        Estimates = new double[groups * mean.Length];
        Own = new double[groups * mean.Length];
        OwnErrors = new double[groups * mean.Length];
    }

    /// <summary>Negative log-likelihood of a group's rows at parameters, with its gradient and the expected information (row-major).</summary>
    public delegate double Likelihood(int group, ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> information);

    /// <summary>μ, what a group that was never seen gets.</summary>
    public double[] Mean { get; }

    /// <summary>τ² of every parameter.</summary>
    public double[] Variance { get; }

    /// <summary>G×P: every group's parameters, shrunk.</summary>
    public double[] Estimates { get; }

    /// <summary>G×P: what the group's rows alone would say; the common one where they do not bound it.</summary>
    public double[] Own { get; }

    /// <summary>G×P: standard errors of <see cref="Own"/>; 0 where the group's rows do not bound it.</summary>
    public double[] OwnErrors { get; }

    public int Rounds { get; private set; }

    public bool Converged { get; private set; }

    /// <summary>How far a group's estimate is from exact at most, in its standard deviations: the largest Newton decrement.</summary>
    public double Gradient { get; private set; }

    /// <summary>Fits.</summary>
    /// <param name="groups">G.</param>
    /// <param name="common">Estimate of all rows as one group: one parameter or two.</param>
    /// <param name="likelihood">May be called from several threads, for different groups.</param>
    public static PartialPooling Fit(int groups, double[] common, Likelihood likelihood)
    {
        int size = common.Length;
        var pooled = new PartialPooling(groups, [.. common], new double[size]);
        for (int g = 0; g < groups; g++) common.CopyTo(pooled.Estimates.AsSpan(g * size));
        double[] scores = new double[groups * size], information = new double[groups * size * size], gradients = new double[groups];
        while (!pooled.Converged && pooled.Rounds++ < MostRounds)
        {
            RowRanges.For(groups, 1, (g, _, _) =>
                likelihood(g, pooled.Estimates.AsSpan(g * size, size), scores.AsSpan(g * size, size), information.AsSpan(g * size * size, size * size)));
            double moved = pooled.Between(scores, information) + pooled.Centre(scores, information);
            RowRanges.For(groups, 1, (g, _, _) => gradients[g] = pooled.Shrink(g, likelihood));
            pooled.Converged = moved <= 1e-8;
        }
        pooled.Gradient = gradients.Max();
        RowRanges.For(groups, 1, (g, _, _) => pooled.Alone(g, likelihood));
        return pooled;
    }

    /// <summary>Paule and Mandel's τ²: the root of a falling function, or 0.</summary>
    /// <param name="estimates">One a group.</param>
    /// <param name="variances">Of the estimates, positive.</param>
    internal static double BetweenVariance(ReadOnlySpan<double> estimates, ReadOnlySpan<double> variances)
    {
        if (estimates.Length < 2 || Excess(estimates, variances, 0) <= 0) return 0;
        double low = 0, high = variances[0];
        while (Excess(estimates, variances, high) > 0) (low, high) = (high, 4 * high);
        for (int halving = 0; halving < 200; halving++)
        {
            double middle = .5 * (low + high);
            if (!(middle > low && middle < high)) break;
            if (Excess(estimates, variances, middle) > 0) low = middle;
            else high = middle;
        }
        return .5 * (low + high);

        static double Excess(ReadOnlySpan<double> estimates, ReadOnlySpan<double> variances, double between)
        {
            double weights = 0, sum = 0, spread = 0;
            for (int g = 0; g < estimates.Length; g++)
            {
                double weight = 1 / (variances[g] + between);
                weights += weight;
                sum += weight * estimates[g];
            }
            double mean = sum / weights;
            for (int g = 0; g < estimates.Length; g++) spread += (estimates[g] - mean) * (estimates[g] - mean) / (variances[g] + between);
            return spread - (estimates.Length - 1);
        }
    }

    /// <returns>How far the deviations moved.</returns>
    private double Between(double[] gradients, double[] information)
    {
        int size = Mean.Length, groups = Estimates.Length / size;
        double moved = 0;
        for (int p = 0; p < size; p++)
        {
            List<double> estimates = [], variances = [];
            for (int g = 0; g < groups; g++)
            {
                ReadOnlySpan<double> own = information.AsSpan(g * size * size, size * size), gradient = gradients.AsSpan(g * size, size);
                double step, variance;
                if (size == 1)
                {
                    variance = 1 / own[0];
                    step = -gradient[0] * variance;
                }
                else
                {
                    double determinant = (own[0] * own[3]) - (own[1] * own[2]);
                    if (!(determinant > 1e-12 * own[0] * own[3])) continue;   // its rows do not tell the two apart
                    variance = own[3 - (3 * p)] / determinant;
                    step = -((own[3 - (3 * p)] * gradient[p]) - (own[1] * gradient[1 - p])) / determinant;
                }
                if (!double.IsFinite(step) || !double.IsFinite(variance) || !(variance > 0)) continue;
                estimates.Add(Estimates[(g * size) + p] + step);
                variances.Add(variance);
            }
            double between = BetweenVariance([.. estimates], [.. variances]);
            moved = Math.Max(moved, Math.Abs(Math.Sqrt(between) - Math.Sqrt(Variance[p])));
            Variance[p] = between;
        }
        return moved;
    }

    /// <summary>μ = (ΣW)⁻¹·ΣW·y with W = (I⁻¹ + diag τ²)⁻¹, written so that no information need be invertible.</summary>
    /// <returns>How far μ moved; +∞ where it could not be told where to.</returns>
    private double Centre(double[] gradients, double[] information)
    {
        int size = Mean.Length, groups = Estimates.Length / size;
        double[] sum = new double[size * size], right = new double[size];
        Span<double> part = stackalloc double[4], weight = stackalloc double[4];
        for (int g = 0; g < groups; g++)
        {
            // (1 + I·D)⁻¹, then W = that·I and W·y = W·θ + that·score.
            ReadOnlySpan<double> own = information.AsSpan(g * size * size, size * size);
            if (size == 1)
            {
                part[0] = 1 / (1 + (own[0] * Variance[0]));
            }
            else
            {
                double a = 1 + (own[0] * Variance[0]), b = own[1] * Variance[1], c = own[2] * Variance[0], d = 1 + (own[3] * Variance[1]), determinant = (a * d) - (b * c);
                (part[0], part[1], part[2], part[3]) = (d / determinant, -b / determinant, -c / determinant, a / determinant);
            }
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    weight[(i * size) + j] = 0;
                    for (int k = 0; k < size; k++) weight[(i * size) + j] += part[(i * size) + k] * own[(k * size) + j];
                    sum[(i * size) + j] += weight[(i * size) + j];
                    right[i] += (weight[(i * size) + j] * (Estimates[(g * size) + j] - Mean[j])) - (part[(i * size) + j] * gradients[(g * size) + j]);
                }
            }
        }
        double moved = 0;
        double[] step = [.. right];
        if (!Cholesky.TryFactor(sum, size, out var factor, out _, out _)) return double.PositiveInfinity;   // no step, and no proof that none is needed
        factor.Solve(step);
        for (int p = 0; p < size; p++)
        {
            if (!double.IsFinite(step[p])) return double.PositiveInfinity;
            step[p] = Math.Clamp(step[p], -1, 1);
            moved = Math.Max(moved, Math.Abs(step[p]));
        }
        for (int p = 0; p < size; p++) Mean[p] += step[p];
        return moved;
    }

    /// <summary>The group's estimate under the prior, in units u of the prior's deviation: strongly convex there, and τ = 0 needs no case of its own.</summary>
    /// <returns>The Newton decrement.</returns>
    private double Shrink(int group, Likelihood likelihood)
    {
        int size = Mean.Length;
        double[] deviation = [.. Variance.Select(Math.Sqrt)], start = new double[size], at = new double[size];
        for (int p = 0; p < size; p++) start[p] = deviation[p] == 0 ? 0 : (Estimates[(group * size) + p] - Mean[p]) / deviation[p];
        Minimum found = DampedNewton.Minimize(Objective, start, new MinimumOptions(1e-10));
        for (int p = 0; p < size; p++) Estimates[(group * size) + p] = Mean[p] + (deviation[p] * found.Point[p]);
        return double.IsNaN(found.NewtonDecrement) ? found.GradientNorm : found.NewtonDecrement;

        double Objective(ReadOnlySpan<double> u, Span<double> gradient, Span<double> hessian)
        {
            for (int p = 0; p < size; p++) at[p] = Mean[p] + (deviation[p] * u[p]);
            double value = likelihood(group, at, gradient, hessian);
            for (int p = 0; p < size; p++)
            {
                value += .5 * u[p] * u[p];
                gradient[p] = (deviation[p] * gradient[p]) + u[p];
                for (int q = 0; q < size; q++) hessian[(p * size) + q] = (deviation[p] * deviation[q] * hessian[(p * size) + q]) + (p == q ? 1 : 0);
            }
            return value;
        }
    }

    /// <summary>What the group would say alone.</summary>
    private void Alone(int group, Likelihood likelihood)
    {
        const double furthest = 5;   // of a logarithm or of log-odds: beyond, the rows bound nothing
        int size = Mean.Length;
        Span<double> own = Own.AsSpan(group * size, size), errors = OwnErrors.AsSpan(group * size, size);
        Mean.CopyTo(own);
        double[] gradient = new double[size], information = new double[size * size];
        likelihood(group, Mean, gradient, information);
        double scale = Math.Max(1e-300, Enumerable.Range(0, size).Sum(p => information[p * (size + 1)]));
        Minimum found = DampedNewton.Minimize(
            (x, g, h) =>
            {
                double value = likelihood(group, x, g, h) / scale;
                foreach (ref double entry in g) entry /= scale;
                foreach (ref double entry in h) entry /= scale;
                return value;
            },
            Mean, new MinimumOptions(1e-8, 60));
        for (int p = 0; p < size; p++)
        {
            if (!(Math.Abs(found.Point[p] - Mean[p]) < furthest)) return;
        }
        if (!found.Converged && !(found.GradientNorm <= 1e-6)) return;
        likelihood(group, found.Point, gradient, information);
        double determinant = size == 1 ? information[0] : (information[0] * information[3]) - (information[1] * information[2]);
        for (int p = 0; p < size; p++)
        {
            double error = Math.Sqrt((size == 1 ? 1 : information[3 - (3 * p)]) / determinant);
            if (!(error > 0 && error < 2 * furthest)) return;
        }
        for (int p = 0; p < size; p++)
        {
            own[p] = found.Point[p];
            errors[p] = Math.Sqrt((size == 1 ? 1 : information[3 - (3 * p)]) / determinant);
        }
    }
}
