using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

/// <summary>Rows with labels drawn from what their logits say at another temperature. Logits in sixteenths, so that float32 holds them and some tie.</summary>
internal sealed record CalibratedRows(double[] Logits, int[] Labels, int Columns)
{
    /// <summary>Of an overconfident model.</summary>
    public static CalibratedRows Typical(int rows, int columns, ulong seed) => Sampled(rows, columns, 4, 2, seed);

    public static CalibratedRows Sampled(int rows, int columns, double scale, double truth, ulong seed)
    {
        (float[] logits, int[] labels) = TemperatureScalingTests.Sampled(rows, Math.Max(2, columns), scale, truth, seed);
        double[] coarse = [.. logits.Select(z => Math.Round(16.0 * z) / 16)];
        if (columns == 1) coarse = [.. Enumerable.Range(0, rows).Select(i => coarse[(2 * i) + 1] - coarse[2 * i])];
        return new(coarse, labels, columns);
    }

    public CalibratedRows Chosen(int[] rows) => new(RowSplit.Gather<double>(Logits, Columns, rows), RowSplit.Gather<int>(Labels, 1, rows), Columns);

    public CalibrationRows Checked(double[]? weights = null) => CalibrationRows.Of(Logits, Labels, Columns, weights);

    public Calibrator Fit(string method, double[]? weights = null) => CalibrationMethod.Parse(method).Fit(Checked(weights));
}
