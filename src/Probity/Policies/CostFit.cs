using Probity.Calibration;
using Probity.Decisions;
using static System.FormattableString;

namespace Probity;

/// <summary>Estimates what a cost rule costs a row, on rows that its calibrator has not seen where that can be had.</summary>
internal static class CostFit
{
    /// <summary>On rows that nothing was learned from.</summary>
    public static CostEstimate HeldOut(
        CostMatrix costs, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, int classes, Calibrator? calibrator, ReadOnlySpan<bool> passes, ulong seed)
    {
        var rows = new CostedRows(costs, labels, weights, passes);
        Fill(rows, logits, classes, calibrator);
        return rows.Estimate(EstimationRows.HeldOut, seed);
    }

    /// <summary>On the learning rows, each calibrated without its own fold where that is possible.</summary>
    /// <param name="costs">Of answers, reviews, rejections.</param>
    /// <param name="logits">N×K.</param>
    /// <param name="labels">N.</param>
    /// <param name="weights">N or none.</param>
    /// <param name="groups">N or null.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="settled">The calibrator as fitted on all rows.</param>
    /// <param name="passes">Of the gate; empty without one.</param>
    /// <param name="options">Of the policy.</param>
    /// <param name="warnings">Gets a line where the estimate is missing or flattering.</param>
    public static CostEstimate? OnLearningRows(
        CostMatrix costs, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes,
        CalibratorFit settled, ReadOnlySpan<bool> passes, PolicyOptions options, List<string> warnings)
    {
        if (options.Priors is not null || !options.Unlabelled.IsEmpty)
        {
            warnings.Add("what the cost rule costs a row cannot be estimated: the learning rows come from the old mixture of classes, and the policy is for a new one");
            return null;
        }
        var rows = new CostedRows(costs, labels, weights, passes);
        if (settled.Calibrator is not { } calibrator)
        {
            Fill(rows, logits, classes, null);
            return rows.Estimate(EstimationRows.HeldOut, options.Seed);   // nothing was fitted, so every row is new
        }
        if (CrossFittedLogits.Visit(settled, logits, labels, weights, groups, classes, options, rows.Add) is not { } why) return rows.Estimate(EstimationRows.CrossFitted, options.Seed);

        warnings.Add(Invariant($"costs were estimated on the rows that the calibrator was fitted on, so new rows will cost more: {calibrator.Kind} could not be fitted without each fold ({why})"));
        Fill(rows, logits, classes, calibrator.ForRows(groups));
        return rows.Estimate(EstimationRows.InSample, options.Seed);
    }

    private static void Fill(CostedRows to, ReadOnlySpan<float> logits, int classes, Calibrator? calibrator)
    {
        int count = logits.Length / classes;
        var block = new CalibratedBlock(calibrator, classes, count);
        var rows = new int[block.AtOnce];
        for (int from = 0; from < count; from += block.AtOnce)
        {
            ReadOnlySpan<double> values = block.Fill(logits, from);
            int some = values.Length / classes;
            for (int i = 0; i < some; i++) rows[i] = from + i;
            to.Add(rows.AsSpan(0, some), values);
        }
    }
}
