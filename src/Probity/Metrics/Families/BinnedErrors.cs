namespace Probity.Metrics.Families;

/// <summary>ECE with its two directions, MCE and RMSCE on equal-width bins; ECE and debiased RMSCE on bins of equal mass.</summary>
internal sealed class BinnedErrors : CalibrationPart
{
    private const int Ece = 0, Mce = 1, Rmsce = 2, EceEqualMass = 3, RmsceDebiased = 4, Overconfidence = 5, Underconfidence = 6, MassSquare = 7, DebiasedSquare = 8;

    private readonly ConfidenceBins _bins;
    private readonly int[] _massEnds;

    public BinnedErrors(ConfidenceBins bins, ReadOnlySpan<double> weights)
    {
        _bins = bins;
        // Bins of equal mass stay where the rows cut them: the interval is of the error on these bins.
        _massEnds = new int[bins.Bins];
        _massEnds = _massEnds[..bins.CutByMass(weights, _massEnds)];
    }

    public override int Count => 9;

    public override void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        var width = CalibrationErrorPass.Run(_bins.WidthEnds, _bins.Confidence, gaps, weights);
        values[Ece] = width.Ece;
        values[Mce] = width.Mce;
        values[Rmsce] = width.Rmsce;
        values[Overconfidence] = width.Overconfidence;
        values[Underconfidence] = width.Underconfidence;
        var mass = CalibrationErrorPass.Run(_massEnds, _bins.Confidence, gaps, weights);
        values[EceEqualMass] = mass.Ece;
        values[RmsceDebiased] = mass.RmsceDebiased;
        values[MassSquare] = mass.MeanSquare;
        values[DebiasedSquare] = mass.MeanSquare - mass.Noise;
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures)
    {
        int bins = _bins.Bins;
        figures["ece"] = measured.BiasedUpward(first + Ece, Definitions.Ece(bins));
        figures["mce"] = measured.BiasedUpward(first + Mce, Definitions.Mce(bins), ofLargest: true);
        figures["rmsce"] = measured.BiasedUpward(first + Rmsce, Definitions.Rmsce(bins));
        figures["ece_equal_mass"] = measured.BiasedUpward(first + EceEqualMass, Definitions.EceEqualMass(bins));
        figures["rmsce_debiased"] = measured.BiasedUpward(
            first + RmsceDebiased, Definitions.RmsceDebiased(bins), interval: OfDebiased(measured, first));
        figures["overconfidence"] = measured.BiasedUpward(first + Overconfidence, Definitions.Overconfidence(bins));
        figures["underconfidence"] = measured.BiasedUpward(first + Underconfidence, Definitions.Underconfidence(bins));
    }

    /// <summary>
    /// Resampling adds the noise of the rows to the squared gaps once more: resampled debiased squares lie around the plain square,
    /// so it is their distance from that which tells how far the debiased square may be off. The root comes last.
    /// </summary>
    private static Interval? OfDebiased(Measured measured, int first)
    {
        if (measured.Percentile(first + DebiasedSquare) is not { } resampled) return null;
        double square = measured.Value(first + DebiasedSquare), around = measured.Value(first + MassSquare);
        return new(Root(square - (resampled.High - around)), Root(square - (resampled.Low - around)));
    }

    private static double Root(double square) => Math.Sqrt(Math.Max(0, square));
}
