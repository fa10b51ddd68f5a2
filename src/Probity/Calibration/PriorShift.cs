using System.Numerics;
using System.Runtime.InteropServices;
using Probity.IO;
using Probity.Numerics;
using Probity.Scores;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Moves calibrated probabilities to other class priors by Bayes' theorem: ln(new prior/training prior) is added to every
/// calibrated logit. The new priors are known, or estimated from unlabelled rows (Saerens, Latinne &amp; Decaestecker, 2002).
/// </summary>
/// <remarks>
/// Right where only the mixture of classes is new, and rows within a class look as they did (label shift); no unlabelled rows
/// can show whether that holds. The estimate trusts the calibrator within, so calibrate first. Wraps any calibrator, or none. The
/// estimate looks at all unlabelled rows in every step, so there is no fit by chunks.
/// </remarks>
public sealed class PriorShift : Calibrator
{
    private const int MostShown = 10, RowsAClass = 10;

    private readonly Calibrator? _inner;
    private readonly double[] _shifts;   // ln(new/training), one a class

    private PriorShift(CalibratorBasis basis, Calibrator? inner, double[] trainingPriors, double[] newPriors, double[] standardErrors, int unlabelledRows) : base(basis)
    {
        _inner = inner;
        TrainingPriors = trainingPriors;
        NewPriors = newPriors;
        StandardErrors = standardErrors;
        UnlabelledRows = unlabelledRows;
        _shifts = [.. newPriors.Select((prior, k) => Math.Log(prior) - Math.Log(trainingPriors[k]))];
    }

    /// <inheritdoc/>
    public override string Kind => "prior-shift";

    /// <summary>Shares of the classes among the rows that the calibrator was fitted on; two for a binary column.</summary>
    public IReadOnlyList<double> TrainingPriors { get; }

    /// <summary>Shares where it is used, all above 0.</summary>
    public IReadOnlyList<double> NewPriors { get; }

    /// <summary>Of estimated priors, from the number of unlabelled rows alone, by the observed information; 0 of known ones and of more than 128 classes.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>Rows that the new priors were estimated from; 0 where they were known.</summary>
    public int UnlabelledRows { get; }

    /// <inheritdoc/>
    public override bool KeepsPrediction => false;

    /// <inheritdoc/>
    public override bool CanInvert => _inner is null || _inner.CanInvert;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
    [
        new("training_priors", TrainingPriors), new("new_priors", NewPriors), new("standard_errors", StandardErrors), CalibratorParameter.Number("unlabelled_rows", UnlabelledRows),
    ];

    internal override GroupCalibration? ByGroup => _inner?.ByGroup;

    internal override IReadOnlyList<Calibrator> Inner => _inner is null ? [] : [_inner];

