using System.Collections.Concurrent;

namespace Probity.Metrics.Families;

/// <summary>Smooth calibration error.</summary>
internal sealed class SmoothError : CalibrationPart
{
    private readonly SmoothCalibrationGrid _grid;
    private readonly ConcurrentBag<SmoothCalibrationPass> _idle = [];   // as many as there are threads at work

    public SmoothError(ConfidenceBins rows, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights) =>
        (_grid, _) = SmoothCalibrationGrid.Fit(rows.Confidence, gaps, weights);

    public override int Count => 1;

    public override void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        var pass = _idle.TryTake(out var taken) ? taken : new SmoothCalibrationPass(_grid);
        values[0] = pass.FixedPoint(gaps, weights);
        _idle.Add(pass);
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures) =>
        figures["smooth_ece"] = measured.BiasedUpward(first, Definitions.SmoothEce) with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["scale"] = measured.Value(first) },
        };
}
