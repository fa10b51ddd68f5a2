using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// Mean cross-entropy of softmax((1 + w)∘z + b) plus ½·Σ ridge·θ², of θ = (w, b). Its Hessian is approximated by one 2×2 block
/// a class.
/// </summary>
/// <param name="features">N×K features z.</param>
/// <param name="rows">Labels and weights.</param>
/// <param name="ridge">2K values &gt; 0.</param>
internal sealed class DiagonalLogistic(double[] features, CalibrationRows rows, double[] ridge) : CurvedObjective
{
    private const int MostRanges = 256;

    private readonly int _classes = rows.Classes;
    private readonly int _rangeLength = Math.Max(RowRanges.Length(rows.Classes), RowRanges.Count(rows.Count, MostRanges));
    private readonly double[] _probabilities = new double[rows.Logits.Length];
    private readonly double[] _losses = new double[rows.Count];
    private readonly double[] _curvatures = new double[3 * rows.Classes];   // of w_k twice, w_k and b_k, b_k twice
    private readonly double[] _blocks = new double[3 * rows.Classes];       // those at the last Factor, ridge and all

    public override int Dimension => 2 * _classes;

    public override double StrongConvexity => ridge.Min();

    public override double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double[] theta = x.ToArray();
        double[] sums = SumOverRows(5, (i, line, to) =>
        {
            ReadOnlySpan<double> z = features.AsSpan(i * _classes, _classes);
            Span<double> p = _probabilities.AsSpan(i * _classes, _classes);
            Line(z, theta, line);
            for (int j = 0; j < p.Length; j++) p[j] = line[j] + z[j];
            int label = rows.Labels[i];
            double share = rows.Weight(i) / rows.Total;
            _losses[i] = share * LogisticRow.Softmax(p, label);
            Collect(z, p, share, to);
            to[label] -= share * z[label];
            to[_classes + label] -= share;
        });
        sums.AsSpan(0, Dimension).CopyTo(gradient);
        sums.AsSpan(Dimension).CopyTo(_curvatures);
        double value = 0;
        foreach (double loss in _losses) value += loss;
        for (int i = 0; i < theta.Length; i++)
        {
            value += .5 * ridge[i] * theta[i] * theta[i];
            gradient[i] += ridge[i] * theta[i];
        }
        return value;
    }

    public override void HessianTimes(ReadOnlySpan<double> v, Span<double> product)
    {
        double[] change = v.ToArray();
        double[] sums = SumOverRows(2, (i, line, to) =>
        {
            ReadOnlySpan<double> z = features.AsSpan(i * _classes, _classes);
            Line(z, change, line);
            LogisticRow.Curve(line, _probabilities.AsSpan(i * _classes, _classes), rows.Weight(i) / rows.Total);
            Collect(z, line, to);
        });
        for (int i = 0; i < change.Length; i++) product[i] = sums[i] + (ridge[i] * change[i]);
    }

    public override void Factor()
    {
        _curvatures.CopyTo(_blocks, 0);
        for (int k = 0; k < _classes; k++)
        {
            _blocks[k] += ridge[k];
            _blocks[(2 * _classes) + k] += ridge[_classes + k];
        }
    }

    public override void Precondition(ReadOnlySpan<double> from, Span<double> to)
    {
        for (int k = 0; k < _classes; k++)
        {
            double a = _blocks[k], b = _blocks[_classes + k], c = _blocks[(2 * _classes) + k], r = from[k], s = from[_classes + k];
            double left = Math.Max(a - (b * b / c), ridge[k]);   // the Schur complement, which is no less than that
            to[k] = (r - (b / c * s)) / left;
            to[_classes + k] = (s - (b * to[k])) / c;
        }
    }

    /// <summary>Runs over the rows with room for a row of K values and for some sums of K values, and adds the sums up in order.</summary>
    private double[] SumOverRows(int count, RowBody body)
    {
        int length = count * _classes, ranges = RowRanges.Count(rows.Count, _rangeLength);
        var partial = new double[ranges * length];
        RowRanges.For(rows.Count, _rangeLength, (range, start, end) =>
        {
            Span<double> sums = partial.AsSpan(range * length, length);
            var line = new double[_classes];
            for (int i = start; i < end; i++) body(i, line, sums);
        });
        for (int range = 1; range < ranges; range++) DoubleVectors.AddScaled(1, partial.AsSpan(range * length, length), partial.AsSpan(0, length));
        return partial[..length];
    }

    /// <summary>w∘z + b.</summary>
    private void Line(ReadOnlySpan<double> z, double[] parameters, Span<double> line)
    {
        ReadOnlySpan<double> weights = parameters.AsSpan(0, _classes);
        parameters.AsSpan(_classes).CopyTo(line);
        AddProducts(weights, z, line);
    }

    /// <summary>Adds s∘z and s.</summary>
    private void Collect(ReadOnlySpan<double> z, ReadOnlySpan<double> s, Span<double> to)
    {
        AddProducts(s, z, to[.._classes]);
        DoubleVectors.AddScaled(1, s, to[_classes..]);
    }

    /// <summary>Adds share·(p∘z, p, c∘z∘z, c∘z, c) with c = p∘(1 − p).</summary>
    private static void Collect(ReadOnlySpan<double> z, ReadOnlySpan<double> p, double share, Span<double> to)
    {
        int classes = z.Length;
        Span<double> pz = to[..classes], ps = to.Slice(classes, classes), czz = to.Slice(2 * classes, classes), cz = to.Slice(3 * classes, classes), cs = to.Slice(4 * classes, classes);
        ReadOnlySpan<Vector<double>> wideZ = MemoryMarshal.Cast<double, Vector<double>>(z), wideP = MemoryMarshal.Cast<double, Vector<double>>(p);
        for (int j = 0; j < wideZ.Length; j++)
        {
            int at = j * Vector<double>.Count;
            Vector<double> weighted = wideP[j] * share, curvature = weighted * (Vector<double>.One - wideP[j]), first = curvature * wideZ[j];
            Add(weighted * wideZ[j], pz, at);
            Add(weighted, ps, at);
            Add(first * wideZ[j], czz, at);
            Add(first, cz, at);
            Add(curvature, cs, at);
        }
        for (int j = wideZ.Length * Vector<double>.Count; j < classes; j++)
        {
            double weighted = p[j] * share, curvature = weighted * (1 - p[j]);
            pz[j] += weighted * z[j];
            ps[j] += weighted;
            czz[j] += curvature * z[j] * z[j];
            cz[j] += curvature * z[j];
            cs[j] += curvature;
        }
    }

    private static void Add(Vector<double> value, Span<double> to, int at) => (new Vector<double>(to[at..]) + value).CopyTo(to[at..]);

    private static void AddProducts(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> to)
    {
        ReadOnlySpan<Vector<double>> wideA = MemoryMarshal.Cast<double, Vector<double>>(a), wideB = MemoryMarshal.Cast<double, Vector<double>>(b);
        Span<Vector<double>> wideTo = MemoryMarshal.Cast<double, Vector<double>>(to);
        for (int j = 0; j < wideA.Length; j++) wideTo[j] += wideA[j] * wideB[j];
        for (int j = wideA.Length * Vector<double>.Count; j < a.Length; j++) to[j] += a[j] * b[j];
    }

    private delegate void RowBody(int row, Span<double> line, Span<double> sums);
}
