using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// The weights on the simplex that maximise the mean log-likelihood of a mixture of few given components. Convex; steps of
/// expectation and maximisation to start, Newton steps among the weights above 0 to finish.
/// </summary>
internal static class MixtureWeights
{
    private const int FirstSteps = 20, MostSteps = 200;
    private const double Exact = 1e-12;

    /// <summary>The optimum.</summary>
    /// <param name="Weights">At least 0, of sum 1.</param>
    /// <param name="Gap">max_j g_j − 1 ≥ 0 with g_j = mean of a_ij / Σ_l w_l·a_il: the mean negative log-likelihood is no further than that above its minimum.</param>
    /// <param name="Looks">Passes over the rows.</param>
    public sealed record Optimum(double[] Weights, double Gap, int Looks)
    {
        /// <summary>As exact as arithmetic allows.</summary>
        public bool Converged => Gap <= 1e-9;
    }

    /// <summary>Finds it.</summary>
    /// <param name="likelihoods">N×M, row-major: each component's likelihood of each row, up to a factor per row; at least 0, some above 0.</param>
    /// <param name="components">M.</param>
    /// <param name="rows">For the weights of rows.</param>
    public static Optimum Solve(double[] likelihoods, int components, CalibrationRows rows)
    {
        int m = components, looks = 0;
        double[] w = new double[m], next = new double[m], gains = new double[m], nextGains = new double[m], hessian = new double[m * m], nextHessian = new double[m * m];
        Array.Fill(w, 1.0 / m);
        double value = Look(w, gains, hessian), best = double.PositiveInfinity;
        double[] kept = [.. w];
        for (int step = 0; step < MostSteps; step++)
        {
            double gap = gains.Max() - 1;
            if (gap < best)
            {
                best = gap;
                w.CopyTo(kept, 0);
            }
            if (best <= Exact) break;
            if (step < FirstSteps || !Newton())
            {
                for (int j = 0; j < m; j++) next[j] = w[j] * gains[j];   // never worse (Dempster, Laird & Rubin, 1977)
                Normalise(next);
                if (next.AsSpan().SequenceEqual(w)) break;
                Accept(Look(next, nextGains, nextHessian));
            }
        }
        return new(kept, Math.Max(0, best), looks);

        // One step among the weights above 0 and those that want to be; no further than to the border, and only where the value falls.
        bool Newton()
        {
            List<int> free = [.. Enumerable.Range(0, m).Where(j => w[j] > 0 || gains[j] > 1 + Exact)];
            double[]? d = Direction(free);
            // A weight of 0 that the others' step would push below 0 stays out, or no step had any length.
            while (d is not null && free.FindIndex(j => w[j] == 0 && d[j] < 0) is >= 0 and int blocked)
            {
                free.RemoveAt(blocked);
                d = Direction(free);
            }
            if (d is null) return false;
            double length = 1;
            int border = -1;
            for (int j = 0; j < m; j++)
            {
                if (d[j] < 0 && w[j] + (length * d[j]) < 0) (length, border) = (w[j] / -d[j], j);
            }
            for (int halving = 0; halving < 40; halving++, length *= .5, border = -1)
            {
                for (int j = 0; j < m; j++) next[j] = j == border ? 0 : Math.Max(0, w[j] + (length * d[j]));
                Normalise(next);
                double found = Look(next, nextGains, nextHessian);
                if (!(found <= value) || (found == value && nextGains.Max() >= gains.Max())) continue;
                Accept(found);
                return true;
            }
            return false;
        }

        double[]? Direction(List<int> free)
        {
            int f = free.Count;
            if (f < 2) return null;
            // Without the last free weight, which is 1 less the others: d = Σ d_a (e_a − e_last).
            int last = free[^1];
            var reduced = new double[(f - 1) * (f - 1)];
            var direction = new double[f - 1];
            for (int a = 0; a < f - 1; a++)
            {
                direction[a] = gains[free[a]] - gains[last];
                for (int b = 0; b <= a; b++)
                    reduced[(a * (f - 1)) + b] = H(free[a], free[b]) - H(free[a], last) - H(free[b], last) + H(last, last);
            }
            double trace = 0;
            for (int a = 0; a < f - 1; a++) trace += reduced[(a * (f - 1)) + a];
            for (int a = 0; a < f - 1; a++) reduced[(a * (f - 1)) + a] += 1e-13 * trace;
            if (!Cholesky.TryFactor(reduced, f - 1, out Cholesky? factor, out _, out _)) return null;
            factor.Solve(direction);
            var d = new double[m];
            for (int a = 0; a < f - 1; a++)
            {
                d[free[a]] = direction[a];
                d[last] -= direction[a];
            }
            return d;
        }

        double H(int a, int b) => a >= b ? hessian[(a * m) + b] : hessian[(b * m) + a];

        void Accept(double found)
        {
            value = found;
            (w, next) = (next, w);
            (gains, nextGains) = (nextGains, gains);
            (hessian, nextHessian) = (nextHessian, hessian);
        }

        double Look(double[] weights, double[] g, double[] h)
        {
            looks++;
            double sum = 0;
            Array.Clear(g);
            Array.Clear(h);
            for (int i = 0; i < rows.Count; i++)
            {
                ReadOnlySpan<double> row = likelihoods.AsSpan(i * m, m);
                double share = rows.Weight(i) / rows.Total, mixed = DoubleVectors.Dot(weights, row);
                sum -= share * Math.Log(mixed);
                for (int a = 0; a < m; a++)
                {
                    double part = row[a] / mixed;
                    g[a] += share * part;
                    for (int b = 0; b <= a; b++) h[(a * m) + b] += share * part * (row[b] / mixed);
                }
            }
            return sum;
        }
    }

    private static void Normalise(double[] weights)
    {
        double sum = 0;
        foreach (double weight in weights) sum += weight;
        for (int j = 0; j < weights.Length; j++) weights[j] /= sum;
    }
}
