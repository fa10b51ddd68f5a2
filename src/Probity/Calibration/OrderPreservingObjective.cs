using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// Mean negative log-likelihood of softmax(m(z_j − max z)) in the slopes of a piecewise linear m, as shares of 1/T, with a ridge
/// Σ (x_b − 1)² · <see cref="Ridge"/>/(2·total weight). Convex: logits are linear in x.
/// </summary>
/// <remarks>A row costs one exponential a class and a product a pair of pieces: classes enter by the sums of each piece only.</remarks>
internal sealed class OrderPreservingObjective
{
    /// <summary>The ridge counts as much as so many rows; that of a normal prior of deviation 1/2.</summary>
    public const double Ridge = 4;

    private readonly CalibrationRows _rows;
    private readonly double[] _knots;   // of β times the distance
    private readonly double _beta;
    private readonly double[] _logits;

    public OrderPreservingObjective(CalibrationRows rows, double[] knots, double beta)
    {
        _rows = rows;
        _beta = beta;
        _logits = rows.Masked();
        _knots = [.. knots.Select(knot => knot * beta)];
        Start = [.. Enumerable.Repeat(1.0, knots.Length + 1)];
    }

    /// <summary>The temperature's own line.</summary>
    public double[] Start { get; }

    /// <summary>The piece that a distance lies in: the first that does not end before it.</summary>
    public static int Piece(double[] knots, double distance)
    {
        int b = 0;
        while (b < knots.Length && distance > knots[b]) b++;
        return b;
    }

    /// <summary>Value, gradient and Hessian (lower triangle).</summary>
    public double Look(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        int n = x.Length, size = 1 + n + (n * n), length = RowRanges.Length(_rows.Classes);
        double[] slopes = x.ToArray();
        var sums = new double[RowRanges.Count(_rows.Count, length) * size];
        RowRanges.For(_rows.Count, length, (range, start, end) => Add(slopes, start, end, sums.AsSpan(range * size, size)));
        double value = 0, ridge = Ridge / _rows.Total;
        gradient.Clear();
        hessian.Clear();
        for (int at = 0; at < sums.Length; at += size)
        {
            value += sums[at];
            for (int b = 0; b < n; b++) gradient[b] += sums[at + 1 + b];
            for (int b = 0; b < n * n; b++) hessian[b] += sums[at + 1 + n + b];
        }
        for (int b = 0; b < n; b++)
        {
            value += .5 * ridge * (x[b] - 1) * (x[b] - 1);
            gradient[b] += ridge * (x[b] - 1);
            hessian[(b * n) + b] += ridge;
        }
        return value;
    }

    private void Add(double[] x, int start, int end, Span<double> to)
    {
        int n = x.Length, columns = _rows.Classes, classes = _rows.Outcomes;
        double[] mass = new double[n], part = new double[n], square = new double[n], mean = new double[n], beyond = new double[n], begin = new double[n], drop = new double[n];
        for (int b = 1; b < n; b++)
        {
            begin[b] = _knots[b - 1];
            drop[b] = drop[b - 1] + (x[b - 1] * (begin[b] - begin[b - 1]));
        }
        double[] pair = new double[2];
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<double> row = _logits.AsSpan(i * columns, columns);
            if (columns == 1)
            {
                (pair[0], pair[1]) = (0, row[0]);
                row = pair;
            }
            double largest = double.NegativeInfinity, total = 0;
            foreach (double z in row) largest = Math.Max(largest, z);
            mass.AsSpan().Clear();
            part.AsSpan().Clear();
            square.AsSpan().Clear();
            for (int j = 0; j < classes; j++)
            {
                double distance = _beta * (largest - row[j]);
                int b = Piece(_knots, distance);
                double within = distance - begin[b], p = Math.Exp(-(drop[b] + (x[b] * within)));
                total += p;
                if (p == 0) continue;   // its distance may be too large to be squared
                mass[b] += p;
                part[b] += p * within;
                square[b] += p * within * within;
            }
            // Of a class in piece c: φ_b = the piece's length before c, the part within at c, 0 after; logits are −x·φ.
            double behind = 0;
            for (int b = n - 1; b >= 0; b--)
            {
                beyond[b] = behind / total;
                behind += mass[b];
                mean[b] = (part[b] / total) + (Width(b) * beyond[b]);
            }
            double weight = _rows.Weight(i) / _rows.Total, own = _beta * (largest - row[_rows.Labels[i]]);
            int at = Piece(_knots, own);
            to[0] += weight * (Math.Log(total) + drop[at] + (x[at] * (own - begin[at])));
            for (int b = 0; b < n; b++)
            {
                double label = b < at ? Width(b) : b == at ? own - begin[b] : 0;
                to[1 + b] += weight * (label - mean[b]);
                for (int a = 0; a < b; a++) to[1 + n + (b * n) + a] += weight * ((Width(a) * mean[b]) - (mean[a] * mean[b]));
                double width = Width(b);
                to[1 + n + (b * n) + b] += weight * ((square[b] / total) + (width * width * beyond[b]) - (mean[b] * mean[b]));
            }
        }

        double Width(int b) => b + 1 < n ? begin[b + 1] - begin[b] : 0;
    }
}