    /// <summary>Shares of the classes among labels.</summary>
    /// <param name="labels">N labels.</param>
    /// <param name="classes">Columns of the rows; 1 for a binary column.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each.</param>
    /// <returns>One a class, two for a binary column.</returns>
    /// <exception cref="ArgumentException">A label out of range, or no rows.</exception>
    public static double[] PriorsOf(ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default)
    {
        var priors = new double[Math.Max(2, classes)];
        Require.SomeRows(labels.Length, nameof(labels));
        Require.Labels(labels, priors.Length, nameof(labels));
        Require.Weights(weights, labels.Length, nameof(weights));
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            priors[labels[i]] += weight;
            total += weight;
        }
        for (int k = 0; k < priors.Length; k++) priors[k] /= total;
        return priors;
    }

    /// <summary>To priors that are known.</summary>
    /// <param name="inner">Calibrates first; null where the model's own probabilities are right for the training priors.</param>
    /// <param name="classes">Columns of the rows; 1 for a binary column.</param>
    /// <param name="trainingPriors">One a class (two for a binary column), above 0, sum 1: of the rows that <paramref name="inner"/> was fitted on.</param>
    /// <param name="newPriors">The same where it will be used.</param>
    /// <exception cref="ArgumentException">Not one prior a class, a prior not in (0, 1), a sum that is not 1, or an inner calibrator of other columns.</exception>
    public static PriorShift To(Calibrator? inner, int classes, ReadOnlySpan<double> trainingPriors, ReadOnlySpan<double> newPriors)
    {
        double[] before = Checked(trainingPriors, classes, "training priors", inner), after = Checked(newPriors, classes, "new priors", inner);
        return new(BasisOf(inner, classes, FitDiagnostics.None), inner, before, after, new double[after.Length], 0);
    }

    /// <summary>To the priors that make unlabelled rows most likely.</summary>
    /// <param name="inner">Calibrates first, or null.</param>
    /// <param name="classes">Columns of the rows; 1 for a binary column.</param>
    /// <param name="trainingPriors">One a class (two for a binary column), above 0, sum 1.</param>
    /// <param name="unlabelled">M×K logits from where it will be used.</param>
    /// <returns>Estimates of 0 are kept at half a row of M + 1. The warnings say where rows are few, or no shift can be seen.</returns>
    /// <exception cref="ArgumentException">The same, no rows, a logit NaN or +∞, or a row −∞ throughout.</exception>
    public static PriorShift Estimate(Calibrator? inner, int classes, ReadOnlySpan<double> trainingPriors, ReadOnlySpan<float> unlabelled) =>
        EstimateAny(inner, classes, trainingPriors, unlabelled);

    /// <inheritdoc cref="Estimate(Calibrator, int, ReadOnlySpan{double}, ReadOnlySpan{float})"/>
    public static PriorShift Estimate(Calibrator? inner, int classes, ReadOnlySpan<double> trainingPriors, ReadOnlySpan<double> unlabelled) =>
        EstimateAny(inner, classes, trainingPriors, unlabelled);

    /// <inheritdoc/>
    public override string Explain() => Explain(null);

    /// <inheritdoc/>
    public override string Explain(IReadOnlyList<string>? classNames)
    {
        int[] shown = [.. Enumerable.Range(0, NewPriors.Count).OrderByDescending(k => Math.Abs(_shifts[k])).Take(MostShown).Order()];
        string moves = string.Join(", ", shown.Select(k => Invariant($"class {ClassLabel.Of(k, classNames)} {TrainingPriors[k]:G4} → {NewPriors[k]:G4}") + (StandardErrors[k] > 0 ? Invariant($" ± {1.96 * StandardErrors[k]:G2}") : "")));
        string most = shown.Length < NewPriors.Count ? Invariant($" (the {shown.Length} of {NewPriors.Count:N0} that move most)") : "";
        string from = UnlabelledRows > 0 ? Invariant($"estimated from {UnlabelledRows:N0} unlabelled rows") : "as given";
        return (_inner is null ? "Confidence is the model's own probability" : _inner.Explain(classNames) + " Then it is") + $" moved to other class priors, {from}: {moves}{most}. Right where only the mixture of classes is new.";
    }

    internal override Calibrator ForRows(IReadOnlyList<string>? groups)
    {
        Calibrator? inner = _inner?.ForRows(groups);
        return inner == _inner ? this : new PriorShift(Basis, inner, [.. TrainingPriors], [.. NewPriors], [.. StandardErrors], UnlabelledRows);
    }

    internal override void Transform(Span<double> rows) => Transform(rows, 0);

    internal override void Transform(Span<double> rows, int first)
    {
        _inner?.Transform(rows, first);
        if (Classes == 1)
        {
            foreach (ref double logit in rows) logit = Finite(logit + _shifts[1] - _shifts[0]);
            return;
        }
        for (int i = 0; i < rows.Length; i++) rows[i] = Finite(rows[i] + _shifts[i % _shifts.Length]);

        static double Finite(double logit) => Math.Clamp(logit, double.MinValue, double.MaxValue);
    }

    private protected override void InvertRow(Span<double> row)
    {
        if (row.Length == 1) row[0] -= _shifts[1] - _shifts[0];
        else
        {
            for (int k = 0; k < row.Length; k++) row[k] -= _shifts[k];
        }
        if (_inner is null) return;
        var probabilities = new double[row.Length];
        Softmax.Compute(row, row.Length, probabilities);
        foreach (ref double p in probabilities.AsSpan()) p = Math.Clamp(p, double.Epsilon, Math.BitDecrement(1));
        _inner.Invert(probabilities, row.Length, row);
    }

    internal static PriorShift Restore(CalibratorReader from)
    {
        int outcomes = Math.Max(2, from.Classes);
        double[] before = from.Values("training_priors", outcomes), after = from.Values("new_priors", outcomes), errors = from.Values("standard_errors", outcomes);
        double rows = from.Number("unlabelled_rows");
        from.Expect(rows is >= 0 and <= int.MaxValue && rows == Math.Floor(rows), $"{rows} unlabelled rows");
        foreach (double[] priors in (double[][])[before, after])
        {
            from.Expect(priors.All(prior => prior > 0) && Math.Abs(priors.Sum() - 1) < 1e-6, "class priors that are not above 0 with sum 1");
        }
        from.Expect(errors.All(error => error >= 0), "a negative standard error");
        from.Expect(from.InnerCount <= 1, $"{from.InnerCount} calibrators within 'prior-shift', which holds one");
        return new(from.Basis, from.InnerCount == 0 ? null : from.Inner(0, from.Classes), before, after, errors, (int)rows);
    }

    private static PriorShift EstimateAny<T>(Calibrator? inner, int classes, ReadOnlySpan<double> trainingPriors, ReadOnlySpan<T> unlabelled)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] before = Checked(trainingPriors, classes, "training priors", inner);
        int rows = Require.Rows(unlabelled.Length, classes, nameof(unlabelled)), outcomes = before.Length;
        Require.SomeRows(rows, nameof(unlabelled));
        double[] likelihoods = Likelihoods(inner, classes, before, unlabelled);
        MixturePriors found = MixturePriors.Solve(likelihoods, outcomes, before);

        double least = .5 / (rows + 1.0);
        double[] after = [.. found.Priors.Select(prior => Math.Max(prior, least))];
        double sum = after.Sum();
        for (int k = 0; k < outcomes; k++) after[k] /= sum;

        List<string> warnings = [];
        double[] errors = found.StandardErrors.Length == 0 ? new double[outcomes] : found.StandardErrors;
        double worst = errors.Max();
        if (!found.Converged) warnings.Add(Invariant($"the search for the new class priors did not converge; a mean log-likelihood of {found.Gap:G2} may still be missing"));
        if (rows < RowsAClass * outcomes || worst > .05)
            warnings.Add(Invariant($"{rows:N0} unlabelled rows are few to tell {outcomes:N0} class priors from") + (worst > 0 ? Invariant($": they are known to ± {1.96 * worst:G2} at worst") : ""));
        double ratio = Math.Max(0, 2 * rows * (found.LogLikelihood - MixturePriors.Mean(likelihoods, outcomes, before))), p = IncompleteGamma.Upper((outcomes - 1) / 2.0, ratio / 2);
        if (p > .05) warnings.Add(Invariant($"the new class priors cannot be told from the training ones (likelihood ratio {ratio:G3}, p = {p:G2}): the shift may be noise"));
        var diagnostics = new FitDiagnostics(rows, found.Passes, found.Converged, found.Gap, double.NaN, double.NaN, warnings);
        return new(BasisOf(inner, classes, diagnostics), inner, before, after, errors, rows);
    }

    /// <summary>p(class)/prior, proportional to the likelihood of the row under the class.</summary>
    private static double[] Likelihoods<T>(Calibrator? inner, int classes, double[] priors, ReadOnlySpan<T> unlabelled) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var logits = new double[unlabelled.Length];
        var calibrator = inner ?? new PriorShift(BasisOf(null, classes, FitDiagnostics.None), null, priors, priors, new double[priors.Length], 0);
        if (typeof(T) == typeof(float)) calibrator.CalibrateLogits(MemoryMarshal.Cast<T, float>(unlabelled), classes, logits);
        else calibrator.CalibrateLogits(MemoryMarshal.Cast<T, double>(unlabelled), classes, logits);
        int outcomes = priors.Length;
        var likelihoods = classes == 1 ? new double[2 * logits.Length] : logits;
        for (int i = 0; i < likelihoods.Length / outcomes; i++)
        {
            if (classes == 1)
            {
                likelihoods[2 * i] = Elementary.Logistic(-logits[i]) / priors[0];
                likelihoods[(2 * i) + 1] = Elementary.Logistic(logits[i]) / priors[1];
                continue;
            }
            Span<double> row = likelihoods.AsSpan(i * outcomes, outcomes);
            double largest = double.NegativeInfinity;
            foreach (double logit in row) largest = Math.Max(largest, logit);
            for (int k = 0; k < outcomes; k++) row[k] = Math.Exp(row[k] - largest) / priors[k];
        }
        return likelihoods;
    }

    private static CalibratorBasis BasisOf(Calibrator? inner, int classes, FitDiagnostics diagnostics) =>
        inner is null ? new(classes, double.PositiveInfinity, true, diagnostics) : inner.Basis with { Diagnostics = diagnostics };

    private static double[] Checked(ReadOnlySpan<double> priors, int classes, string name, Calibrator? inner)
    {
        if (inner is not null && inner.Classes != classes) throw new ArgumentException($"classes: {classes:N0} columns but the calibrator within was fitted on {inner.Classes:N0}");
        int outcomes = Math.Max(2, classes);
        if (priors.Length != outcomes) throw new ArgumentException($"{name}: {priors.Length:N0} where there are {outcomes:N0} classes; give one a class, in their order");
        double sum = 0;
        for (int k = 0; k < priors.Length; k++)
        {
            if (!(priors[k] > 0 && priors[k] < 1)) throw new ArgumentException($"{name}: class {k} has {priors[k]}; every prior must lie strictly between 0 and 1");
            sum += priors[k];
        }
        if (Math.Abs(sum - 1) > 1e-6) throw new ArgumentException(Invariant($"{name}: they sum to {sum:G6}; they must sum to 1"));
        return [.. priors.ToArray().Select(prior => prior / sum)];
    }
}
