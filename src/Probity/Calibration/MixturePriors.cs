using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// The class priors x that make unlabelled rows most likely: max Σᵢ ln Σₖ aᵢₖ·xₖ / n over x ≥ 0, Σ x = 1, where aᵢₖ is the
/// likelihood of row i under class k. Concave; any optimum is global.
/// </summary>
/// <remarks>
/// Expectation–maximisation (Saerens, Latinne &amp; Decaestecker, 2002) multiplies xₖ by gₖ = mean of aᵢₖ/(aᵢ·x). It climbs always but
/// slowly where classes overlap, so it is finished by projected Newton steps (Bertsekas, 1982) for few classes and sped up by squared
/// extrapolation (Varadhan &amp; Roland, 2008) for many. max g − 1 bounds what is missing to the maximum.
/// </remarks>
/// <param name="Priors">x.</param>
/// <param name="Gap">Upper bound on the mean log-likelihood still missing.</param>
/// <param name="Passes">Passes over the rows.</param>
/// <param name="LogLikelihood">Mean, at x.</param>
/// <param name="StandardErrors">Of x, by the observed information; empty for many classes.</param>
internal sealed record MixturePriors(double[] Priors, double Gap, int Passes, double LogLikelihood, double[] StandardErrors)
{
    private const int MostForNewton = 128, WarmUp = 5, MostNewton = 100, MostHalvings = 40, MostPasses = 600;
    private const double SmallGap = 1e-11, SmallEnough = 1e-7;

    public bool Converged => Gap <= SmallEnough;

    /// <summary>Solves.</summary>
    /// <param name="likelihoods">N×K, at least 0, every row's largest about 1: a constant a row does not matter.</param>
    /// <param name="classes">K.</param>
    /// <param name="start">Above 0, sum 1.</param>
    public static MixturePriors Solve(double[] likelihoods, int classes, ReadOnlySpan<double> start)
    {
        var search = new Search(likelihoods, classes, start.ToArray());
        for (int i = 0; i < WarmUp; i++) search.Maximise();
        if (classes <= MostForNewton) search.Newton();
        else search.Extrapolate();
        return search.Result();
    }

    /// <summary>Mean log-likelihood of priors.</summary>
    public static double Mean(double[] likelihoods, int classes, ReadOnlySpan<double> priors)
    {
        double sum = 0;
        int rows = likelihoods.Length / classes;
        for (int i = 0; i < rows; i++) sum += Math.Log(DoubleVectors.Dot(likelihoods.AsSpan(i * classes, classes), priors));
        return sum / rows;
    }

    private sealed class Search
    {
        private readonly double[] _likelihoods, _gradient, _hessian;
        private readonly int _classes, _rows;
        private double[] _x;
        private double _value;
        private int _passes;

        public Search(double[] likelihoods, int classes, double[] start)
        {
            _likelihoods = likelihoods;
            _classes = classes;
            _rows = likelihoods.Length / classes;
            _x = start;
            _gradient = new double[classes];
            _hessian = new double[classes <= MostForNewton ? classes * classes : 0];
            _value = Look(_x, withHessian: false);
        }

        private double Gap => Math.Max(0, _gradient.Max() - 1);

        /// <summary>One step of expectation and maximisation.</summary>
        public void Maximise()
        {
            for (int k = 0; k < _classes; k++) _x[k] *= _gradient[k];
            Normalise(_x);
            _value = Look(_x, withHessian: false);
        }

        public void Newton()
        {
            var next = new double[_classes];
            for (int i = 0; i < MostNewton; i++)
            {
                _value = Look(_x, withHessian: true);
                if (Gap <= SmallGap) return;
                double[]? step = Step(out int[] free);
                bool moved = false;
                double length = 1;
                for (int halving = 0; step is not null && halving < MostHalvings && !moved; halving++, length /= 2)
                {
                    _x.CopyTo(next, 0);
                    for (int k = 0; k < free.Length; k++) next[free[k]] = Math.Max(0, next[free[k]] + (length * step[k]));
                    Normalise(next);
                    double value = Mean(_likelihoods, _classes, next);
                    _passes++;
                    if (!(value > _value)) continue;
                    moved = true;
                    next.CopyTo(_x, 0);
                }
                if (moved) continue;
                // No step shows in the value: expectation–maximisation cannot lower it either, and the gap says how far it is.
                if (Gap <= SmallEnough) return;
                Maximise();
            }
        }

