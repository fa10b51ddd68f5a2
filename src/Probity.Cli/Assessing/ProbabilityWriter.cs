using Probity.Calibration;
using Probity.IO;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Probabilities as npy, float32 unless the name ends in .f64.npy.</summary>
internal sealed class ProbabilityWriter : IDisposable
{
    private readonly NpyWriter _writer;
    private readonly int _columns;
    private readonly Calibrator? _calibrator;
    private readonly bool _double;
    private double[] _values = [];
    private float[] _rounded = [];

    private ProbabilityWriter(NpyWriter writer, int columns, Calibrator? calibrator, bool isDouble)
    {
        _writer = writer;
        _columns = columns;
        _calibrator = calibrator;
        _double = isDouble;
    }

    /// <summary>A sigmoid or softmax of every row of logits, calibrated before.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="columns">K; 1 for a sigmoid.</param>
    /// <param name="calibrator">Null leaves them as the model says.</param>
    /// <param name="each">Every column is a sigmoid of its own, as in multi-label rows.</param>
    public static ProbabilityWriter Create(string path, int columns, Calibrator? calibrator, bool each = false)
    {
        bool isDouble = path.EndsWith(".f64.npy", StringComparison.OrdinalIgnoreCase);
        return new ProbabilityWriter(NpyWriter.Create(path, columns, isDouble ? NumberType.Float64 : NumberType.Float32), each ? 1 : columns, calibrator, isDouble);
    }

    public void Write(ReadOnlySpan<float> logits, IReadOnlyList<string>? groups = null)
    {
        if (_values.Length < logits.Length) _values = new double[logits.Length];
        Span<double> values = _values.AsSpan(0, logits.Length);
        if (_calibrator is null) Softmax.Compute(logits, _columns, values);
        else _calibrator.ForRows(groups).Calibrate(logits, _columns, values);
        Write(values);
    }

    /// <summary>Probabilities as they are.</summary>
    public void Write(ReadOnlySpan<double> values)
    {
        if (_double)
        {
            _writer.Append(values);
            return;
        }
        if (_rounded.Length < values.Length) _rounded = new float[values.Length];
        for (int i = 0; i < values.Length; i++) _rounded[i] = (float)values[i];
        _writer.Append(_rounded.AsSpan(0, values.Length));
    }

    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
