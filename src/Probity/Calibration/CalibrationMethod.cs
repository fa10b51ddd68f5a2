using Probity.IO;

namespace Probity.Calibration;

/// <summary>A way to calibrate that the command line and policy files know by name.</summary>
public sealed class CalibrationMethod
{
    private readonly Func<CalibrationRows, Calibrator> _fit;
    private readonly Func<CalibrationRows, CalibrationMethod, Calibrator>? _fitOf;

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

    /// <summary>One that is made of calibrators of another method for two classes, of <paramref name="usual"/> unless another is named after a colon.</summary>
    private CalibrationMethod(string name, string usual, Func<CalibrationRows, CalibrationMethod, Calibrator> fitOf, Func<CalibratorReader, Calibrator> restore, string summary)
        : this(name, 1, binary: false, multiclass: true, rows => fitOf(rows, OfKind(usual)!), restore, summary) => _fitOf = fitOf;

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
        new("spline", 1, binary: true, multiclass: false, SplineCalibration.Fit, SplineCalibration.Restore, "derivative of a smooth cumulative curve"),
        new("scaling-binning", 1, binary: true, multiclass: false, rows => ScalingBinningCalibration.Fit(rows), ScalingBinningCalibration.Restore, "bins of equal mass of a logistic curve"),
        new("bbq", 1, binary: true, multiclass: false, rows => BayesianBinningQuantiles.Fit(rows), BayesianBinningQuantiles.Restore, "histograms of many numbers of bins, averaged by their likelihood"),
        new("isotonic", 1, binary: true, multiclass: false, IsotonicCalibration.Fit, IsotonicCalibration.Restore, "rising staircase of any shape"),
        new("centered-isotonic", 1, binary: true, multiclass: false, CenteredIsotonicCalibration.Fit, CenteredIsotonicCalibration.Restore, "isotonic without ties: lines between the middles of its steps"),
        new("near-isotonic", 1, binary: true, multiclass: false, NearIsotonicCalibration.Fit, NearIsotonicCalibration.Restore, "average of curves that may fall where the rows insist"),
        new("venn-abers", 1, binary: true, multiclass: false, VennAbersCalibration.Fit, VennAbersCalibration.Restore, "isotonic with the new row as either class: an interval with a guarantee"),
        new("cross-venn-abers", 1, binary: true, multiclass: false, CrossVennAbers.Fit, CrossVennAbers.Restore, "Venn–Abers on each of some folds, merged"),

        // Many classes.
        new("ts-mix", 1, binary: true, multiclass: true, TemperatureMixScaling.Fit, TemperatureMixScaling.Restore, "one temperature, mixed with 1/(n + 1) of the uniform distribution"),
        new("svs", 1, binary: false, multiclass: true, StructuredVectorScaling.Fit, StructuredVectorScaling.Restore, "a weight and an offset a class, shrunk to one temperature"),
        new("sms", 1, binary: false, multiclass: true, StructuredMatrixScaling.Fit, StructuredMatrixScaling.Restore, "a matrix of weights and offsets, shrunk to one temperature"),
        new("vector", 1, binary: false, multiclass: true, VectorScaling.Fit, VectorScaling.Restore, "a weight and an offset a class"),
        new("matrix", 1, binary: false, multiclass: true, MatrixScaling.Fit, MatrixScaling.Restore, "a matrix of weights and offsets"),
        new("dirichlet", 1, binary: false, multiclass: true, DirichletCalibration.Fit, DirichletCalibration.Restore, "a matrix of weights and offsets, shrunk off the diagonal"),
        new("ets", 1, binary: true, multiclass: true, EnsembleTemperatureScaling.Fit, EnsembleTemperatureScaling.Restore, "a mixture of softmax at a temperature, softmax, and equal shares"),
        new("order-preserving", 1, binary: true, multiclass: true, OrderPreservingCalibration.Fit, OrderPreservingCalibration.Restore, "one increasing curve of how far a logit lies below its row's largest"),

