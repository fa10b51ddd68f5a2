using System.Numerics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Calibration;

/// <summary>
/// A fitted map from what a model puts out to probabilities that match frequencies. Immutable and thread-safe; kept in
/// policy files under its <see cref="Kind"/>.
/// </summary>
/// <remarks>
/// Rows come as logits (for probabilities their logarithms) and leave as calibrated logits, whose softmax are the
/// calibrated probabilities: so no confidence is ever rounded to 1 before rows are ranked by it.
/// </remarks>
public abstract class Calibrator
{
    private readonly CalibratorBasis _basis;

    private protected Calibrator(CalibratorBasis basis) => _basis = basis;

    /// <summary>What kind it is, as the command line and files name it: <c>temperature</c>, <c>platt</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>Columns of the rows that it takes; 1 for a binary column.</summary>
    public int Classes => _basis.Classes;

    /// <summary>How the fit went.</summary>
    public FitDiagnostics Diagnostics => _basis.Diagnostics;

    /// <summary>It can never change which class of a row is predicted.</summary>
    public abstract bool KeepsPrediction { get; }

    /// <summary>Everything that was learned, by name.</summary>
    public abstract IReadOnlyList<CalibratorParameter> Parameters { get; }

    /// <summary>Mean negative log-likelihood of the fitting rows before, as the cross-fit saw it; NaN where there was none.</summary>
    public double CrossFitNllBefore { get; private set; } = double.NaN;

    /// <summary>Mean negative log-likelihood of each fitting row when calibrated without its own fold: what calibration is worth on new rows. NaN where there was no cross-fit.</summary>
    public double CrossFitNllAfter { get; private set; } = double.NaN;

    internal CalibratorBasis Basis => _basis;

    /// <summary>Calibrators that this one is made of.</summary>
    internal virtual IReadOnlyList<Calibrator> Inner => [];

    /// <summary>Names that it knows rows by, which files keep; null where rows have none.</summary>
    internal virtual IReadOnlyList<string>? Names => null;

    /// <summary>What tells rows apart by their groups, this or what is within it; null where nothing does.</summary>
    internal virtual GroupCalibration? ByGroup => null;

    /// <summary>The calibrator of certain rows, which differs from this where rows are told apart by their groups.</summary>
    /// <param name="groups">The group of every row, or null.</param>
    /// <exception cref="ArgumentException">It needs groups and there are none.</exception>
    internal virtual Calibrator ForRows(IReadOnlyList<string>? groups) => this;

    /// <summary>The calibrator of rows to fit on, which may have groups or none.</summary>
    internal Calibrator ForRows(CalibrationRows rows) => rows.Groups is null ? this : ForRows(rows.Groups);

    /// <summary>What it does and what its parameters mean, in a sentence or a few.</summary>
    public abstract string Explain();

    /// <summary>The same, where the classes have names.</summary>
    /// <param name="classNames">One a class (two for a binary column), or null for their indices alone.</param>
    public virtual string Explain(IReadOnlyList<string>? classNames) => Explain();

    /// <summary>Calibrated probabilities of new rows.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary.</param>
    /// <param name="classes">K.</param>
    /// <param name="probabilities">At least N×K values; for one column the probability of class 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public void Calibrate(ReadOnlySpan<float> logits, int classes, Span<double> probabilities)
    {
        CalibrateLogits(logits, classes, probabilities);
        Softmax.Compute(probabilities[..logits.Length], classes, probabilities);
    }

    /// <inheritdoc cref="Calibrate(ReadOnlySpan{float}, int, Span{double})"/>
    public void Calibrate(ReadOnlySpan<double> logits, int classes, Span<double> probabilities)
    {
        CalibrateLogits(logits, classes, probabilities);
        Softmax.Compute(probabilities[..logits.Length], classes, probabilities);
    }

    /// <summary>Calibrated logits of new rows: their softmax are the calibrated probabilities.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary.</param>
    /// <param name="classes">K.</param>
    /// <param name="calibrated">At least N×K values; never NaN or +∞, −∞ only where a class is masked.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public void CalibrateLogits(ReadOnlySpan<float> logits, int classes, Span<double> calibrated) => CalibrateAny(logits, classes, calibrated);

    /// <inheritdoc cref="CalibrateLogits(ReadOnlySpan{float}, int, Span{double})"/>
    public void CalibrateLogits(ReadOnlySpan<double> logits, int classes, Span<double> calibrated) => CalibrateAny(logits, classes, calibrated);

    /// <summary>The same, where it matters which of many rows they are.</summary>
    internal void CalibrateLogits(ReadOnlySpan<float> logits, Span<double> calibrated, int first) => CalibrateAny(logits, Classes, calibrated, first);

    /// <summary>There is a way back from calibrated probabilities to the model's logits.</summary>
    public virtual bool CanInvert => false;

