using System.Text;
using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// A calibrator for every group of rows (a hospital, a language, a device), drawn towards a common one as far as the group's
/// rows leave it open: partial pooling by empirical Bayes (Efron &amp; Morris, 1975).
/// </summary>
/// <remarks>
/// With three classes or more each group has a temperature T; with two, log-odds a·s + b. The logarithm of T or a, and with two
/// classes the level at the mean of the log-odds, vary between groups as N(μ, τ²); τ² is found by penalised quasi-likelihood
/// with Paule and Mandel's equation. Groups that do not differ more than chance explains all get the common parameters
/// (τ² = 0); a group that was never seen gets them too. Use it where groups are known for every row and at least some have some
/// hundred rows. Two or three groups say little about τ². Rows without group names are one group.
/// </remarks>
public sealed class GroupCalibration : Calibrator
{
    private const string Nameless = "all";

    private readonly Dictionary<string, int> _places;
    private readonly double[] _common;      // temperature, or slope and intercept
    private readonly double[] _groups;      // the same, a row a group
    private readonly double[] _own, _errors, _rows, _between;   // for the explanation: own and errors as _groups, errors 0 where the rows bound nothing

    private GroupCalibration(CalibratorBasis basis, IReadOnlyList<string> names, double[] common, double[] groups, double[] own, double[] errors, double[] rows, double[] between) : base(basis)
    {
        GroupNames = names;
        _places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        _common = common;
        _groups = groups;
        _own = own;
        _errors = errors;
        _rows = rows;
        _between = between;
    }

    /// <inheritdoc/>
    public override string Kind => "groups";

    /// <inheritdoc/>
    public override bool KeepsPrediction => Classes > 2;

    /// <summary>The groups that were seen, in ordinal order.</summary>
    public IReadOnlyList<string> GroupNames { get; }

    /// <summary>Deviation between groups of log T, or of log a and of the level at the mean log-odds; 0 where they differ no more than by chance.</summary>
    public IReadOnlyList<double> BetweenDeviation => _between;

    /// <inheritdoc/>
    /// <remarks>A row a group, in the order of <see cref="GroupNames"/>: temperature, or slope and intercept (whose standard error is that of the level at the mean log-odds).</remarks>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
    [
        new("common", _common), new("between_deviation", _between), new("group_parameters", _groups, Size), new("group_own", _own, Size),
        new("group_own_standard_errors", _errors, Size), new("group_rows", _rows),
    ];

    internal override IReadOnlyList<string>? Names => GroupNames;

    internal override GroupCalibration? ByGroup => this;

    private int Size => Classes > 2 ? 1 : 2;

