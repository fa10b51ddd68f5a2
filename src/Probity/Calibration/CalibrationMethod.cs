using Probity.IO;

namespace Probity.Calibration;

/// <summary>A way to calibrate that the command line and policy files know by name.</summary>
public sealed class CalibrationMethod
{
    private readonly Func<CalibrationRows, Calibrator> _fit;

    internal CalibrationMethod(string name, int version, bool binary, bool multiclass, Func<CalibrationRows, Calibrator> fit, Func<CalibratorReader, Calibrator> restore, string summary)
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
        new("affine", 1, binary: true, multiclass: false, AffineScaling.Fit, AffineScaling.Restore, "logistic curve of the log-odds"),
        new("beta-am", 1, binary: true, multiclass: false, BetaCalibration.FitAm, BetaCalibration.Restore("beta-am"), "beta calibration with a = b"),
        new("beta-ab", 1, binary: true, multiclass: false, BetaCalibration.FitAb, BetaCalibration.Restore("beta-ab"), "beta calibration that leaves ½ at ½"),
        new("beta", 1, binary: true, multiclass: false, BetaCalibration.Fit, BetaCalibration.Restore("beta"), "beta calibration: both ends of the scale on their own"),
        new("quadratic", 1, binary: true, multiclass: false, QuadraticScaling.Fit, QuadraticScaling.Restore, "logistic curve of a parabola of the log-odds"),

        // Two classes, any shape.
        new("histogram", 1, binary: true, multiclass: false, rows => HistogramBinning.Fit(rows), HistogramBinning.Restore, "share of class 1 in bins of equal mass"),
        new("histogram-width", 1, binary: true, multiclass: false, rows => HistogramBinning.FitEqualWidth(rows), HistogramBinning.RestoreEqualWidth, "share of class 1 in bins of equal width"),

        // Many classes.

        // Made of others.
        new("groups", 1, binary: true, multiclass: true, GroupCalibration.Fit, GroupCalibration.Restore, "a temperature or affine map a group, rare groups drawn to a common one"),
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
        ?? throw new ArgumentException($"calibrator '{name}' is not known; there are none, {string.Join(", ", All.Select(method => method.Name))}, and {AutoCalibration.Name}, which chooses");

    /// <summary>Fits it on rows.</summary>
    /// <param name="rows">Rows that the model was not trained on.</param>
    /// <exception cref="ArgumentException">The method is not for so many classes.</exception>
    public Calibrator Fit(CalibrationRows rows)
    {
        RequireSuits(rows);
        return _fit(rows);
    }

    /// <summary>It takes rows of so many columns.</summary>
    internal bool Suits(int classes) => classes <= 2 ? Binary : Multiclass;

    internal void RequireSuits(CalibrationRows rows)
    {
        if (!Suits(rows.Classes))
            throw new ArgumentException($"calibrator '{Name}' is for {(Binary ? "two classes" : "three classes or more")}, but there are {rows.Outcomes:N0}");
    }

    /// <summary>The method that restores a kind of calibrator, or null.</summary>
    internal static CalibrationMethod? OfKind(string kind) => All.FirstOrDefault(method => method.Name == kind);
}
