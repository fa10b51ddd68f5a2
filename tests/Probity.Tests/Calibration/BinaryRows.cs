using System.Text.Json;
using Probity.Calibration;
using Probity.IO;

namespace Probity.Tests.Calibration;

/// <summary>Rows of one column of log-odds that can be made again anywhere, for values that were computed elsewhere.</summary>
internal static class BinaryRows
{
    /// <summary>200 rows: s = 3·sin(1.7·i) + i/100 − 1, and class 1 where (7919·i mod 1009)/1009 lies below σ(.6·s + .4): 110 of them.</summary>
    public static (double[] Scores, int[] Labels) Made(Func<double, double>? probability = null)
    {
        double[] scores = [.. Enumerable.Range(0, 200).Select(i => (3 * Math.Sin(1.7 * i)) + (.01 * i) - 1)];
        return (scores, [.. scores.Select((s, i) => i * 7919 % 1009 / 1009.0 < (probability ?? (x => 1 / (1 + Math.Exp(-((.6 * x) + .4)))))(s) ? 1 : 0)]);
    }

    /// <summary>The same with 1 and 0 exchanged, so that a higher score means less of class 1.</summary>
    public static (double[] Scores, int[] Labels) TurnedRound()
    {
        (double[] scores, int[] labels) = Made();
        return (scores, [.. labels.Select(label => 1 - label)]);
    }

    /// <summary>A calibrator written to a file and read again.</summary>
    public static Calibrator Kept(Calibrator calibrator, Func<List<SafetensorsTensor>, List<SafetensorsTensor>>? lie = null)
    {
        List<SafetensorsTensor> tensors = [];
        CalibratorManifest manifest = CalibratorWriter.Describe(calibrator, tensors);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, new Dictionary<string, string>(StringComparer.Ordinal), lie?.Invoke(tensors) ?? tensors);
        stream.Position = 0;
        var file = new PolicyTensors(SafetensorsFile.Read(stream, 1 << 24, "kept"), "kept");
        Calibrator read = CalibratorReader.Read(file, JsonSerializer.Deserialize<CalibratorManifest>(JsonSerializer.Serialize(manifest))!, calibrator.Classes);
        file.ExpectAllAsked();
        return read;
    }

    /// <summary>A lie about one number of a file.</summary>
    public static Func<List<SafetensorsTensor>, List<SafetensorsTensor>> Changed(string name, params double[] values) => tensors =>
        [.. tensors.Where(tensor => tensor.Name != $"calibrator.{name}"), SafetensorsTensor.Create($"calibrator.{name}", values, values.Length)];
}
