using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Calibration;

/// <summary>
/// Mean cross-entropy of softmax(z + θ·(z, 1)) plus ½·Σ ridge·θ², of a K×(K + 1) matrix θ whose last column is the bias. Its
/// Hessian is factored whole where that is small, else class by class, else by its diagonal.
/// </summary>
internal sealed class MatrixLogistic : CurvedObjective
{
    private const int LargestWhole = 512;            // variables
    private const int MostClassesInBlocks = 160;     // K blocks of (K + 1)² numbers
    private const double LeastCurvature = .01;       // rows whose p(1 − p) is less, as a share of the class's mean, hardly shape its block

    private readonly double[] _features;   // N×(K + 1), the last column 1
    private readonly CalibrationRows _rows;
    private readonly double[] _ridge;
    private readonly int _classes, _columns;
    private readonly double[] _probabilities, _work;   // N×K
    private readonly double[] _losses;
    private Cholesky[] _blocks = [];
    private double[] _diagonal = [];

    /// <param name="features">N×(K + 1), the last column 1.</param>
    /// <param name="rows">Labels and weights.</param>
    /// <param name="ridge">K×(K + 1) values &gt; 0.</param>
    public MatrixLogistic(double[] features, CalibrationRows rows, double[] ridge)
    {
        (_features, _rows, _ridge) = (features, rows, ridge);
        (_classes, _columns) = (rows.Classes, rows.Classes + 1);
        _probabilities = new double[rows.Logits.Length];
        _work = new double[rows.Logits.Length];
        _losses = new double[rows.Count];
    }

    public override int Dimension => _classes * _columns;

    public override double StrongConvexity => _ridge.Min();

    private MatrixView<double> Features => new(_features, _rows.Count, _columns);

