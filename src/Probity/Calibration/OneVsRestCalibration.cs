using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// One against the rest (Zadrozny &amp; Elkan, KDD 2002): for each class k a calibrator for two classes of the log-odds
/// s_k = z_k − ln Σ_{j≠k} exp z_j gives q_k; the calibrated probabilities are q_k / Σ q.
/// </summary>
/// <remarks>
/// Mends errors that differ between classes, without any shape shared by them: each class wants some 50 rows of its own.
/// It may change which class is predicted. The sum of the q_k need not be 1, and dividing by it undoes a little of what
/// each calibrator learned; where the classes' errors are alike, temperature scaling is better with fewer rows.
/// </remarks>
public sealed class OneVsRestCalibration : Calibrator
{
    private readonly BinaryCalibrator[] _ofClass;

    private OneVsRestCalibration(CalibratorBasis basis, BinaryCalibrator[] ofClass) : base(basis) => _ofClass = ofClass;

    /// <inheritdoc/>
    public override string Kind => "one-vs-rest";

    /// <inheritdoc/>
    public override bool KeepsPrediction => false;

    /// <summary>The calibrator of each class against the rest, K of them.</summary>
    public IReadOnlyList<BinaryCalibrator> OfClass => _ofClass;

    /// <inheritdoc/>
    /// <remarks>Its own are none: see <see cref="OfClass"/>.</remarks>
    public override IReadOnlyList<CalibratorParameter> Parameters => [];

    internal override IReadOnlyList<Calibrator> Inner => _ofClass;

    /// <summary>Fits a calibrator of a method for each class.</summary>
    /// <param name="rows">Rows of three classes or more. A class may be without rows of its own.</param>
    /// <param name="method">For two classes.</param>
    /// <exception cref="ArgumentException">Fewer classes, or a method that does not map log-odds to log-odds.</exception>
    public static OneVsRestCalibration Fit(CalibrationRows rows, CalibrationMethod method)
    {
        int classes = rows.Classes;
        if (classes < 3) throw new ArgumentException($"{rows.Outcomes:N0} classes; one against the rest is for three or more, use '{method.Name}' as it is");
        var looks = new RestLogOdds[rows.Count];
        RowRanges.For(rows.Count, RowRanges.Length(classes), (_, start, end) =>
        {
            for (int i = start; i < end; i++) looks[i] = new RestLogOdds(rows.Logits.AsSpan(i * classes, classes));
        });
        var ofClass = new BinaryCalibrator[classes];
        RowRanges.For(classes, 1, (_, start, end) =>
        {
            for (int k = start; k < end; k++)
            {
                var logOdds = new double[rows.Count];
                var outcomes = new int[rows.Count];
                for (int i = 0; i < logOdds.Length; i++)
                {
                    logOdds[i] = looks[i].Of(rows.Logits[(i * classes) + k], k);
                    outcomes[i] = rows.Labels[i] == k ? 1 : 0;
                }
                ofClass[k] = method.FitBinary(rows.AsBinary(logOdds, outcomes));
            }
        });
        var within = InnerFits.Of(ofClass, [.. Enumerable.Range(0, classes).Select(k => Invariant($"class {k}"))]);
        var fitted = new OneVsRestCalibration(rows.Basis(FitDiagnostics.None), ofClass);
        return new(rows.Basis(fitted.Diagnosed(rows, within.Iterations, within.Converged, within.Gradient, within.Warnings)), ofClass);
    }

    /// <inheritdoc/>
    public override string Explain() => Explain(null);

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames)
    {
        const int shown = 5;
        string text = Invariant($"Confidence comes from {Classes:N0} calibrators '{_ofClass[0].Kind}', one for each class against the rest, normalised to sum to 1. In what each says, class 1 is its own class, class 0 all the others, and s their log-odds.");
        for (int k = 0; k < Math.Min(shown, Classes); k++) text += Invariant($" For class {ClassLabel.Of(k, classNames)}: {_ofClass[k].Explain()}");
        return Classes > shown ? text + Invariant($" And so on for the other {Classes - shown:N0}.") : text;
    }

    internal override void Transform(Span<double> rows)
    {
        for (int i = 0; i < rows.Length; i += Classes)
        {
            Span<double> row = rows.Slice(i, Classes);
            var look = new RestLogOdds(row);
            for (int k = 0; k < row.Length; k++) row[k] = -Elementary.Softplus(-_ofClass[k].LogOdds(look.Of(row[k], k)));
        }
    }

    internal static OneVsRestCalibration Restore(CalibratorReader from)
    {
        from.Expect(from.Classes > 2 && from.InnerCount == from.Classes, $"{from.InnerCount} calibrators, one for each of {from.Classes} classes against the rest");
        BinaryCalibrator[] ofClass = [.. Enumerable.Range(0, from.InnerCount).Select(from.InnerBinary)];
        from.Expect(ofClass.All(inner => inner.Kind == ofClass[0].Kind), "calibrators of different kinds for each class against the rest");
        return new(from.Basis, ofClass);
    }
}