    /// <summary>Fits every group and the common parameters.</summary>
    /// <param name="rows">Rows with the name of each one's group.</param>
    public static GroupCalibration Fit(CalibrationRows rows)
    {
        string[] ofRow = rows.Groups ?? [.. Enumerable.Repeat(Nameless, rows.Count)];
        string[] names = [.. ofRow.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        int[] groupOf = Array.ConvertAll(ofRow, name => places[name]);
        var weights = new double[names.Length];
        for (int i = 0; i < groupOf.Length; i++) weights[groupOf[i]] += rows.Weight(i);
        List<string> warnings = [];
        if (rows.Groups is null) warnings.Add("no group names were given, so all rows are one group");
        GroupCalibration fitted = rows.Classes > 2 ? Temperatures(rows, names, groupOf, weights, warnings) : Affine(rows, names, groupOf, weights, warnings);
        return fitted;
    }

    /// <summary>The calibrator of one group: that of a group never seen is the common one.</summary>
    /// <param name="group">Its name, exactly.</param>
    public Calibrator For(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        ReadOnlySpan<double> own = Of(_places.TryGetValue(group, out int place) ? place : -1);
        return Classes > 2 ? TemperatureScaling.Of(Basis, own[0]) : PlattScaling.Of(Basis, own[0], own[1]);
    }

    /// <summary>Calibrated logits of new rows, each by its group's calibrator.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary.</param>
    /// <param name="groups">N names; one that was never seen gets the common calibrator.</param>
    /// <param name="classes">K.</param>
    /// <param name="calibrated">At least N×K values.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public void CalibrateLogits(ReadOnlySpan<float> logits, IReadOnlyList<string> groups, int classes, Span<double> calibrated) =>
        ForRows(Paired(logits.Length, classes, groups)).CalibrateLogits(logits, classes, calibrated);

    /// <inheritdoc cref="CalibrateLogits(ReadOnlySpan{float}, IReadOnlyList{string}, int, Span{double})"/>
    public void CalibrateLogits(ReadOnlySpan<double> logits, IReadOnlyList<string> groups, int classes, Span<double> calibrated) =>
        ForRows(Paired(logits.Length, classes, groups)).CalibrateLogits(logits, classes, calibrated);

    /// <inheritdoc/>
    public override string Explain()
    {
        var text = new StringBuilder();
        string what = Classes > 2 ? "temperature" : "σ(a·s + b) of the model's log-odds s";
        text.Append(Invariant($"Confidence is calibrated by group ({what}), each drawn towards the common {Shown(_common)} as far as its rows leave it open. "));
        text.Append(_between.All(deviation => deviation == 0)
            ? "The groups differ no more than by chance, so all get the common one."
            : Classes > 2
                ? Invariant($"Between groups log T has a deviation of {_between[0]:G3}.")
                : Invariant($"Between groups log a has a deviation of {_between[0]:G3}, the level one of {_between[1]:G3}."));
        text.Append(" A group that was never seen gets the common one.");
        for (int g = 0; g < GroupNames.Count; g++)
        {
            ReadOnlySpan<double> own = _own.AsSpan(g * Size, Size), ofGroup = _errors.AsSpan(g * Size, Size);
            string alone = ofGroup[0] == 0 ? "alone its rows settle nothing" : $"alone {Shown(own, ofGroup)}";
            text.Append(Invariant($"\n  {GroupNames[g]}: {Shown(Of(g))} from {_rows[g]:#,0.##} rows; {alone}"));
        }
        return text.ToString();

        string Shown(ReadOnlySpan<double> values, ReadOnlySpan<double> errors = default)
        {
            string error = errors.IsEmpty ? "" : Invariant($" ± {1.96 * errors[0]:G2}");
            return Classes > 2 ? Invariant($"T = {values[0]:G4}{error}") : Invariant($"a = {values[0]:G4}{error}, b = {values[1]:G4}");
        }
    }

    internal override Calibrator ForRows(IReadOnlyList<string>? groups)
    {
        if (groups is null) throw new ArgumentException("the calibrator is one a group: give the group of every row");
        var places = new int[groups.Count];
        for (int i = 0; i < places.Length; i++) places[i] = _places.TryGetValue(groups[i], out int place) ? place : -1;
        return new OfRows(this, places);
    }

    /// <summary>The common calibrator: of rows whose groups are not known.</summary>
    internal override void Transform(Span<double> rows) => Transform(rows, _common);

    internal static GroupCalibration Restore(CalibratorReader from)
    {
        int size = from.Classes > 2 ? 1 : 2;
        IReadOnlyList<string> names = from.Names;
        from.Expect(names.Count > 0, "a calibrator by group without groups");
        from.Expect(names.Distinct(StringComparer.Ordinal).Count() == names.Count, "the same group twice");
        double[] common = from.Values("common", size), between = from.Values("between_deviation", size), groups = from.Values("group_parameters", size * names.Count);
        double[] own = from.Values("group_own", groups.Length), errors = from.Values("group_own_standard_errors", groups.Length), rows = from.Values("group_rows", names.Count);
        foreach (double[] some in (double[][])[common, groups])
        {
            for (int i = 0; i < some.Length; i += size) from.Expect(size == 1 ? some[i] > 0 && double.IsFinite(1 / some[i]) : some[i] >= 0, $"a group's {(size == 1 ? "temperature" : "slope")} of {some[i]}");
        }
        foreach (double[] some in (double[][])[between, errors, rows])
        {
            foreach (double value in some) from.Expect(value >= 0, $"a deviation or number of rows of {value}");
        }
        return new(from.Basis, names, common, groups, own, errors, rows, between);
    }

    private static GroupCalibration Temperatures(CalibrationRows rows, string[] names, int[] groupOf, double[] weights, List<string> warnings)
    {
        var common = TemperatureScaling.Fit(rows);
        if (!common.Diagnostics.Converged)
        {
            warnings.AddRange(common.Diagnostics.Warnings);
            return Alike(rows, names, [common.Temperature], weights, common.Diagnostics, warnings);
        }
        var objective = new GroupedTemperature(rows, groupOf, names.Length);
        var pooled = PartialPooling.Fit(names.Length, [Math.Log(common.Temperature)], objective.Evaluate);
        double[] own = [.. pooled.Own.Select(Math.Exp)];
        return Fitted(rows, names, [Math.Exp(pooled.Mean[0])], [.. pooled.Estimates.Select(Math.Exp)], own,
            [.. pooled.OwnErrors.Select((error, g) => error * own[g])], weights, pooled, warnings);
    }

    private static GroupCalibration Affine(CalibrationRows rows, string[] names, int[] groupOf, double[] weights, List<string> warnings)
    {
        var common = PlattScaling.Fit(rows);
        if (!(common.Slope > GroupedAffine.LeastSlope))
        {
            warnings.AddRange(common.Diagnostics.Warnings);
            warnings.Add("over all rows the score says nothing about the label, so no group gets parameters of its own");
            return Alike(rows, names, [common.Slope, common.Intercept], weights, common.Diagnostics, warnings);
        }
        var objective = new GroupedAffine(rows.LogOdds(), rows.Labels, rows.Weights, groupOf, names.Length);
        var pooled = PartialPooling.Fit(names.Length, objective.Inside(common.Slope, common.Intercept), objective.Evaluate);
        return Fitted(rows, names, objective.Outside(pooled.Mean), objective.Outside(pooled.Estimates), objective.Outside(pooled.Own),
            GroupedAffine.OutsideErrors(pooled.Own, pooled.OwnErrors), weights, pooled, warnings);
    }

    /// <summary>All groups get the same.</summary>
    private static GroupCalibration Alike(CalibrationRows rows, string[] names, double[] common, double[] weights, FitDiagnostics found, List<string> warnings)
    {
        double[] all = [.. names.SelectMany(_ => common)], none = new double[all.Length];
        var fitted = new GroupCalibration(rows.Basis(FitDiagnostics.None), names, common, all, all, none, weights, new double[common.Length]);
        return new(rows.Basis(fitted.Diagnosed(rows, found.Iterations, found.Converged, found.Gradient, warnings)), names, common, all, all, none, weights, new double[common.Length]);
    }

    private static GroupCalibration Fitted(
        CalibrationRows rows, string[] names, double[] common, double[] groups, double[] own, double[] errors, double[] weights, PartialPooling pooled, List<string> warnings)
    {
        double[] between = [.. pooled.Variance.Select(Math.Sqrt)];
        if (!pooled.Converged) warnings.Add(Invariant($"the variance between groups did not settle in {pooled.Rounds} rounds"));
        var fitted = new GroupCalibration(rows.Basis(FitDiagnostics.None), names, common, groups, own, errors, weights, between);
        return new(rows.Basis(fitted.Diagnosed(rows, pooled.Rounds, pooled.Converged, pooled.Gradient, warnings)), names, common, groups, own, errors, weights, between);
    }

    private static IReadOnlyList<string> Paired(int length, int classes, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Require.SameRows(Require.Rows(length, classes, "logits"), groups.Count, "logits", nameof(groups));
        return groups;
    }

    private ReadOnlySpan<double> Of(int place) => place < 0 ? _common : _groups.AsSpan(place * Size, Size);

    private void Transform(Span<double> rows, ReadOnlySpan<double> parameters)
    {
        if (Classes > 2)
        {
            double beta = 1 / parameters[0];
            foreach (ref double logit in rows) logit *= beta;
        }
        else if (Classes == 1)
        {
            foreach (ref double logit in rows) logit = (parameters[0] * logit) + parameters[1];
        }
        else
        {
            for (int i = 0; i < rows.Length; i += 2)
            {
                double calibrated = (parameters[0] * (rows[i + 1] - rows[i])) + parameters[1];
                (rows[i], rows[i + 1]) = (-Elementary.Softplus(calibrated), -Elementary.Softplus(-calibrated));
            }
        }
    }

    /// <summary>The same for certain rows, whose groups are known.</summary>
    private sealed class OfRows(GroupCalibration by, int[] places) : Calibrator(by.Basis)
    {
        public override string Kind => by.Kind;

        public override bool KeepsPrediction => by.KeepsPrediction;

        public override IReadOnlyList<CalibratorParameter> Parameters => by.Parameters;

        public override string Explain() => by.Explain();

        internal override void Transform(Span<double> rows) => Transform(rows, 0);

        internal override void Transform(Span<double> rows, int first)
        {
            int classes = Classes, count = rows.Length / classes;
            if (first + count > places.Length) throw new ArgumentException($"groups: {places.Length:N0} names but at least {first + count:N0} rows");
            for (int i = 0; i < count; i++) by.Transform(rows.Slice(i * classes, classes), by.Of(places[first + i]));
        }
    }
}
