namespace Probity.Metrics.Families;

/// <summary>ECE with its two directions, MCE and RMSCE on equal-width bins; ECE and debiased RMSCE on bins of equal mass.</summary>
internal sealed class BinnedErrors : CalibrationPart
{
    private const int Ece = 0, Mce = 1, Rmsce = 2, EceEqualMass = 3, RmsceDebiased = 4, Overconfidence = 5, Underconfidence = 6;

    private readonly ConfidenceBins _bins;
    private readonly int[] _massEnds;

    public BinnedErrors(ConfidenceBins bins, ReadOnlySpan<double> weights)
    {
        _bins = bins;
        // Bins of equal mass stay where the rows cut them: the interval is of the error on these bins.
        _massEnds = new int[bins.Bins];
        _massEnds = _massEnds[..bins.CutByMass(weights, _massEnds)];
    }

    public override int Count => 7;

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
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures)
    {
        int bins = _bins.Bins;
        figures["ece"] = measured.BiasedUpward(first + Ece, Definitions.Ece(bins));
        figures["mce"] = measured.BiasedUpward(first + Mce, Definitions.Mce(bins));
        figures["rmsce"] = measured.BiasedUpward(first + Rmsce, Definitions.Rmsce(bins));
        figures["ece_equal_mass"] = measured.BiasedUpward(first + EceEqualMass, Definitions.EceEqualMass(bins));
        figures["rmsce_debiased"] = measured.BiasedUpward(first + RmsceDebiased, Definitions.RmsceDebiased(bins));
        figures["overconfidence"] = measured.BiasedUpward(first + Overconfidence, Definitions.Overconfidence(bins));
        figures["underconfidence"] = measured.BiasedUpward(first + Underconfidence, Definitions.Underconfidence(bins));
    }
}
