using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// One look at a row of logits, from which the log-odds of any class against the rest follow without cancellation:
/// s_k = z_k − ln Σ_{j≠k} exp z_j. They depend on differences of logits only.
/// </summary>
internal readonly struct RestLogOdds
{
    private readonly double _largest, _below, _ofTop;

    /// <param name="row">Two finite logits or more.</param>
    public RestLogOdds(ReadOnlySpan<double> row)
    {
        Top = 0;
        for (int j = 1; j < row.Length; j++)
        {
            if (row[j] > row[Top]) Top = j;
        }
        double second = double.NegativeInfinity, others = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (j != Top) second = Math.Max(second, row[j]);
        }
        for (int j = 0; j < row.Length; j++)
        {
            if (j != Top) others += Math.Exp(row[j] - second);
        }
        _largest = row[Top];
        _ofTop = _largest - second - Math.Log(others);
        _below = Math.Exp(second - _largest) * others;
    }

    /// <summary>The class predicted: that of the largest logit, the first among ties.</summary>
    public int Top { get; }

    /// <summary>The log-odds of the class predicted.</summary>
    public double OfTop => _ofTop;

    /// <summary>The log-odds of a class.</summary>
    /// <param name="logit">The class's logit.</param>
    /// <param name="label">The class.</param>
    public double Of(double logit, int label)
    {
        if (label == Top) return _ofTop;
        double below = logit - _largest;
        return below - Elementary.Log1P(Math.Max(0, _below - Math.Exp(below)));   // the rest hold the largest, which counts 1
    }
}
