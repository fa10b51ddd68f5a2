using System.Numerics;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// The smooth calibration error of rows on a grid. The reflected Gaussian is diagonal in the cosines of [0, 1], so one cosine
/// transform of the gaps serves every scale: each takes a damping and a transform back onto a grid no finer than it needs.
/// Holds its own room, so one thread at a time.
/// </summary>
internal sealed class SmoothCalibrationPass
{
    private const double NodesPerScale = 6;      // the integral of |·| is then exact to some 2e-5
    private const double LastDamping = 6.4;      // σπk beyond which exp(−(σπk)²/2) is below 1e-8
    private const int FewestNodes = 128;

    private readonly SmoothCalibrationGrid _grid;
    private readonly CosineTransform _transform;
    private readonly CosineTransform?[] _coarser;   // by the logarithm of their length
    private readonly double[] _field, _coefficients, _damped, _smoothed, _sharpening;

    public SmoothCalibrationPass(SmoothCalibrationGrid grid)
    {
        _grid = grid;
        int nodes = grid.Nodes;
        _transform = new CosineTransform(nodes);
        _coarser = new CosineTransform?[BitOperations.Log2((uint)nodes) + 1];
        _coarser[^1] = _transform;
        (_field, _coefficients, _damped, _smoothed) = (new double[nodes], new double[nodes], new double[nodes], new double[nodes]);
        _sharpening = new double[nodes];
        for (int k = 0; k < nodes; k++)
        {
            // Linear sharing damps a cosine as it would were places uniform between nodes; this puts it back.
            double half = Math.PI * k / (2.0 * nodes);
            double damped = k == 0 ? 1 : Math.Sin(half) / half;
            _sharpening[k] = 1 / (damped * damped);
        }
    }

    /// <summary>The σ at which the error smoothed with σ is σ itself: the smooth calibration error.</summary>
    public double FixedPoint(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        double total = _grid.Deposit(gaps, weights, _field);
        double sum = 0, absolute = 0;
        foreach (double value in _field)
        {
            sum += value;
            absolute += Math.Abs(value);
        }
        // No smoothing gives less than the mean gap or more than the unsmoothed error.
        double low = Math.Abs(sum) / total, high = absolute / total;
        if (high - low <= 1e-12 * high) return high;
        Analyse(total);
        return Solve(Math.Max(low, 1e-3 / _grid.Nodes), high);
    }

    /// <summary>The error smoothed with a Gaussian of the given scale.</summary>
    public double AtScale(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, double scale)
    {
        Analyse(_grid.Deposit(gaps, weights, _field));
        return Smoothed(scale);
    }

    private void Analyse(double total)
    {
        _transform.Forward(_field, _coefficients);
        for (int k = 0; k < _coefficients.Length; k++) _coefficients[k] *= _sharpening[k] / total;
    }

    /// <summary>
    /// Root of ln S(σ) − ln σ, which falls with a slope of at most −1 because S falls: secants kept inside a bracket.
    /// </summary>
    private double Solve(double low, double high)
    {
        double bottom = Math.Log(low), top = Math.Log(high);
        if (!(top > bottom)) return high;
        // Noise smoothed away falls as σ^(−½); without noise the lower bound is the answer.
        double x = Math.Clamp((bottom + (2 * top)) / 3, bottom, top), slope = -1.5, previousX = double.NaN, previousGap = 0;
        for (int step = 0; step < 60; step++)
        {
            double gap = Math.Log(Smoothed(Math.Exp(x))) - x;
            if (gap > 0) bottom = x;
            else top = x;
            if (previousX != x && !double.IsNaN(previousX)) slope = Math.Clamp((gap - previousGap) / (x - previousX), -4, -1);
            double next = x - (gap / slope);
            if (Math.Abs(gap) < 1e-5 || top - bottom < 1e-12) return Math.Exp(Math.Clamp(next, bottom, top));
            if (!(next > bottom && next < top)) next = (bottom + top) / 2;
            (previousX, previousGap, x) = (x, gap, next);
        }
        return Math.Exp(x);
    }

    private double Smoothed(double scale)
    {
        int nodes = FewestNodes;
        while (nodes < _grid.Nodes && nodes * scale < NodesPerScale) nodes *= 2;
        int log = BitOperations.Log2((uint)nodes);
        var transform = _coarser[log] ??= new CosineTransform(nodes);

        Span<double> damped = _damped.AsSpan(0, nodes), smoothed = _smoothed.AsSpan(0, nodes);
        int last = (int)Math.Min(nodes - 1, LastDamping / (Math.PI * scale));
        // exp(−(σπk)²/2) by its ratios, which shrink by a constant factor.
        double square = Math.PI * scale * Math.PI * scale, factor = 1, ratio = Math.Exp(-square / 2), shrink = Math.Exp(-square);
        for (int k = 0; k <= last; k++)
        {
            damped[k] = _coefficients[k] * factor;
            factor *= ratio;
            ratio *= shrink;
        }
        damped[(last + 1)..].Clear();
        transform.Backward(damped, smoothed);
        return MeanAbsolute(smoothed);
    }

    /// <summary>
    /// ∫|g| by midpoints, which is exact to rounding for a smooth g without zeros. Each zero crossing at a share θ between two
    /// nodes costs h²·|g′|·B₂(θ) (Euler and Maclaurin), which is put back.
    /// </summary>
    private static double MeanAbsolute(ReadOnlySpan<double> values)
    {
        double sum = 0, corrections = 0, before = values[0];
        foreach (double value in values)
        {
            double size = Math.Abs(value);
            sum += size;
            if (before * value < 0)
            {
                double rise = size + Math.Abs(before), share = size / rise;
                corrections += rise * ((share * share) - share + (1.0 / 6));
            }
            before = value;
        }
        return (sum + corrections) / values.Length;
    }
}