    /// <summary>The way back: logits that a model must give for calibrated probabilities.</summary>
    /// <param name="probabilities">N×K, all in (0, 1), rows that sum to 1; for one column the probability of class 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="logits">At least N×K values; of two classes or more their mean is 0.</param>
    /// <exception cref="ArgumentException">The shape is wrong or a probability lies outside (0, 1).</exception>
    /// <exception cref="InvalidOperationException"><see cref="CanInvert"/> is false.</exception>
    public void Invert(ReadOnlySpan<double> probabilities, int classes, Span<double> logits)
    {
        int rows = Require.Rows(probabilities.Length, classes, nameof(probabilities));
        if (classes != Classes) throw new ArgumentException($"probabilities: {classes:N0} columns but the calibrator was fitted on {Classes:N0}");
        Require.Destination(probabilities.Length, logits.Length, nameof(logits));
        if (!CanInvert) throw new InvalidOperationException($"the calibrator '{Kind}' has no one way back");
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = logits.Slice(i * classes, classes);
            for (int j = 0; j < classes; j++)
            {
                double p = probabilities[(i * classes) + j];
                if (!(p > 0 && p < 1)) throw new ArgumentException($"probabilities: row {i}, column {j} is {p}; between 0 and 1 there is a way back");
                row[j] = classes == 1 ? Math.Log(p) - Elementary.Log1P(-p) : Math.Log(p);
            }
            InvertRow(row);
            if (classes == 1) continue;
            double mean = 0;
            foreach (double logit in row) mean += logit / classes;
            foreach (ref double logit in row) logit -= mean;
        }
    }

    /// <summary>Turns the calibrated logits of one row into the model's, up to a constant, in place. Called where <see cref="CanInvert"/>.</summary>
    private protected virtual void InvertRow(Span<double> row) => throw new InvalidOperationException($"the calibrator '{Kind}' has no one way back");

    /// <summary>Turns whole rows of finite logits into calibrated ones, in place, on one thread.</summary>
    internal abstract void Transform(Span<double> rows);

    /// <summary>The same where it matters which rows they are.</summary>
    internal virtual void Transform(Span<double> rows, int first) => Transform(rows);

    /// <summary>How a fit went whose optimum was found by a minimiser.</summary>
    private protected FitDiagnostics Diagnosed(CalibrationRows rows, Minimum found, IReadOnlyList<string> warnings) =>
        Diagnosed(rows, found.Evaluations, found.Converged || (found.Reason == StopReason.NoFurtherDescent && found.GradientNorm <= 1e-6), found.GradientNorm, warnings);

    /// <summary>How a fit went: with the negative log-likelihood of the rows before and after.</summary>
    private protected FitDiagnostics Diagnosed(CalibrationRows rows, int iterations, bool converged, double gradient, IReadOnlyList<string> warnings)
    {
        var calibrated = new double[rows.Logits.Length];
        double[] given = rows.Masked();
        ForRows(rows).CalibrateLogits(given, rows.Classes, calibrated);
        return new(rows.Count, iterations, converged, gradient, rows.Mean(rows.Nll(given)), rows.Mean(rows.Nll(calibrated)), warnings);
    }

    /// <summary>The same, with what a cross-fit saw.</summary>
    internal Calibrator WithCrossFit(double nllBefore, double nllAfter)
    {
        var copy = (Calibrator)MemberwiseClone();
        (copy.CrossFitNllBefore, copy.CrossFitNllAfter) = (nllBefore, nllAfter);
        return copy;
    }

    /// <summary>Scores of the calibrated rows.</summary>
    internal virtual void Scores(ReadOnlySpan<float> logits, ScoreColumns to)
    {
        const int block = 1 << 20;   // values, so that many rows do not need as many doubles again
        int rows = Require.Rows(logits.Length, Classes, nameof(logits));
        int atOnce = Math.Max(1, block / Classes);
        var calibrated = new double[Math.Min(rows, atOnce) * Classes];
        for (int from = 0; from < rows; from += atOnce)
        {
            int count = Math.Min(atOnce, rows - from);
            Span<double> values = calibrated.AsSpan(0, count * Classes);
            CalibrateAny(logits.Slice(from * Classes, values.Length), Classes, values, from);
            LogitScores.Compute(values, Classes, to.From(from));
        }
    }

    private unsafe void CalibrateAny<T>(ReadOnlySpan<T> logits, int classes, Span<double> calibrated, int first = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        if (classes != Classes)
            throw new ArgumentException($"logits: {classes:N0} columns but the calibrator was fitted on {Classes:N0}");
        Require.Destination(logits.Length, calibrated.Length, nameof(calibrated));
        int refused = int.MaxValue;
        fixed (T* from = logits)
        fixed (double* to = calibrated)
        {
            T* source = from;
            double* destination = to;
            RowRanges.For(rows, RowRanges.Length(classes), (_, start, end) =>
            {
                var raw = new ReadOnlySpan<T>(source + ((long)start * classes), (end - start) * classes);
                var values = new Span<double>(destination + ((long)start * classes), raw.Length);
                List<int>? masked = null;   // noted before the rows are overwritten: both spans may be one
                for (int i = 0; i < raw.Length && _basis.KeepsMasks; i++)
                {
                    if (T.IsNegativeInfinity(raw[i])) (masked ??= []).Add(i);
                }
                for (int i = 0; i < end - start; i++)
                {
                    if (_basis.TryPrepare(raw.Slice(i * classes, classes), values.Slice(i * classes, classes))) continue;
                    SoftmaxRows.Lowest(ref refused, start + i);
                    return;
                }
                Transform(values, first + start);
                foreach (int i in masked ?? []) values[i] = double.NegativeInfinity;
            });
        }
        if (refused < rows) SoftmaxRows.Refuse(logits.Slice(refused * classes, classes), refused);
    }
}
