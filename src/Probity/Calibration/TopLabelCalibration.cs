using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Top-label calibration (Gupta &amp; Ramdas, ICLR 2022): for each class that the model predicts, a calibrator for two
/// classes maps the prediction's log-odds to those of being right; or one for all classes together (<c>confidence</c>).
/// </summary>
/// <remarks>
/// <para>
/// When the model says "class 3, with .8", it is right in 8 of 10 such rows: what most users of a classifier read into its
/// confidence. A class that is predicted in fewer than <see cref="OwnRows"/> rows (by weight) has too few for a calibrator of its
/// own and gets the one of all rows.
/// </para>
/// <para>
/// The prediction never changes: the probability q of being right is kept above that of any other class, so it is never below
/// 1/K, and 1 − q is shared among the others by the model's own logits at a temperature of their own, none above q (the excess goes to the
/// rest in the same proportion). That temperature is fitted to the rows whose prediction is wrong: given that, which of the others is it? With q
/// it makes up the likelihood, so each is fitted by itself. Where single classes are off use
/// <see cref="OneVsRestCalibration"/> or a parametric method.
/// </para>
/// </remarks>
public sealed class TopLabelCalibration : Calibrator
{
    /// <summary>Rows, by weight, that a predicted class needs for a calibrator of its own.</summary>
    public const int OwnRows = 50;

    // Others stay so far below the top in logits that rounding cannot make them tie.
    private const double Apart = 1e-9;

    private readonly BinaryCalibrator[] _inner;   // that of all rows first
    private readonly int[]? _innerOf;             // by class, 0 for that of all; null where there is no other

    private TopLabelCalibration(CalibratorBasis basis, double temperatureOfOthers, BinaryCalibrator[] inner, int[]? innerOf) : base(basis)
    {
        TemperatureOfOthers = temperatureOfOthers;
        _inner = inner;
        _innerOf = innerOf;
    }

    /// <inheritdoc/>
    public override string Kind => _innerOf is null ? "confidence" : "top-label";

    /// <inheritdoc/>
    public override bool KeepsPrediction => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
    [
        CalibratorParameter.Number("temperature_of_others", TemperatureOfOthers),
        .. _innerOf is null ? [] : new[] { new CalibratorParameter("calibrator_of_class", [.. _innerOf.Select(index => (double)index)]) },
    ];

    /// <summary>T &gt; 0 of the shares of the classes that are not predicted; 1 where fewer than <see cref="OwnRows"/> predictions are wrong.</summary>
    public double TemperatureOfOthers { get; }

    internal override IReadOnlyList<Calibrator> Inner => _inner;

    /// <summary>The calibrator used where a class is predicted.</summary>
    /// <param name="label">0 to K − 1.</param>
    public BinaryCalibrator OfClass(int label)
    {
        Require.InRange(label, 0, Classes - 1, nameof(label));
        return _inner[_innerOf is null ? 0 : _innerOf[label]];
    }

    /// <summary>Fits a calibrator for each predicted class.</summary>
    /// <param name="rows">Rows of three classes or more.</param>
    /// <param name="method">For two classes; the paper's is histogram binning.</param>
    /// <exception cref="ArgumentException">Fewer classes, or a method that does not map log-odds to log-odds.</exception>
    public static TopLabelCalibration Fit(CalibrationRows rows, CalibrationMethod method) => Fit(rows, method, byClass: true);

    /// <summary>Fits one calibrator for all predictions, whatever the class.</summary>
    /// <inheritdoc cref="Fit(CalibrationRows, CalibrationMethod)"/>
    public static TopLabelCalibration FitConfidence(CalibrationRows rows, CalibrationMethod method) => Fit(rows, method, byClass: false);

