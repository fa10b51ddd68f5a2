using Probity.Numerics;

namespace Probity.Metrics.Families;

/// <summary>Tests of calibration without bins: Kolmogorov–Smirnov, Kuiper, Spiegelhalter.</summary>
internal sealed class CumulativeErrors : CalibrationPart
{
    private const int Ks = 0, Kuiper = 1, Z = 2;

    private readonly double[] _confidence, _barriers;
    private readonly CumulativeDifferencePass _whole;
    private readonly SpiegelhalterTest _spiegelhalter;

    public CumulativeErrors(ConfidenceBins rows, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        _confidence = rows.Confidence;
        _barriers = CumulativeDifferencePass.Barriers(rows.GroupEnds);
        _whole = CumulativeDifferencePass.Run(_barriers, _confidence, gaps, weights);
        _spiegelhalter = Spiegelhalter.Test(_confidence, gaps, weights);
    }

    public override int Count => 3;

    public override void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        var differences = CumulativeDifferencePass.Run(_barriers, _confidence, gaps, weights);
        double deviation = differences.Deviation > 0 ? differences.Deviation : double.NaN;   // a resample may draw certain rows only
        values[Ks] = differences.Largest / deviation;
        values[Kuiper] = differences.Range / deviation;
        values[Z] = Spiegelhalter.Score(_confidence, gaps, weights);
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures)
    {
        figures["ks"] = Cumulated(
            measured, first + Ks, Definitions.Ks, _whole.Largest, BrownianMotion.LargestUpperTail(_whole.Largest / _whole.RowDeviation));
        figures["kuiper"] = Cumulated(
            measured, first + Kuiper, Definitions.Kuiper, _whole.Range, BrownianMotion.RangeUpperTail(_whole.Range / _whole.RowDeviation));
        figures["spiegelhalter_z"] = double.IsNaN(_spiegelhalter.Z)
            ? measured.Of(null, Definitions.Spiegelhalter, null, "every confidence is 0, 0.5 or 1: the Brier score has no variance under them")
            : measured.Sampled(first + Z, Definitions.Spiegelhalter) with { P = measured.Tested(_spiegelhalter.P) };
    }

    private Figure Cumulated(Measured measured, int index, string definition, double deviation, double p)
    {
        const string certain = "every confidence is 0 or 1: the cumulative differences have no variance under them";
        var figure = _whole.Deviation > 0 ? measured.BiasedUpward(index, definition, double.PositiveInfinity, p)
            : deviation > 0 ? measured.Of(double.PositiveInfinity, definition, null, $"{certain}, and some rows prove them wrong") with { P = measured.Tested(0) }
            : measured.Of(null, definition, null, certain);
        return figure with { Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["deviation"] = deviation } };
    }
}
