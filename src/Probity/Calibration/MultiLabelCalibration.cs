using System.Text;
using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Calibration of multi-label outputs: every label has its own affine map of its log-odds, σ(a·s + b), drawn towards one that
/// all labels share as far as the label's rows leave it open.
/// </summary>
/// <remarks>
/// log a and the level at the mean of all log-odds vary between labels as N(μ, τ²), found as in <see cref="GroupCalibration"/>: a
/// rare label leans on the others, a frequent one hardly. Labels without any row where they are present, or without any where
/// they are absent, take no part and get the shared map. The targets are smoothed as Platt's, by the counts of all cells.
/// Immutable and thread-safe. It has files of its own, for a policy decides on rows with one class each.
/// </remarks>
public sealed class MultiLabelCalibration
{
    private readonly double[] _slopes, _intercepts, _present;

    internal MultiLabelCalibration(double[] slopes, double[] intercepts, double[] present) => (_slopes, _intercepts, _present) = (slopes, intercepts, present);

    /// <summary>Labels, K.</summary>
    public int Labels => _slopes.Length;

    /// <summary>K names, or null.</summary>
    public required IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>a of every label.</summary>
    public IReadOnlyList<double> Slopes => _slopes;

    /// <summary>b of every label.</summary>
    public IReadOnlyList<double> Intercepts => _intercepts;

    /// <summary>Fitting rows in which every label was present, by weight.</summary>
    public IReadOnlyList<double> Present => _present;

    /// <summary>a of the shared map.</summary>
    public required double SharedSlope { get; init; }

    /// <summary>b of the shared map.</summary>
    public required double SharedIntercept { get; init; }

    /// <summary>Deviation between labels of log a and of the level at the mean log-odds; 0 where they differ no more than by chance.</summary>
    public required IReadOnlyList<double> BetweenDeviation { get; init; }

    /// <summary>How the fit went; the negative log-likelihoods are means of cells.</summary>
    public required FitDiagnostics Diagnostics { get; init; }

    /// <summary>SHA-256 of the fitting rows, in lower-case hexadecimal.</summary>
    public required string RowsHash { get; init; }

