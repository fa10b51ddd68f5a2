using System.Text.Json;
using Probity.Calibration;
using Probity.Numerics;

namespace Probity.IO;

/// <summary>Everything in a multi-label calibration's file but the numbers, which are tensors.</summary>
internal sealed record MultiLabelManifest
{
    public required string Format { get; init; }
    public required int Version { get; init; }
    public required int Labels { get; init; }
    public IReadOnlyList<string>? LabelNames { get; init; }
    public required FitDiagnostics Diagnostics { get; init; }
    public required string RowsHash { get; init; }
}

/// <summary>Multi-label calibrations on disk: safetensors with a manifest, read as strictly as policies are.</summary>
internal static class MultiLabelFile
{
    private const int Version = 1;
    private const long MaxBytes = 256L << 20;
    private const string Slopes = "slopes", Intercepts = "intercepts", Present = "present", Shared = "shared", Between = "between";

    public static void Write(string path, MultiLabelCalibration fitted)
    {
        var manifest = new MultiLabelManifest
        {
            Format = ProbityFile.MultiLabel,
            Version = Version,
            Labels = fitted.Labels,
            LabelNames = fitted.LabelNames,
            Diagnostics = fitted.Diagnostics,
            RowsHash = fitted.RowsHash,
        };
        string json = JsonSerializer.Serialize(manifest, PolicyJson.Default.MultiLabelManifest);
        SafetensorsWriter.Write(path, new Dictionary<string, string>(StringComparer.Ordinal) { [ProbityFile.ManifestKey] = json },
        [
            SafetensorsTensor.Create(Slopes, [.. fitted.Slopes]),
            SafetensorsTensor.Create(Intercepts, [.. fitted.Intercepts]),
            SafetensorsTensor.Create(Present, [.. fitted.Present]),
            SafetensorsTensor.Create(Shared, [fitted.SharedSlope, fitted.SharedIntercept]),
            SafetensorsTensor.Create(Between, [.. fitted.BetweenDeviation]),
        ]);
    }

    public static MultiLabelCalibration Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path, MaxBytes);
        string name = Path.GetFileName(path);
        MultiLabelManifest manifest = ProbityFile.Read(file, ProbityFile.MultiLabel, Version, name, PolicyJson.Default.MultiLabelManifest);
        var tensors = new PolicyTensors(file, name);
        tensors.Expect(manifest.Labels is >= 1 and <= 1 << 24, $"{manifest.Labels:N0} labels");
        tensors.Expect(FittingHash.IsOne(manifest.RowsHash), "the hash of the fitting rows is damaged");
        tensors.Expect(manifest.Diagnostics.Rows >= 1 && manifest.Diagnostics.Iterations >= 0, $"fitted on {manifest.Diagnostics.Rows:N0} rows in {manifest.Diagnostics.Iterations:N0} rounds");
        tensors.Expect(!manifest.Diagnostics.Warnings.Contains(null!), "the warnings hold a null");
        double[] slopes = tensors.Values(Slopes, manifest.Labels), intercepts = tensors.Values(Intercepts, manifest.Labels), present = tensors.Values(Present, manifest.Labels);
        double[] shared = tensors.Values(Shared, 2), between = tensors.Values(Between, 2);
        tensors.ExpectAllAsked();
        tensors.Expect(Array.TrueForAll(present, rows => rows >= 0), "a label is present in fewer than 0 rows");
        tensors.Expect(Array.TrueForAll(between, deviation => deviation >= 0), "a deviation between labels is negative");
        try
        {
            MultiLabelCalibration.RequireNames(manifest.LabelNames, manifest.Labels);
        }
        catch (ArgumentException damage)
        {
            throw new InvalidDataException($"{name}: {damage.Message}", damage);
        }
        return new MultiLabelCalibration(slopes, intercepts, present)
        {
            LabelNames = manifest.LabelNames,
            SharedSlope = shared[0],
            SharedIntercept = shared[1],
            BetweenDeviation = between,
            Diagnostics = manifest.Diagnostics,
            RowsHash = manifest.RowsHash,
        };
    }
}