    private static TopLabelCalibration Fit(CalibrationRows rows, CalibrationMethod method, bool byClass)
    {
        int classes = rows.Classes;
        if (classes < 3) throw new ArgumentException($"{rows.Outcomes:N0} classes; the confidence of a prediction among two is their probability, use '{method.Name}' as it is");
        var logOdds = new double[rows.Count];
        int[] right = new int[rows.Count], top = new int[rows.Count];
        RowRanges.For(rows.Count, RowRanges.Length(classes), (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                var look = new RestLogOdds(rows.Logits.AsSpan(i * classes, classes));
                (logOdds[i], top[i], right[i]) = (look.OfTop, look.Top, look.Top == rows.Labels[i] ? 1 : 0);
            }
        });

        CalibrationRows all = rows.AsBinary(logOdds, right);
        List<int> own = [];
        int[]? innerOf = null;
        var warnings = new List<string>();
        if (byClass)
        {
            var predicted = new double[classes];
            for (int i = 0; i < top.Length; i++) predicted[top[i]] += rows.Weight(i);
            innerOf = new int[classes];
            for (int k = 0; k < classes; k++)
            {
                if (predicted[k] < OwnRows) continue;
                own.Add(k);
                innerOf[k] = own.Count;
            }
            if (own.Count < classes)
            {
                warnings.Add(Invariant(
                    $"{classes - own.Count:N0} of {classes:N0} classes are predicted in fewer than {OwnRows} rows and share the calibrator of all predictions"));
            }
        }