    /// <summary>Fits every label.</summary>
    /// <param name="logits">N×K logits, row-major; −∞ is read as the logarithm of the least double.</param>
    /// <param name="present">N×K cells, 0 or 1.</param>
    /// <param name="labels">K.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight counts as repetition.</param>
    /// <param name="names">K different names, or null.</param>
    /// <exception cref="ArgumentException">No rows, cells that do not pair up, a cell other than 0 or 1, a logit NaN or +∞, names that are not one a label.</exception>
    public static MultiLabelCalibration Fit(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> present, int labels, ReadOnlySpan<double> weights = default, IReadOnlyList<string>? names = null)
    {
        int rows = Require.Rows(logits.Length, labels, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.SameRows(logits.Length, present.Length, "cells of logits", nameof(present));
        Require.Labels(present, 2, nameof(present));
        Require.Weights(weights, rows, nameof(weights));
        RequireNames(names, labels);
        string hash = FittingHash.Of(logits, present, weights, [], [], []);
        var logOdds = new double[logits.Length];
        int[] labelOf = new int[logits.Length], ofCell = present.ToArray();
        double[] counts = new double[logits.Length], ofLabel = new double[labels];
        double total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            logOdds[i] = Checked(logits[i], i, labels);
            labelOf[i] = i % labels;
            counts[i] = weights.IsEmpty ? 1 : weights[i / labels];
            ofLabel[i % labels] += counts[i] * present[i];
            if (i % labels == 0) total += counts[i];
        }
        var shared = PlattScaling.Fit(CalibrationRows.Of(logOdds, present, 1, counts));
        bool[] taking = Array.ConvertAll(ofLabel, weight => weight > 0 && weight < total);
        int[] cells = [.. Enumerable.Range(0, logits.Length).Where(i => taking[i % labels] && counts[i] > 0)];
        List<string> warnings = [.. shared.Diagnostics.Warnings];
        int left = taking.Count(took => !took);
        if (left > 0) warnings.Add(Invariant($"{left:N0} of {labels:N0} labels are present in no row or in every one: they get the shared map"));
        var map = (shared.Slope, shared.Intercept);
        if (cells.Length == 0 || !(shared.Slope > GroupedAffine.LeastSlope))
            return Fitted(map, [.. Enumerable.Repeat(map, labels)], new double[2], shared.Diagnostics.Iterations, shared.Diagnostics.Converged, shared.Diagnostics.Gradient);

        var objective = new GroupedAffine(
            Array.ConvertAll(cells, i => logOdds[i]), Array.ConvertAll(cells, i => ofCell[i]), Array.ConvertAll(cells, i => counts[i]), Array.ConvertAll(cells, i => labelOf[i]), labels);
        var pooled = PartialPooling.Fit(labels, objective.Inside(shared.Slope, shared.Intercept), objective.Evaluate);
        if (!pooled.Converged) warnings.Add(Invariant($"the variance between labels did not settle in {pooled.Rounds} rounds"));
        double[] mean = objective.Outside(pooled.Mean), all = objective.Outside(pooled.Estimates);
        return Fitted((mean[0], mean[1]), [.. Enumerable.Range(0, labels).Select(k => taking[k] ? (all[2 * k], all[(2 * k) + 1]) : (mean[0], mean[1]))],
            [.. pooled.Variance.Select(Math.Sqrt)], pooled.Rounds, pooled.Converged, pooled.Gradient);

        MultiLabelCalibration Fitted((double Slope, double Intercept) common, (double Slope, double Intercept)[] maps, double[] between, int rounds, bool converged, double gradient)
        {
            double before = 0, after = 0, sum = 0;
            for (int i = 0; i < logOdds.Length; i++)
            {
                double z = (maps[labelOf[i]].Slope * logOdds[i]) + maps[labelOf[i]].Intercept;
                bool one = counts[i] > 0 && ofCell[i] == 1;
                before += counts[i] * Elementary.Softplus(one ? -logOdds[i] : logOdds[i]);
                after += counts[i] * Elementary.Softplus(one ? -z : z);
                sum += counts[i];
            }
            return new(Array.ConvertAll(maps, one => one.Slope), Array.ConvertAll(maps, one => one.Intercept), ofLabel)
            {
                LabelNames = names,
                SharedSlope = common.Slope,
                SharedIntercept = common.Intercept,
                BetweenDeviation = between,
                Diagnostics = new FitDiagnostics(rows, rounds, converged, gradient, before / sum, after / sum, warnings),
                RowsHash = hash,
            };
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="InvalidDataException">Not a multi-label calibration, damaged, or of a later version.</exception>
    public static MultiLabelCalibration Load(string path) => MultiLabelFile.Read(path);

    /// <summary>Writes the calibration: the whole file or none.</summary>
    /// <param name="path">Overwritten where it exists.</param>
    public void Save(string path) => MultiLabelFile.Write(path, this);

    /// <summary>The map of one label.</summary>
    /// <param name="label">0 to K − 1.</param>
    public (double Slope, double Intercept) Of(int label) => (_slopes[label], _intercepts[label]);

    /// <summary>Calibrated probabilities that each label is present.</summary>
    /// <param name="logits">N×K logits, row-major.</param>
    /// <param name="labels">K.</param>
    /// <param name="probabilities">At least N×K values, each in (0, 1).</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞.</exception>
    public void Calibrate(ReadOnlySpan<float> logits, int labels, Span<double> probabilities)
    {
        Require.Rows(logits.Length, labels, nameof(logits));
        if (labels != Labels) throw new ArgumentException($"logits: {labels:N0} columns but the calibrator was fitted on {Labels:N0}");
        Require.Destination(logits.Length, probabilities.Length, nameof(probabilities));
        for (int i = 0; i < logits.Length; i++)
        {
            int k = i % labels;
            probabilities[i] = Elementary.Logistic((_slopes[k] * Checked(logits[i], i, labels)) + _intercepts[k]);
        }
    }

    /// <summary>The shared map and every label's, and from which rows, in words.</summary>
    public string Explain()
    {
        var text = new StringBuilder();
        text.Append(Invariant($"Every label's confidence is σ(a·s + b) of its log-odds s, drawn towards the shared a = {SharedSlope:G4}, b = {SharedIntercept:G4} as far as its rows leave it open. "));
        text.Append(BetweenDeviation.All(deviation => deviation == 0)
            ? "The labels differ no more than by chance, so all get the shared one."
            : Invariant($"Between labels log a has a deviation of {BetweenDeviation[0]:G3}, the level one of {BetweenDeviation[1]:G3}."));
        for (int k = 0; k < Labels; k++)
            text.Append(Invariant($"\n  {LabelNames?[k] ?? Invariant($"{k}")}: a = {_slopes[k]:G4}, b = {_intercepts[k]:G4}; present in {_present[k]:#,0.##} rows"));
        text.Append(Invariant($"\nMean NLL of a cell among the fitting rows: {Diagnostics.NllBefore:G5} before, {Diagnostics.NllAfter:G5} after."));
        text.Append(Invariant($"\nFitted on {Diagnostics.Rows:N0} {(Diagnostics.Rows == 1 ? "row" : "rows")} of {Labels:N0} {(Labels == 1 ? "label" : "labels")}, rows {RowsHash[..12]}."));
        foreach (string warning in Diagnostics.Warnings) text.Append($"\nNote: {warning}.");
        return text.ToString();
    }

    /// <summary>One name a label, each another: files of answers have a column for every name.</summary>
    internal static void RequireNames(IReadOnlyList<string>? names, int labels)
    {
        if (names is null) return;
        if (names.Count != labels) throw new ArgumentException($"label names: {names.Count:N0} names for {labels:N0} labels");
        if (names.Contains(null!)) throw new ArgumentException("label names: one is null");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"label names: '{twice.Key}' names two labels");
    }

    private static double Checked(float logit, int cell, int labels)
    {
        const double leastLogarithm = -745;
        if (!(logit < float.PositiveInfinity)) Require.BadLogit(logit, cell / labels, cell % labels);
        return float.IsNegativeInfinity(logit) ? leastLogarithm : logit;
    }
}
