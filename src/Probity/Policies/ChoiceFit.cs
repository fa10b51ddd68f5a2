using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>Chooses the threshold of a policy that promises nothing, on scores as new rows would have them where that can be had.</summary>
internal static class ChoiceFit
{
    /// <summary>Refuses what contradicts itself.</summary>
    public static void Check(PolicyOptions options)
    {
        if (options.Choice is null) return;
        if (options.Promise is not null)
            throw new ArgumentException("a promise together with a chosen threshold: the one is certified, the other only looks good; ask for one of them");
        if (options.Costs is not null) throw new ArgumentException("costs together with a chosen threshold: each says alone what is accepted; leave one of them out");
        if (options.Scope != RuleScope.Together) throw new ArgumentException("thresholds by class together with a chosen threshold: one is chosen for all rows; leave one of the two out, or choose for a class of interest");
        if (options.Priors is not null || !options.Unlabelled.IsEmpty)
            throw new ArgumentException("new class priors together with a chosen threshold: the rows it would be chosen on come from the old mixture of classes; leave one of them out");
    }

    /// <summary>Chooses on the learning rows.</summary>
    public static ChosenRule OnLearningRows(
        AnswerScoring scoring, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, CalibratorFit settled,
        ReadOnlySpan<bool> passes, PolicyOptions options, List<string> warnings)
    {
        AnsweredRows rows = AnsweredRows.Of(scoring, logits, labels, settled.Calibrator?.ForRows(groups));
        ChoiceRows known = ChoiceRows.HeldOut;
        if (settled.Calibrator is { } calibrator && (scoring.Score == Score.MaxProbability || !calibrator.KeepsPrediction))
        {
            known = WithoutFolds(rows, scoring, logits, labels, weights, groups, settled, options) ? ChoiceRows.CrossFitted : ChoiceRows.InSample;
            if (known == ChoiceRows.InSample)
                warnings.Add($"the threshold was chosen on the rows that the calibrator {calibrator.Kind} was fitted on, so its figures flatter; choose on rows of their own instead");
        }
        return Choose(rows, weights, passes, known, options);
    }

    /// <summary>Chooses on rows that nothing was learned from.</summary>
    public static ChosenRule OnHeldOutRows(AnsweredRows rows, PolicyOptions options) => Choose(rows, [], rows.Passes, ChoiceRows.HeldOut, options);

    private static ChosenRule Choose(AnsweredRows rows, ReadOnlySpan<double> weights, ReadOnlySpan<bool> passes, ChoiceRows known, PolicyOptions options)
    {
        ChosenThreshold chosen = Thresholds.Choose(rows.Scores, rows.Correct, options.Choice!, weights, passes, seed: options.Seed);
        return chosen.Threshold is null
            ? throw new PromiseRefusedException($"no threshold can be chosen: {chosen.Reason}")
            : new ChosenRule(chosen, known);
    }

    /// <summary>Overwrites scores and outcomes by those of calibrators that did not see the row.</summary>
    /// <returns>False where there are none.</returns>
    private static bool WithoutFolds(
        AnsweredRows rows, AnswerScoring scoring, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups,
        CalibratorFit settled, PolicyOptions options)
    {
        int classes = scoring.Classes;
        if (scoring.Combined is not null) return false;
        if (settled.Calibrator is TemperatureScaling { CrossFit: { } crossFit })
        {
            for (int i = 0; i < rows.Count; i++)
            {
                double temperature = crossFit.TemperatureWithout(i);
                rows.Scores[i] = scoring.Outputs == OutputKind.Correctness ? logits[i] / temperature
                    : scoring.Positive is { } positive ? Positive(logits.Slice(i * classes, classes), temperature, positive)
                    : MaxProbabilityConfidence.LogOdds(logits.Slice(i * classes, classes), temperature);
            }
            return true;
        }
        if (scoring.Positive is not null || settled.Method is not { } method || scoring.Outputs == OutputKind.Correctness || weights.Contains(0)) return false;

        var all = CalibrationRows.Of(logits, labels, classes, weights, groups, options.Outputs);
        if (CalibratorCrossFit.TryRun(all, method.Fit, new() { Seed = options.Seed }, null, out CalibratorCrossFit? without) is not null || without is null) return false;
        if (scoring.Score == Score.MaxProbability) without.LogOdds.CopyTo(rows.Scores, 0);
        without.Correct.CopyTo(rows.Correct, 0);
        return true;
    }

    /// <summary>Log-odds of a class at a temperature.</summary>
    private static double Positive(ReadOnlySpan<float> row, double temperature, int label)
    {
        var scaled = new double[row.Length];
        for (int j = 0; j < scaled.Length; j++) scaled[j] = row[j] / temperature;
        return ClassLogOdds.Of(scaled, label);
    }
}
