using Probity.Calibration;

namespace Probity.Simulation;

/// <summary>A calibrator that was settled once on all rows, and is fitted again to parts of them.</summary>
/// <remarks>
/// Which calibrator, and whether it does more good than harm, is not asked again: choosing costs many times what fitting does, and no promise
/// depends on it.
/// </remarks>
internal sealed class CalibratorRefit
{
    private readonly CalibrationMethod? _method;
    private readonly OutputKind _outputs;
    private readonly double _temperature;   // of all rows, where one temperature is fitted to the floats as they are; else 0

    private CalibratorRefit(CalibrationMethod? method, OutputKind outputs, double temperature) => (_method, _outputs, _temperature) = (method, outputs, temperature);

    /// <summary>The method's name, or <c>none</c>.</summary>
    public string Name => _method?.Name ?? "none";

    /// <summary>Nothing is fitted: rows are scored as they are.</summary>
    public bool IsNone => _method is null;

    public static CalibratorRefit Settle(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes, PolicyOptions options, IProgress<double>? progress)
    {
        CalibratorFit settled = PolicyFit.Calibrate(logits, labels, weights, groups, classes, options, progress);
        bool plain = settled.Calibrator is TemperatureScaling && !PolicyFit.LabelOnMask(logits, labels, classes);
        return new(settled.Calibrator is null ? null : settled.Method, options.Outputs, plain ? ((TemperatureScaling)settled.Calibrator!).Temperature : 0);
    }

    /// <summary>Fits it to some rows; null where there is none.</summary>
    public Calibrator? Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes) =>
        _method is null ? null
        : _temperature > 0 ? TemperatureScaling.Refit(logits, labels, classes, weights, _temperature)
        : _method.Fit(CalibrationRows.Of(logits, labels, classes, weights, groups, _outputs));
}
