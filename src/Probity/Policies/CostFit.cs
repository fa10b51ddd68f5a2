using Probity.Calibration;
using Probity.Decisions;
using static System.FormattableString;

namespace Probity;

/// <summary>Estimates what a cost rule costs a row, on rows that its calibrator has not seen where that can be had.</summary>
internal static class CostFit
{
    /// <summary>On rows that nothing was learned from.</summary>
    public static CostEstimate HeldOut(
        CostMatrix costs, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Calibrator? calibrator, ReadOnlySpan<bool> passes, ulong seed)
    {
        var rows = new CostedRows(costs, labels, [], passes);
        Fill(rows, logits, classes, calibrator);
        return rows.Estimate(CostRows.HeldOut, seed);
    }

    /// <summary>On the learning rows, each calibrated without its own fold where that is possible.</summary>
    /// <param name="costs">Of answers, reviews, rejections.</param>
    /// <param name="logits">N×K.</param>
    /// <param name="labels">N.</param>
    /// <param name="weights">N or none.</param>
    /// <param name="groups">N or null.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="calibrator">As fitted on all rows, or null.</param>
    /// <param name="passes">Of the gate; empty without one.</param>
    /// <param name="options">Of the policy.</param>
    /// <param name="warnings">Gets a line where the estimate is missing or flattering.</param>
    public static CostEstimate? OnLearningRows(
        CostMatrix costs, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes,
        Calibrator? calibrator, ReadOnlySpan<bool> passes, PolicyOptions options, List<string> warnings)
    {
        if (calibrator is PriorShift)
        {
            warnings.Add("what the cost rule costs a row cannot be estimated: the learning rows come from the old mixture of classes, and the policy is for a new one");
            return null;
        }
        var rows = new CostedRows(costs, labels, weights, passes);
        if (calibrator is TemperatureScaling { CrossFit: { } crossFit })
        {
            var row = new double[classes];
            for (int i = 0; i < labels.Length; i++)
            {
                for (int k = 0; k < classes; k++) row[k] = logits[(i * classes) + k] / crossFit.TemperatureWithout(i);
                rows.Add(i, row, classes);
            }
            return rows.Estimate(CostRows.CrossFitted, options.Seed);
        }
        if (calibrator is not null && FitWithoutFolds(rows, CalibrationRows.Of(logits, labels, classes, weights, groups, options.Outputs), calibrator.Kind, options.Seed) is { } why)
        {
            warnings.Add(Invariant($"costs were estimated on the rows that the calibrator was fitted on, so new rows will cost more: {calibrator.Kind} could not be fitted without each fold ({why})"));
            Fill(rows, logits, classes, calibrator.ForRows(groups));
            return rows.Estimate(CostRows.InSample, options.Seed);
        }
        if (calibrator is null) Fill(rows, logits, classes, null);   // nothing was fitted, so every row is new
        return rows.Estimate(CostRows.CrossFitted, options.Seed);
    }

    /// <returns>What went wrong, or null.</returns>
    private static string? FitWithoutFolds(CostedRows to, CalibrationRows rows, string kind, ulong seed)
    {
        try
        {
            var method = CalibrationMethod.Parse(kind);
            int folds = Math.Min(new CalibrationOptions().Folds, rows.Count);
            byte[] foldOf = Folds.Stratified(rows.Labels, rows.Outcomes, folds, seed);
            for (int fold = 0; fold < folds; fold++)
            {
                int[] within = [.. Enumerable.Range(0, rows.Count).Where(row => foldOf[row] == fold)];
                if (within.Length == 0) continue;
                CalibrationRows others = rows.Chosen(within);
                var calibrated = new double[others.Logits.Length];
                method.Fit(rows.Fold(foldOf, fold, inside: false)).ForRows(others).CalibrateLogits(others.Masked(), rows.Classes, calibrated);
                for (int i = 0; i < within.Length; i++) to.Add(within[i], calibrated.AsSpan(i * rows.Classes, rows.Classes), rows.Classes);
            }
            return null;
        }
        catch (Exception failure) when (CalibratorCrossFit.IsOfOneMethod(failure))
        {
            return failure.Message;
        }
    }

    private static void Fill(CostedRows to, ReadOnlySpan<float> logits, int classes, Calibrator? calibrator)
    {
        int count = logits.Length / classes;
        var block = new CalibratedBlock(calibrator, classes, count);
        for (int from = 0; from < count; from += block.AtOnce)
        {
            ReadOnlySpan<double> values = block.Fill(logits, from);
            for (int i = 0; i < values.Length / classes; i++) to.Add(from + i, values.Slice(i * classes, classes), classes);
        }
    }
}
