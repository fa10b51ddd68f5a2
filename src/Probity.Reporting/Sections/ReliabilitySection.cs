using Measured = Probity.Metrics.ReliabilityBins;

namespace Probity.Reporting.Sections;

/// <summary>Bins of the reliability diagram: equal width as in ECE, and equal mass.</summary>
internal static class ReliabilitySection
{
    public static ReliabilityBins Of(double[] confidence, bool[] right) =>
        new(Shown(Measured.EqualWidth(confidence, right)), Shown(Measured.EqualMass(confidence, right)));

    private static ReliabilityBin[] Shown(IReadOnlyList<Metrics.ReliabilityBin> bins) =>
        [.. bins.Select(bin => new ReliabilityBin(
            bin.Low, bin.High, bin.Rows, bin.MeanConfidence, bin.Accuracy, bin.AccuracyLow, bin.AccuracyHigh, bin.ConsistencyLow, bin.ConsistencyHigh))];
}
