using Probity.Calibration;

namespace Probity;

/// <summary>Takes calibrated logits of some rows.</summary>
/// <param name="rows">n numbers of rows.</param>
/// <param name="logits">n×K calibrated logits.</param>
internal delegate void CalibratedRowsTaker(ReadOnlySpan<int> rows, ReadOnlySpan<double> logits);

/// <summary>The learning rows as new rows would be calibrated: each by a calibrator that was fitted without the row's fold.</summary>
internal static class CrossFittedLogits
{
    private const int Most = 1 << 20;   // values at once

    /// <summary>Hands over all rows, block by block; rows of weight 0, which teach nothing and count for nothing, may be left out.</summary>
    /// <param name="fitted">The calibrator and its method.</param>
    /// <param name="logits">N×K.</param>
    /// <param name="labels">N.</param>
    /// <param name="weights">N or none.</param>
    /// <param name="groups">N or null.</param>
    /// <param name="classes">K.</param>
    /// <param name="options">Of the policy.</param>
    /// <param name="take">Is given every row once.</param>
    /// <returns>Why the method could not be fitted without each fold, after which what was taken is worth nothing; or null.</returns>
    public static string? Visit(
        CalibratorFit fitted, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes, PolicyOptions options,
        CalibratedRowsTaker take)
    {
        if (fitted.Calibrator is TemperatureScaling { CrossFit: { } crossFit })
        {
            Visit(crossFit, logits, classes, take);
            return null;
        }
        if (fitted.Method is not { } method) return "its method is not known";
        var all = CalibrationRows.Of(logits, labels, classes, weights, groups, options.Outputs);   // without rows of weight 0
        int[] places = Weighing(weights, labels.Length);
        try
        {
            int folds = Math.Min(new CalibrationOptions().Folds, all.Count);
            byte[] foldOf = Folds.Stratified(all.Labels, all.Outcomes, folds, options.Seed);
            for (int fold = 0; fold < folds; fold++)
            {
                int[] within = [.. Enumerable.Range(0, all.Count).Where(row => foldOf[row] == fold)];
                if (within.Length == 0) continue;
                CalibrationRows others = all.Chosen(within);
                var calibrated = new double[others.Logits.Length];
                method.Fit(all.Fold(foldOf, fold, inside: false)).ForRows(others).CalibrateLogits(others.Masked(), classes, calibrated);
                take(Array.ConvertAll(within, row => places[row]), calibrated);
            }
            return null;
        }
        catch (Exception failure) when (CalibratorCrossFit.IsOfOneMethod(failure))
        {
            return failure.Message;
        }
    }

    private static void Visit(TemperatureCrossFit crossFit, ReadOnlySpan<float> logits, int classes, CalibratedRowsTaker take)
    {
        int count = logits.Length / classes, atOnce = Math.Max(1, Math.Min(count, Most / classes));
        var rows = new int[atOnce];
        var scaled = new double[atOnce * classes];
        for (int from = 0; from < count; from += atOnce)
        {
            int some = Math.Min(atOnce, count - from);
            for (int i = 0; i < some; i++)
            {
                rows[i] = from + i;
                double temperature = crossFit.TemperatureWithout(from + i);
                for (int k = 0; k < classes; k++) scaled[(i * classes) + k] = logits[((from + i) * classes) + k] / temperature;
            }
            take(rows.AsSpan(0, some), scaled.AsSpan(0, some * classes));
        }
    }

    private static int[] Weighing(ReadOnlySpan<double> weights, int rows)
    {
        List<int> places = new(rows);
        for (int i = 0; i < rows; i++)
        {
            if (weights.IsEmpty || weights[i] > 0) places.Add(i);
        }
        return [.. places];
    }
}