    public override double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        MatrixMultiply.Run(Features, new MatrixView<double>(x, _classes, _columns).Transposed, _probabilities);
        RowRanges.For(_rows.Count, RowRanges.Length(_classes), (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                Span<double> p = _probabilities.AsSpan(i * _classes, _classes), residual = _work.AsSpan(i * _classes, _classes);
                DoubleVectors.AddScaled(1, _features.AsSpan(i * _columns, _classes), p);
                double share = Share(i);
                int label = _rows.Labels[i];
                _losses[i] = share * LogisticRow.Softmax(p, label);
                for (int j = 0; j < p.Length; j++) residual[j] = share * p[j];
                residual[label] -= share;
            }
        });
        Collect(gradient, x);
        double value = 0;
        foreach (double loss in _losses) value += loss;
        for (int i = 0; i < x.Length; i++) value += .5 * _ridge[i] * x[i] * x[i];
        return value;
    }

    public override void HessianTimes(ReadOnlySpan<double> v, Span<double> product)
    {
        MatrixMultiply.Run(Features, new MatrixView<double>(v, _classes, _columns).Transposed, _work);
        RowRanges.For(_rows.Count, RowRanges.Length(_classes), (_, start, end) =>
        {
            for (int i = start; i < end; i++)
                LogisticRow.Curve(_work.AsSpan(i * _classes, _classes), _probabilities.AsSpan(i * _classes, _classes), Share(i));
        });
        Collect(product, v);
    }

    public override void Factor()
    {
        if (Dimension <= LargestWhole) FactorWhole();
        else if (_classes <= MostClassesInBlocks) FactorBlocks();
        else TakeDiagonal();
    }

    public override void Precondition(ReadOnlySpan<double> from, Span<double> to)
    {
        from.CopyTo(to);
        if (_blocks.Length == 1) _blocks[0].Solve(to);
        else if (_blocks.Length > 1)
        {
            for (int k = 0; k < _blocks.Length; k++) _blocks[k].Solve(to.Slice(k * _columns, _columns));
        }
        else
        {
            for (int i = 0; i < to.Length; i++) to[i] /= _diagonal[i];
        }
    }

    private double Share(int row) => _rows.Weight(row) / _rows.Total;

    /// <summary>What lies in the work space, times the features, and the ridge's part.</summary>
    private void Collect(Span<double> to, ReadOnlySpan<double> x)
    {
        MatrixMultiply.Run(new MatrixView<double>(_work, _rows.Count, _classes).Transposed, Features, to);
        for (int i = 0; i < to.Length; i++) to[i] += _ridge[i] * x[i];
    }

    private void FactorWhole()
    {
        int size = Dimension;
        var hessian = new double[size * size];
        RowRanges.For(_classes * _classes, 1, (pair, _, _) =>
        {
            (int j, int k) = Math.DivRem(pair, _classes);
            if (k > j) return;
            double[] block = Block(j, k, leastCurvature: 0);
            for (int a = 0; a < _columns; a++) block.AsSpan(a * _columns, _columns).CopyTo(hessian.AsSpan((((j * _columns) + a) * size) + (k * _columns)));
        });
        for (int i = 0; i < size; i++) hessian[(i * size) + i] += _ridge[i];
        _blocks = Cholesky.TryFactor(hessian, size, out Cholesky? factor, out _, out _) ? [factor] : [];
        if (_blocks.Length == 0) TakeDiagonal();
    }

    private void FactorBlocks()
    {
        var blocks = new Cholesky?[_classes];
        RowRanges.For(_classes, 1, (k, _, _) =>
        {
            double[] block = Block(k, k, LeastCurvature);
            for (int a = 0; a < _columns; a++) block[(a * _columns) + a] += _ridge[(k * _columns) + a];
            Cholesky.TryFactor(block, _columns, out blocks[k], out _, out _);
        });
        _blocks = [.. blocks.OfType<Cholesky>()];
        if (_blocks.Length < _classes) TakeDiagonal();
    }

    /// <summary>The Hessian's part of two classes without the ridge: Σ share·p_j·(1{j = k} − p_k)·z·zᵀ.</summary>
    private double[] Block(int j, int k, double leastCurvature)
    {
        var (weighted, plain) = (new List<double>(), new List<int>());
        double least = 0;
        for (int i = 0; i < _rows.Count && leastCurvature > 0; i++)
        {
            double p = _probabilities[(i * _classes) + j];
            least += leastCurvature * p * (1 - p) / _rows.Count;
        }
        for (int i = 0; i < _rows.Count; i++)
        {
            double p = _probabilities[(i * _classes) + j], curvature = p * ((j == k ? 1 : 0) - _probabilities[(i * _classes) + k]);
            if (Math.Abs(curvature) <= least) continue;
            weighted.Add(Share(i) * curvature);
            plain.Add(i);
        }
        var left = new double[plain.Count * _columns];
        var right = new double[left.Length];
        for (int at = 0; at < plain.Count; at++)
        {
            ReadOnlySpan<double> z = _features.AsSpan(plain[at] * _columns, _columns);
            z.CopyTo(right.AsSpan(at * _columns));
            DoubleVectors.AddScaled(weighted[at], z, left.AsSpan(at * _columns, _columns));
        }
        var block = new double[_columns * _columns];
        MatrixMultiply.Run(new MatrixView<double>(left, plain.Count, _columns).Transposed, new MatrixView<double>(right, plain.Count, _columns), block);
        return block;
    }

    private void TakeDiagonal()
    {
        _blocks = [];
        for (int i = 0; i < _work.Length; i++)
        {
            double p = _probabilities[i];
            _work[i] = Share(i / _classes) * p * (1 - p);
        }
        double[] squares = [.. _features.Select(z => z * z)];
        _diagonal = _ridge.ToArray();
        MatrixMultiply.Run(
            new MatrixView<double>(_work, _rows.Count, _classes).Transposed, new MatrixView<double>(squares, _rows.Count, _columns), _diagonal, accumulate: true);
    }
}