        public void Extrapolate()
        {
            while (_passes < MostPasses && Gap > SmallEnough)
            {
                double[] zero = [.. _x];
                Maximise();
                double[] one = [.. _x];
                Maximise();
                double[] two = [.. _x];
                double reached = _value, r = 0, v = 0;
                for (int k = 0; k < _classes; k++)
                {
                    r += (one[k] - zero[k]) * (one[k] - zero[k]);
                    v += (two[k] - (2 * one[k]) + zero[k]) * (two[k] - (2 * one[k]) + zero[k]);
                }
                if (v == 0) return;
                double length = -Math.Sqrt(r / v);
                for (int k = 0; k < _classes; k++)
                {
                    double far = zero[k] - (2 * length * (one[k] - zero[k])) + (length * length * (two[k] - (2 * one[k]) + zero[k]));
                    _x[k] = Math.Max(far, two[k] / 10);   // a prior that becomes 0 here could never grow again
                }
                Normalise(_x);
                _value = Look(_x, withHessian: false);
                if (_value >= reached) continue;
                _x = two;
                _value = Look(_x, withHessian: false);
            }
        }

        public MixturePriors Result()
        {
            double[] errors = [];
            if (_hessian.Length > 0)
            {
                Look(_x, withHessian: true);
                errors = Errors();
            }
            return new(_x, Gap, _passes, _value, errors);
        }

        /// <summary>H⁻¹(g − 1) of the coordinates that are above 0 or want to be; null where there is none.</summary>
        private double[]? Step(out int[] free)
        {
            free = [.. Enumerable.Range(0, _classes).Where(k => _x[k] > 0 || _gradient[k] > 1)];
            double[] step = [.. free.Select(k => _gradient[k] - 1)];
            for (double damping = 1e-13; damping < 1e6; damping *= 100)
            {
                if (!Cholesky.TryFactor(Part(free, damping), free.Length, out Cholesky? factor, out _, out _)) continue;
                factor.Solve(step);
                return step;
            }
            return null;
        }

        /// <summary>The information's inverse, less what Σ x = 1 takes away: V − V·1·1ᵀ·V/(1ᵀ·V·1).</summary>
        private double[] Errors()
        {
            int[] all = [.. Enumerable.Range(0, _classes)], some = [.. all.Where(k => _x[k] > 0)];
            foreach (int[] chosen in (int[][])[all, some])
            {
                int n = chosen.Length;
                if (!Cholesky.TryFactor(Part(chosen, 0), n, out Cholesky? factor, out _, out _)) continue;
                double[] inverse = factor.Inverse(), sums = new double[n], errors = new double[_classes];
                double total = 0;
                for (int r = 0; r < n; r++)
                {
                    for (int c = 0; c < n; c++) sums[r] += inverse[(Math.Max(r, c) * n) + Math.Min(r, c)];
                    total += sums[r];
                }
                for (int r = 0; r < n; r++) errors[chosen[r]] = Math.Sqrt(Math.Max(0, (inverse[(r * n) + r] - (sums[r] * sums[r] / total)) / _rows));
                return errors;
            }
            return [];
        }

        private double[] Part(int[] chosen, double damping)
        {
            int n = chosen.Length;
            var part = new double[n * n];
            for (int r = 0; r < n; r++)
            {
                for (int c = 0; c <= r; c++) part[(r * n) + c] = _hessian[(chosen[r] * _classes) + chosen[c]];
                part[(r * n) + r] *= 1 + damping;
                if (damping > 0) part[(r * n) + r] += 1e-300;
            }
            return part;
        }

        private double Look(double[] x, bool withHessian)
        {
            double sum = 0;
            var ratio = new double[_classes];
            Array.Clear(_gradient);
            if (withHessian) Array.Clear(_hessian);
            for (int i = 0; i < _rows; i++)
            {
                ReadOnlySpan<double> row = _likelihoods.AsSpan(i * _classes, _classes);
                double mixed = DoubleVectors.Dot(row, x);
                sum += Math.Log(mixed);
                DoubleVectors.AddScaled(1 / mixed, row, _gradient);
                for (int k = 0; withHessian && k < _classes; k++)
                {
                    ratio[k] = row[k] / mixed;
                    if (ratio[k] > 0) DoubleVectors.AddScaled(ratio[k], ratio.AsSpan(0, k + 1), _hessian.AsSpan(k * _classes, k + 1));
                }
            }
            for (int k = 0; k < _classes; k++) _gradient[k] /= _rows;
            for (int k = 0; withHessian && k < _hessian.Length; k++) _hessian[k] /= _rows;
            _passes++;
            return sum / _rows;
        }

        private static void Normalise(double[] x)
        {
            double sum = x.Sum();
            for (int k = 0; k < x.Length; k++) x[k] /= sum;
        }
    }
}
