using Probity.Numerics;

namespace Probity.Metrics.Accumulators;

/// <summary>Weights and gaps of equal-width bins of a probability, summed without rounding.</summary>
/// <param name="bins">B.</param>
internal sealed class BinSums(int bins)
{
    private readonly ExactSum?[] _weights = new ExactSum?[bins], _gaps = new ExactSum?[bins];

    /// <param name="weight">Positive.</param>
    /// <param name="probability">Stated, in [0, 1].</param>
    /// <param name="happened">1 or 0.</param>
    public void Add(double weight, double probability, double happened)
    {
        int bin = ConfidenceBins.WidthBin(probability, bins);
        (_weights[bin] ??= new()).Add(weight);
        (_gaps[bin] ??= new()).Add(weight * (probability - happened));
    }

    public void Merge(BinSums other)
    {
        for (int bin = 0; bin < bins; bin++)
        {
            if (other._weights[bin] is null) continue;
            (_weights[bin] ??= new()).Add(other._weights[bin]!);
            (_gaps[bin] ??= new()).Add(other._gaps[bin]!);
        }
    }

    public CalibrationErrorPass Errors()
    {
        var pass = new CalibrationErrorPass();
        for (int bin = 0; bin < bins; bin++)
        {
            if (_weights[bin] is { } weight) pass.Add(weight.Value, _gaps[bin]!.Value);
        }
        return pass;
    }
}
