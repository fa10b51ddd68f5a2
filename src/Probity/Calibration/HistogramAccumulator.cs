using System.Numerics;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// The chunk form of <see cref="HistogramBinning.FitEqualWidth"/>: rows are added a chunk at a time and forgotten. Memory grows
/// with the bins only, and the result has the same bits however the rows were cut, ordered or merged.
/// </summary>
/// <remarks>A logit of −∞ goes into the outermost bin. Not thread-safe: give each thread its own and merge.</remarks>
public sealed class HistogramAccumulator
{
    private readonly double[] _edges;
    private readonly ExactSum[] _zeros, _ones;
    private readonly ExactSum _loss = new();
    private bool _infiniteLoss;
    private long _rows;
    private int? _classes;

    /// <param name="bins">Bins of equal width over [0, 1] of the probability, 1 to 100,000. The default value is 15.</param>
    public HistogramAccumulator(int bins = 15)
    {
        bins = HistogramBinning.Checked(bins, 0);
        _edges = new double[bins - 1];
        // Of b/bins the log-odds, in whole numbers, so that the edge at one half is exactly 0.
        for (int b = 1; b < bins; b++) _edges[b - 1] = Math.Log((double)b / (bins - b));
        _zeros = [.. Enumerable.Range(0, bins).Select(_ => new ExactSum())];
        _ones = [.. Enumerable.Range(0, bins).Select(_ => new ExactSum())];
    }

    /// <summary>Bins.</summary>
    public int Bins => _ones.Length;

    /// <summary>Rows of weight above 0 so far.</summary>
    public long Rows => _rows;

    /// <summary>Adds rows.</summary>
    /// <param name="logits">N×K logits, row-major; K is 1 or 2.</param>
    /// <param name="labels">N labels, 0 or 1.</param>
    /// <param name="classes">K, the same for every chunk.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <exception cref="ArgumentException">Rows that do not pair up, a label or weight out of range, a logit NaN or +∞; nothing is added then.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default) => AddAny(logits, labels, classes, weights);

    /// <inheritdoc cref="Add(ReadOnlySpan{float}, ReadOnlySpan{int}, int, ReadOnlySpan{double})"/>
    public void Add(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default) => AddAny(logits, labels, classes, weights);

    /// <summary>Adds all rows of another.</summary>
    /// <param name="other">With as many bins and classes.</param>
    /// <exception cref="ArgumentException">It has others.</exception>
    public void Merge(HistogramAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Bins != Bins) throw new ArgumentException($"other: {other.Bins:N0} bins where this has {Bins:N0}");
        if (other._classes is { } classes) RequireClasses(classes);
        if (ReferenceEquals(other, this)) throw new ArgumentException("other: an accumulator cannot be merged with itself");
        for (int b = 0; b < Bins; b++)
        {
            _zeros[b].Add(other._zeros[b]);
            _ones[b].Add(other._ones[b]);
        }
        _loss.Add(other._loss);
        _infiniteLoss |= other._infiniteLoss;
        _rows += other._rows;
        _classes ??= other._classes;
    }

    /// <summary>The calibrator of all rows so far; more may be added after.</summary>
    /// <exception cref="InvalidOperationException">No rows yet.</exception>
    public HistogramBinning Finish()
    {
        if (_rows == 0) throw new InvalidOperationException("no rows were added: there is nothing to fit on");
        double total = 0, after = 0;
        StepMap steps = Steps();
        for (int b = 0; b < Bins; b++)
        {
            double zeros = _zeros[b].Value, ones = _ones[b].Value;
            if (zeros + ones == 0) continue;
            double value = HistogramBinning.Smoothed(ones, zeros);
            total += zeros + ones;
            after += (ones * Elementary.Softplus(-value)) + (zeros * Elementary.Softplus(value));
        }
        double before = _infiniteLoss ? double.PositiveInfinity : _loss.Value / total;
        var diagnostics = new FitDiagnostics((int)Math.Min(int.MaxValue, _rows), 1, true, 0, before, after / total, []);
        return HistogramBinning.OfCounts(new CalibratorBasis(_classes!.Value, double.PositiveInfinity, false, diagnostics), steps);
    }

    /// <summary>The value of every bin; of one without rows that of the line between its neighbours.</summary>
    internal StepMap Steps()
    {
        var values = new double[Bins];
        int last = -1;
        for (int b = 0; b < Bins; b++)
        {
            double zeros = _zeros[b].Value, ones = _ones[b].Value;
            if (zeros + ones == 0) continue;
            values[b] = HistogramBinning.Smoothed(ones, zeros);
            for (int empty = last + 1; empty < b; empty++)
                values[empty] = last < 0 ? values[b] : values[last] + ((values[b] - values[last]) * (empty - last) / (b - last));
            last = b;
        }
        for (int empty = last + 1; empty < Bins; empty++) values[empty] = values[last];
        return new StepMap(_edges, values);
    }

    private void AddAny<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        if (classes > 2) throw new ArgumentException($"classes: {classes:N0}; bins are of the log-odds of two classes");
        RequireClasses(classes);
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, 2, nameof(labels));
        if (rows == 0) return;
        Require.Weights(weights, rows, nameof(weights));
        for (int i = 0; i < rows; i++) LogOdds(logits, i, classes);

        _classes = classes;
        for (int i = 0; i < rows; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0) continue;
            double logOdds = LogOdds(logits, i, classes), loss = weight * Elementary.Softplus(labels[i] == 1 ? -logOdds : logOdds);
            int bin = Array.BinarySearch(_edges, logOdds);
            (labels[i] == 1 ? _ones : _zeros)[bin >= 0 ? bin : ~bin].Add(weight);
            if (double.IsFinite(loss)) _loss.Add(loss);
            else _infiniteLoss = true;
            _rows++;
        }
    }

    private void RequireClasses(int classes)
    {
        if (_classes is { } before && before != classes) throw new ArgumentException($"classes: {classes} columns after chunks of {before}");
    }

    private static double LogOdds<T>(ReadOnlySpan<T> logits, int row, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> own = logits.Slice(row * classes, classes);
        for (int j = 0; j < classes; j++)
        {
            if (!(own[j] < T.PositiveInfinity)) Require.BadLogit(double.CreateTruncating(own[j]), row, j);
        }
        if (classes == 1) return double.CreateTruncating(own[0]);
        double logOdds = double.CreateTruncating(own[1]) - double.CreateTruncating(own[0]);
        if (double.IsNaN(logOdds)) Require.AllMasked(row);
        return logOdds;
    }
}