        var inner = new BinaryCalibrator[1 + own.Count];
        inner[0] = method.FitBinary(all);
        RowRanges.For(own.Count, 1, (_, start, end) =>
        {
            for (int c = start; c < end; c++)
            {
                List<int> chosen = [];
                for (int i = 0; i < top.Length; i++)
                {
                    if (top[i] == own[c]) chosen.Add(i);
                }
                inner[c + 1] = method.FitBinary(all.Chosen(chosen.ToArray()));
            }
        });
        var within = InnerFits.Of(inner, ["all predictions", .. own.Select(k => Invariant($"predictions of class {k}"))]);
        double temperature = OthersOf(rows, top);
        var fitted = new TopLabelCalibration(rows.Basis(FitDiagnostics.None), temperature, inner, innerOf);
        return new(rows.Basis(fitted.Diagnosed(rows, within.Iterations, within.Converged, within.Gradient, [.. warnings, .. within.Warnings])), temperature, inner, innerOf);
    }

    /// <summary>The temperature of the classes that are not predicted, from the rows whose label is one of them.</summary>
    private static double OthersOf(CalibrationRows rows, int[] top)
    {
        int classes = rows.Classes;
        int[] wrong = [.. Enumerable.Range(0, rows.Count).Where(row => top[row] != rows.Labels[row])];
        double[] weights = [.. wrong.Select(rows.Weight)];
        if (weights.Sum() < OwnRows) return 1;
        var logits = new double[wrong.Length * (classes - 1)];
        var labels = new int[wrong.Length];
        for (int i = 0; i < wrong.Length; i++)
        {
            ReadOnlySpan<double> row = rows.Logits.AsSpan(wrong[i] * classes, classes);
            Span<double> others = logits.AsSpan(i * (classes - 1), classes - 1);
            row[..top[wrong[i]]].CopyTo(others);
            row[(top[wrong[i]] + 1)..].CopyTo(others[top[wrong[i]]..]);
            labels[i] = rows.Labels[wrong[i]] - (rows.Labels[wrong[i]] > top[wrong[i]] ? 1 : 0);
        }
        return TemperatureScaling.Fit(CalibrationRows.Of(logits, labels, classes - 1, weights)).Temperature;
    }

    /// <inheritdoc/>
    public override string Explain() => Explain(null);

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames)
    {
        const int shown = 5;
        string text = "The predicted class stays; its confidence comes from " + (_innerOf is null ? "one calibrator" : "a calibrator of its own")
            + Invariant($" '{_inner[0].Kind}' of the prediction's log-odds, the rest is shared as the model has it at temperature {TemperatureOfOthers:G4}. Here class 1 means that the prediction is right, class 0 that it is wrong.");
        if (_innerOf is null) return $"{text} {_inner[0].Explain()}";
        int own = _inner.Length - 1;
        if (own < Classes) text += Invariant($" {Classes - own:N0} of {Classes:N0} classes were predicted too seldom and share one: {_inner[0].Explain()}");
        for (int k = 0, said = 0; k < Classes && said < shown; k++)
        {
            if (_innerOf[k] == 0) continue;
            text += Invariant($" Predictions of class {ClassLabel.Of(k, classNames)}: {_inner[_innerOf[k]].Explain()}");
            said++;
        }
        return own > shown ? text + Invariant($" And so on for the other {own - shown:N0}.") : text;
    }

    internal override void Transform(Span<double> rows)
    {
        for (int i = 0; i < rows.Length; i += Classes)
        {
            Span<double> row = rows.Slice(i, Classes);
            var look = new RestLogOdds(row);
            foreach (ref double z in row) z /= TemperatureOfOthers;
            // q ≥ 1/(1 + (K − 1)·exp(−Apart)): the least that leaves all others below it.
            double right = Math.Max(OfClass(look.Top).LogOdds(look.OfTop), Apart - Math.Log(Classes - 1));
            Share(row, look.Top, -Elementary.Softplus(-right), -Elementary.Softplus(right));
        }
    }

    /// <summary>Gives the top its probability and the others the rest, in proportion and none above the top.</summary>
    private static void Share(Span<double> row, int top, double logTop, double logRest)
    {
        const double full = double.PositiveInfinity;   // marks those that have as much as they may
        double logMost = logTop - Apart;
        row[top] = full;
        while (true)
        {
            double largest = double.NegativeInfinity, sum = 0;
            foreach (double z in row)
            {
                if (z < full) largest = Math.Max(largest, z);
            }
            if (double.IsNegativeInfinity(largest)) break;   // all are full
            foreach (double z in row)
            {
                if (z < full) sum += Math.Exp(z - largest);
            }
            double logScale = logRest - Math.Log(sum);
            if (logScale <= logMost)
            {
                foreach (ref double z in row)
                {
                    if (z < full) z = logScale + (z - largest);
                }
                break;
            }
            // Those with too much are full; what is left, summed without cancellation: the others' part and the excess.
            double scale = Math.Exp(logScale), most = Math.Exp(logMost), left = 0;
            foreach (ref double z in row)
            {
                if (z == full) continue;
                double part = scale * Math.Exp(z - largest);
                bool tooMuch = part > most || z == largest;
                left += tooMuch ? Math.Max(0, part - most) : part;
                if (tooMuch) z = full;
            }
            logRest = Math.Log(Math.Max(left, 1e-300));
        }
        foreach (ref double z in row)
        {
            if (z == full) z = logMost;
        }
        row[top] = logTop;
    }

    internal static TopLabelCalibration RestoreConfidence(CalibratorReader from)
    {
        from.Expect(from.Classes > 2 && from.InnerCount == 1, $"{from.InnerCount} calibrators of the confidence of {from.Classes} classes");
        return new(from.Basis, Temperature(from), [from.InnerBinary(0)], null);
    }

    internal static TopLabelCalibration RestoreTopLabel(CalibratorReader from)
    {
        from.Expect(from.Classes > 2 && from.InnerCount >= 1, $"{from.InnerCount} calibrators of the predictions of {from.Classes} classes");
        double[] places = from.Values("calibrator_of_class", from.Classes);
        var innerOf = new int[from.Classes];
        int own = 0;
        for (int k = 0; k < innerOf.Length; k++)
        {
            if (places[k] != 0) own++;
            from.Expect(places[k] == 0 || places[k] == own, $"class {k} with the calibrator at place {places[k]}");
            innerOf[k] = (int)places[k];
        }
        from.Expect(from.InnerCount == own + 1, $"{from.InnerCount} calibrators where {own + 1} belong");
        return new(from.Basis, Temperature(from), [.. Enumerable.Range(0, from.InnerCount).Select(from.InnerBinary)], innerOf);
    }

    private static double Temperature(CalibratorReader from)
    {
        double temperature = from.Number("temperature_of_others");
        from.Expect(temperature > 0 && double.IsFinite(1 / temperature), $"a temperature of {temperature} of other classes");
        return temperature;
    }
}
