using Probity.IO;

namespace Probity.Calibration;

/// <summary>A way to calibrate that the command line and policy files know by name.</summary>
public sealed class CalibrationMethod
{
    private readonly Func<CalibrationRows, Calibrator> _fit;

    private CalibrationMethod(string name, int version, bool binary, bool multiclass, Func<CalibrationRows, Calibrator> fit, Func<CalibratorReader, Calibrator> restore, string summary)
    {
        Name = name;
        Version = version;
        Binary = binary;
        Multiclass = multiclass;
        _fit = fit;
        Restore = restore;
        Summary = summary;
    }

    /// <summary>All of them, simplest first within those for two classes, those for many, and those made of others.</summary>
    public static IReadOnlyList<CalibrationMethod> All { get; } =
    [
        new("temperature", 2, binary: true, multiclass: true, TemperatureScaling.Fit, TemperatureScaling.Restore, "one temperature"),

        // Two classes, a formula of a few parameters.
        new("platt", 1, binary: true, multiclass: false, PlattScaling.Fit, PlattScaling.Restore, "logistic curve of the log-odds, with smoothed targets"),

        // Two classes, any shape.
        new("isotonic", 1, binary: true, multiclass: false, IsotonicCalibration.Fit, IsotonicCalibration.Restore, "rising staircase of any shape"),
        new("centered-isotonic", 1, binary: true, multiclass: false, CenteredIsotonicCalibration.Fit, CenteredIsotonicCalibration.Restore, "isotonic without ties: lines between the middles of its steps"),
        new("near-isotonic", 1, binary: true, multiclass: false, NearIsotonicCalibration.Fit, NearIsotonicCalibration.Restore, "average of curves that may fall where the rows insist"),
        new("venn-abers", 1, binary: true, multiclass: false, VennAbersCalibration.Fit, VennAbersCalibration.Restore, "isotonic with the new row as either class: an interval with a guarantee"),
        new("cross-venn-abers", 1, binary: true, multiclass: false, CrossVennAbers.Fit, CrossVennAbers.Restore, "Venn–Abers on each of some folds, merged"),

        // Many classes.

        // Made of others.
    ];

    /// <summary>As the command line and files name it.</summary>
    public string Name { get; }

    /// <summary>In a few words.</summary>
    public string Summary { get; }

    /// <summary>It takes rows of two classes.</summary>
    public bool Binary { get; }

    /// <summary>It takes rows of three classes or more.</summary>
    public bool Multiclass { get; }

    /// <summary>The latest version of its part of a file.</summary>
    internal int Version { get; }

    /// <summary>Restores one from a file.</summary>
    internal Func<CalibratorReader, Calibrator> Restore { get; }

    /// <summary>The method of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CalibrationMethod Parse(string name) => OfKind(name)
        ?? throw new ArgumentException($"calibrator '{name}' is not known; there are none, {string.Join(", ", All.Select(method => method.Name))}");

    /// <summary>Fits it on rows.</summary>
    /// <param name="rows">Rows that the model was not trained on.</param>
    /// <exception cref="ArgumentException">The method is not for so many classes.</exception>
    public Calibrator Fit(CalibrationRows rows)
    {
        if (!(rows.Classes <= 2 ? Binary : Multiclass))
            throw new ArgumentException($"calibrator '{Name}' is for {(Binary ? "two classes" : "three classes or more")}, but there are {rows.Outcomes:N0}");
        return _fit(rows);
    }

    /// <summary>The method that restores a kind of calibrator, or null.</summary>
    internal static CalibrationMethod? OfKind(string kind) => All.FirstOrDefault(method => method.Name == kind);
}