        // Made of others.
        new("groups", 1, binary: false, multiclass: false, GroupCalibration.Fit, GroupCalibration.Restore, "a temperature or affine map a group, rare groups drawn to a common one"),
        new("one-vs-rest", "platt", OneVsRestCalibration.Fit, OneVsRestCalibration.Restore, "each class against the rest by a calibrator for two (one-vs-rest:NAME)"),
        new("top-label", "platt", TopLabelCalibration.Fit, TopLabelCalibration.RestoreTopLabel, "the predicted class's confidence, each predicted class by itself (top-label:NAME)"),
        new("confidence", "platt", TopLabelCalibration.FitConfidence, TopLabelCalibration.RestoreConfidence, "the predicted class's confidence, all classes together (confidence:NAME)"),
        new("prior-shift", 1, binary: false, multiclass: false, WithoutPriors, PriorShift.Restore, "another calibrator moved to other class priors"),
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

    /// <summary>It can be fitted on rows alone; others come about by more than that, and are known by name in files only.</summary>
    public bool FromRowsAlone => Binary || Multiclass;

    /// <summary>It maps log-odds to log-odds, so that others can be made of it.</summary>
    internal bool ForTwoOnly => Binary && !Multiclass;

    /// <summary>The method of that name; of those made of others also with the name of the other, as in <c>one-vs-rest:platt</c>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CalibrationMethod Parse(string name)
    {
        if (OfKind(name) is { } known) return known;
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && OfKind(name[..colon]) is { _fitOf: { } fitOf } made)
        {
            return OfKind(name[(colon + 1)..]) is { ForTwoOnly: true } inner
                ? new(name, made.Version, made.Binary, made.Multiclass, rows => fitOf(rows, inner), made.Restore, $"{made.Summary}, of {inner.Name}")
                : throw new ArgumentException($"calibrator '{name}': '{name[(colon + 1)..]}' is not for two classes alone; {made.Name} can be made of {Names(All.Where(method => method.ForTwoOnly))}");
        }
        throw new ArgumentException($"calibrator '{name}' is not known; there are none, {Names(All.Where(method => method.FromRowsAlone))}, and {AutoCalibration.Name}, which chooses");

        static string Names(IEnumerable<CalibrationMethod> methods) => string.Join(", ", methods.Select(method => method.Name));
    }

    /// <summary>Fits it on rows. Of three classes or more, a method for two is fitted for each class against the rest (<see cref="OneVsRestCalibration"/>).</summary>
    /// <param name="rows">Rows that the model was not trained on.</param>
    /// <exception cref="ArgumentException">The method is not for so few classes.</exception>
    public Calibrator Fit(CalibrationRows rows)
    {
        RequireSuits(rows);
        return rows.Classes > 2 && !Multiclass && Binary ? OneVsRestCalibration.Fit(rows, this) : _fit(rows);
    }

    /// <summary>Refuses a method that rows of so many classes cannot be fitted by.</summary>
    internal void RequireSuits(CalibrationRows rows)
    {
        if (rows.Classes <= 2 && !Binary && Multiclass) throw new ArgumentException($"calibrator '{Name}' is for three classes or more, but there are {rows.Outcomes:N0}");
    }

    /// <summary>It takes rows of so many columns by itself.</summary>
    internal bool Suits(int classes) => classes <= 2 ? Binary : Multiclass;

    /// <summary>Fits it on rows of one column, as part of another.</summary>
    internal BinaryCalibrator FitBinary(CalibrationRows rows) => _fit(rows) as BinaryCalibrator
        ?? throw new ArgumentException($"calibrator '{Name}' does not map log-odds to log-odds, so no other can be made of it");

    private static Calibrator WithoutPriors(CalibrationRows rows) =>
        throw new ArgumentException("calibrator 'prior-shift' wraps another one: name that one, and give the new class priors or unlabelled rows besides");

    /// <summary>The method that restores a kind of calibrator, or null.</summary>
    internal static CalibrationMethod? OfKind(string kind) => All.FirstOrDefault(method => method.Name == kind);
}
