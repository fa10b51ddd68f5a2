namespace Probity.Metrics.Families;

/// <summary>ECE, MCE and RMSCE on equal-width bins, ECE on bins of equal mass.</summary>
internal sealed class BinnedErrors : CalibrationPart
{
    private const int Ece = 0, Mce = 1, Rmsce = 2, EceEqualMass = 3;

    private readonly ConfidenceBins _bins;
    private readonly int[] _massEnds;

    public BinnedErrors(ConfidenceBins bins, ReadOnlySpan<double> weights)
    {
        _bins = bins;
        // Bins of equal mass stay where the rows cut them: the interval is of the error on these bins.
        _massEnds = new int[bins.Bins];
        _massEnds = _massEnds[..bins.CutByMass(weights, _massEnds)];
    }

    public override int Count => 4;

    public override void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        var width = CalibrationErrorPass.Run(_bins.WidthEnds, gaps, weights);
        values[Ece] = width.Ece;
        values[Mce] = width.Mce;
        values[Rmsce] = width.Rmsce;
        values[EceEqualMass] = CalibrationErrorPass.Run(_massEnds, gaps, weights).Ece;
    }

    public override void Describe(Measured measured, int first, Dictionary<string, Figure> figures)
    {
        int bins = _bins.Bins;
        figures["ece"] = measured.BiasedUpward(first + Ece, Definitions.Ece(bins));
        figures["mce"] = measured.BiasedUpward(first + Mce, Definitions.Mce(bins));
        figures["rmsce"] = measured.BiasedUpward(first + Rmsce, Definitions.Rmsce(bins));
        figures["ece_equal_mass"] = measured.BiasedUpward(first + EceEqualMass, Definitions.EceEqualMass(bins));
    }
}
