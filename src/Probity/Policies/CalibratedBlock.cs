using Probity.Calibration;

namespace Probity;

/// <summary>Calibrated logits of some rows at a time, so that many rows do not need as many doubles at once.</summary>
internal sealed class CalibratedBlock
{
    private const int Most = 1 << 20;   // values

    private readonly Calibrator? _calibrator;
    private readonly int _classes;
    private readonly double[] _values;

    /// <param name="calibrator">That of the rows, or null for logits as they are.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="rows">Rows there will be in all.</param>
    public CalibratedBlock(Calibrator? calibrator, int classes, int rows)
    {
        (_calibrator, _classes) = (calibrator, classes);
        AtOnce = Math.Max(1, Math.Min(rows, Most / classes));
        _values = new double[(long)AtOnce * classes];
    }

    /// <summary>Rows that it holds.</summary>
    public int AtOnce { get; }

    /// <summary>Calibrates the rows from one on, as many as it holds or there are.</summary>
    /// <param name="logits">All rows.</param>
    /// <param name="from">The first to calibrate.</param>
    /// <returns>Their calibrated logits, until the next call.</returns>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or a row −∞ throughout.</exception>
    public Span<double> Fill(ReadOnlySpan<float> logits, int from)
    {
        ReadOnlySpan<float> rows = logits.Slice(from * _classes, Math.Min(AtOnce, (logits.Length / _classes) - from) * _classes);
        Span<double> values = _values.AsSpan(0, rows.Length);
        if (_calibrator is not null)
        {
            _calibrator.CalibrateLogits(rows, values, from);
            return values;
        }
        Require.Logits(rows, _classes, nameof(logits));
        for (int i = 0; i < rows.Length; i++) values[i] = rows[i];
        return values;
    }
}
