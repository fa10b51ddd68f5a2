using Probity.Numerics;

namespace Probity.Metrics.Accumulators;

/// <summary>Weights, gaps and what did not happen in equal-width bins of a probability, summed without rounding.</summary>
/// <param name="bins">B.</param>
internal sealed class BinSums(int bins)
{
    private readonly ExactSum?[] _weights = new ExactSum?[bins], _gaps = new ExactSum?[bins], _wrong = new ExactSum?[bins];

    /// <param name="weight">Positive.</param>
    /// <param name="probability">Stated, in [0, 1].</param>
    /// <param name="happened">1 or 0.</param>
    public void Add(double weight, double probability, double happened)
    {
        int bin = ConfidenceBins.WidthBin(probability, bins);
        (_weights[bin] ??= new()).Add(weight);
        (_gaps[bin] ??= new()).Add(weight * (probability - happened));
        (_wrong[bin] ??= new()).Add(weight * (1 - happened));
    }

    public void Merge(BinSums other)
    {
        for (int bin = 0; bin < bins; bin++)
        {
            if (other._weights[bin] is null) continue;
            (_weights[bin] ??= new()).Add(other._weights[bin]!);
            (_gaps[bin] ??= new()).Add(other._gaps[bin]!);
            (_wrong[bin] ??= new()).Add(other._wrong[bin]!);
        }
    }

    /// <summary>The errors where the first bin was kept apart: its gaps, and of the weight what the other bins leave.</summary>
    public CalibrationErrorPass Errors(double totalWeight, ExactSum firstGaps)
    {
        double first = totalWeight;
        foreach (var weight in _weights) first -= weight?.Value ?? 0;
        var pass = Errors();
        pass.Add(first, firstGaps.Value);
        return pass;
    }

    public CalibrationErrorPass Errors()
    {
        var pass = new CalibrationErrorPass();
        for (int bin = 0; bin < bins; bin++)
        {
            if (_weights[bin] is { } weight) pass.Add(weight.Value, _gaps[bin]!.Value, _wrong[bin]!.Value);
        }
        return pass;
    }
}
