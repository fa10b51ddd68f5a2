using Probity.Calibration;

namespace Probity.IO;

/// <summary>What a fitted calibrator is restored from: its tensors, those within it, and the words for what is wrong with them.</summary>
internal sealed class CalibratorReader
{
    private readonly PolicyTensors _tensors;
    private readonly string _prefix;
    private readonly CalibratorManifest _manifest;

    private CalibratorReader(PolicyTensors tensors, string prefix, CalibratorManifest manifest, int classes)
    {
        _tensors = tensors;
        _prefix = prefix;
        _manifest = manifest;
        FitDiagnostics diagnostics = manifest.Diagnostics ?? throw new InvalidDataException($"{tensors.Name}: the calibrator '{manifest.Kind}' has no diagnostics");
        Expect(!diagnostics.Warnings.Contains(null!), "the calibrator's warnings hold a null");
        Expect(manifest.Names?.Contains(null!) != true, "the calibrator's names hold a null");
        double floor = manifest.Floor ?? double.PositiveInfinity;
        Expect(floor > 0, $"a floor of {floor}");
        // Version 1 of the temperature knew neither floors nor marks of masked classes: −∞ stayed what it was.
        bool keepsMasks = manifest.KeepsMasks ?? (manifest is { Kind: "temperature", Version: 1 });
        Basis = new CalibratorBasis(classes, floor, keepsMasks, diagnostics);
    }

    public CalibratorBasis Basis { get; }

    public int Classes => Basis.Classes;

    /// <summary>Of the kind, not of the file.</summary>
    public int Version => _manifest.Version;

    /// <summary>Where version 1 of the temperature kept it.</summary>
    public double StandardErrorOfVersion1 => _manifest.StandardError ?? 0;

    /// <summary>Names that it knows rows by; empty where it has none.</summary>
    public IReadOnlyList<string> Names => _manifest.Names ?? [];

    /// <summary>How many calibrators this one is made of.</summary>
    public int InnerCount => _manifest.Inner?.Count ?? 0;

    /// <summary>Restores a calibrator of any kind.</summary>
    /// <param name="tensors">The file's.</param>
    /// <param name="manifest">Its part of the manifest.</param>
    /// <param name="classes">Columns of the rows that it takes.</param>
    public static Calibrator Read(PolicyTensors tensors, CalibratorManifest manifest, int classes) => Read(tensors, "calibrator", manifest, classes, depth: 0);

    /// <summary>One number.</summary>
    public double Number(string name) => Values(name, 1)[0];

    /// <summary>A vector or matrix of finite numbers.</summary>
    /// <param name="name">As <see cref="Calibrator.Parameters"/> names it.</param>
    /// <param name="count">How many there must be; null for any number above 0.</param>
    public double[] Values(string name, int? count = null) => _tensors.Values($"{_prefix}.{name}", count);

    /// <summary>A calibrator within, which may be of any kind.</summary>
    /// <param name="index">0 to <see cref="InnerCount"/> − 1.</param>
    /// <param name="classes">Columns of the rows that it takes.</param>
    public Calibrator Inner(int index, int classes)
    {
        Expect(index < InnerCount && _manifest.Inner![index] is not null, $"the calibrator '{_manifest.Kind}' lacks the one within it at place {index}");
        return Read(_tensors, $"{_prefix}.{index}", _manifest.Inner![index], classes, _prefix.Count(c => c == '.') + 1);
    }

    /// <summary>The same, of a kind for two classes.</summary>
    public BinaryCalibrator InnerBinary(int index) =>
        Inner(index, 1) as BinaryCalibrator ?? throw new InvalidDataException($"{_tensors.Name}: a calibrator for two classes was expected within '{_manifest.Kind}'");

    public void Expect(bool holds, string otherwise) => _tensors.Expect(holds, otherwise);

    private static Calibrator Read(PolicyTensors tensors, string prefix, CalibratorManifest manifest, int classes, int depth)
    {
        const int deepest = 4;   // a file cannot make us recurse for ever
        tensors.Expect(depth <= deepest, "calibrators within calibrators, too deep to be ours");
        CalibrationMethod method = CalibrationMethod.OfKind(manifest.Kind) ??
            throw new InvalidDataException($"{tensors.Name}: calibrator '{manifest.Kind}' is not known to this Probity; use a newer one");
        tensors.Expect(manifest.Version >= 1 && manifest.Version <= method.Version,
            $"calibrator '{manifest.Kind}' version {manifest.Version} where this Probity reads up to {method.Version}; use a newer one");
        Calibrator restored = method.Restore(new CalibratorReader(tensors, prefix, manifest, classes));
        return restored.WithCrossFit(manifest.CrossFitNllBefore ?? double.NaN, manifest.CrossFitNllAfter ?? double.NaN);
    }
}

/// <summary>The other way: a fitted calibrator as a manifest and tensors.</summary>
internal static class CalibratorWriter
{
    /// <summary>Describes a calibrator and all within it, and adds their tensors.</summary>
    public static CalibratorManifest Describe(Calibrator calibrator, List<SafetensorsTensor> tensors, string prefix = "calibrator")
    {
        foreach (CalibratorParameter parameter in calibrator.Parameters)
        {
            double[] values = [.. parameter.Values];
            long[] shape = parameter.Columns == 1 ? [values.Length] : [values.Length / parameter.Columns, parameter.Columns];
            tensors.Add(SafetensorsTensor.Create($"{prefix}.{parameter.Name}", values, shape));
        }
        return new CalibratorManifest
        {
            Kind = calibrator.Kind,
            Version = CalibrationMethod.OfKind(calibrator.Kind)!.Version,
            Floor = double.IsPositiveInfinity(calibrator.Basis.Floor) ? null : calibrator.Basis.Floor,
            KeepsMasks = calibrator.Basis.KeepsMasks,
            CrossFitNllBefore = OrNull(calibrator.CrossFitNllBefore),
            CrossFitNllAfter = OrNull(calibrator.CrossFitNllAfter),
            Diagnostics = calibrator.Diagnostics,
            Names = calibrator.Names,
            Inner = calibrator.Inner.Count == 0 ? null : [.. calibrator.Inner.Select((inner, i) => Describe(inner, tensors, $"{prefix}.{i}"))],
        };

        static double? OrNull(double value) => double.IsNaN(value) ? null : value;
    }
}
