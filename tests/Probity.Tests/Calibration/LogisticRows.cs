using Probity.Calibration;
using Probity.IO;

namespace Probity.Tests.Calibration;

/// <summary>
/// 240 rows of four classes by a formula. What the multinomial logistic calibrators must find on them was computed once by Newton's
/// method with whole Hessians in NumPy 1.24 (gradients below 1e-15), T by SciPy 1.10.
/// </summary>
internal static class LogisticRows
{
    public const int Count = 240, Classes = 4;

    public static (double[] Logits, int[] Labels) Values()
    {
        var logits = new double[Count * Classes];
        var labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            int y = ((i * i) + (i / 3)) % Classes;
            labels[i] = i % 5 == 0 ? (y + 1) % Classes : y;
            for (int k = 0; k < Classes; k++)
                logits[(i * Classes) + k] = (2 * Math.Sin((1.3 * i) + (2.1 * k))) + (.5 * k) + (k == y ? 2.2 : 0) + (1.5 * Math.Cos(.7 * i * (k + 1)));
        }
        return (logits, labels);
    }

    public static CalibrationRows Rows()
    {
        (double[] logits, int[] labels) = Values();
        return CalibrationRows.Of(logits, labels, Classes);
    }

    /// <summary>The negative log-likelihood of all rows and the probabilities of row 7 are the given ones.</summary>
    public static void Near(Calibrator fitted, double nll, double[] seventh, double tolerance = 1e-9)
    {
        Assert.True(fitted.Diagnostics.Converged);
        Assert.Equal(nll, fitted.Diagnostics.NllAfter, tolerance);
        (double[] logits, _) = Values();
        var probabilities = new double[Classes];
        fitted.Calibrate(logits.AsSpan(7 * Classes, Classes), Classes, probabilities);
        for (int k = 0; k < Classes; k++) Assert.Equal(seventh[k], probabilities[k], Math.Max(tolerance, 1e-8));
    }

    /// <summary>What a file of a calibrator gives when the numbers of one parameter are others.</summary>
    public static Calibrator Changed(Calibrator calibrator, string parameter, double[] values)
    {
        using var stream = new MemoryStream();
        PolicyFile.Write(stream, SavedCalibrator.PolicyOf(calibrator));
        stream.Position = 0;
        SafetensorsFile file = SafetensorsFile.Read(stream, 1 << 20);
        string name = $"calibrator.{parameter}";
        Assert.True(file.Tensors.ContainsKey(name));
        using var changed = new MemoryStream();
        SafetensorsWriter.Write(
            changed, file.Metadata, [.. file.Tensors.Values.Where(tensor => tensor.Name != name), SafetensorsTensor.Create(name, values, values.Length)]);
        changed.Position = 0;
        return PolicyFile.Read(changed, "kept").Calibrator!;
    }

    /// <summary>Another calibrator of that kind with some of its parameters replaced is refused when read, in one sentence.</summary>
    public static void Refused(Calibrator fitted, string parameter, double[] values, string expected)
    {
        var problem = Assert.Throws<InvalidDataException>(() => Changed(fitted, parameter, values));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }
}
