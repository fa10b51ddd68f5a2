using Probity.IO;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Calibrated probabilities as npy, float32 unless the name ends in .f64.npy.</summary>
internal sealed class ProbabilityWriter : IDisposable
{
    private readonly NpyWriter _writer;
    private readonly ConfidencePolicy _policy;
    private readonly bool _double;
    private double[] _values = [];
    private float[] _rounded = [];

    private ProbabilityWriter(NpyWriter writer, ConfidencePolicy policy, bool isDouble)
    {
        _writer = writer;
        _policy = policy;
        _double = isDouble;
    }

    public static ProbabilityWriter Create(string path, ConfidencePolicy policy)
    {
        bool isDouble = path.EndsWith(".f64.npy", StringComparison.OrdinalIgnoreCase);
        return new ProbabilityWriter(NpyWriter.Create(path, policy.Classes, isDouble ? NumberType.Float64 : NumberType.Float32), policy, isDouble);
    }

    public void Write(ReadOnlySpan<float> logits)
    {
        if (_values.Length < logits.Length) (_values, _rounded) = (new double[logits.Length], new float[logits.Length]);
        Span<double> values = _values.AsSpan(0, logits.Length);
        Softmax.Compute(logits, _policy.Classes, values, _policy.Temperature);
        if (_double)
        {
            _writer.Append(values);
            return;
        }
        for (int i = 0; i < values.Length; i++) _rounded[i] = (float)values[i];
        _writer.Append(_rounded.AsSpan(0, values.Length));
    }

    public void Complete() => _writer.Complete();

    public void Dispose() => _writer.Dispose();
}
