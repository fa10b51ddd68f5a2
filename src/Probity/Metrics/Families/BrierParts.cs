namespace Probity.Metrics.Families;

/// <summary>Reliability, resolution and uncertainty of the top-label Brier score.</summary>
internal sealed class BrierParts : CalibrationPart
{
    private const int Reliability = 0, Resolution = 1;

    private readonly ConfidenceBins _bins;
    private readonly BrierDecomposition _whole;

    public BrierParts(ConfidenceBins bins, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        _bins = bins;
        _whole = BrierDecomposition.Of(bins, gaps, weights);
    }

    public override int Count => 2;

    public override void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        var pass = CalibrationErrorPass.Run(_bins.WidthEnds, _bins.Confidence, gaps, weights);
        values[Reliability] = pass.MeanSquare;
        values[Resolution] = pass.Resolution;
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures)
    {
        figures["brier_reliability"] = measured.BiasedUpward(first + Reliability, Definitions.BrierReliability(_bins.Bins)) with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["within_bins"] = _whole.WithinBins,
                ["top_label_brier"] = _whole.Brier,
            },
        };
        figures["brier_resolution"] = measured.Reversed(first + Resolution, Definitions.BrierResolution(_bins.Bins), 0.25);
        figures["brier_uncertainty"] = Uncertainty(measured);
    }

    private static Figure Uncertainty(Measured measured)
    {
        var accuracy = Interval.Wilson(measured.Sample.Accuracy, measured.Sample.EffectiveRows, measured.Options.Level);
        double low = accuracy.Low * (1 - accuracy.Low), high = accuracy.High * (1 - accuracy.High);
        bool peak = accuracy.Low < 0.5 && accuracy.High > 0.5;
        double value = measured.Sample.Accuracy * (1 - measured.Sample.Accuracy);
        return measured.Of(value, Definitions.BrierUncertainty, new Interval(Math.Min(low, high), peak ? 0.25 : Math.Max(low, high)));
    }
}
