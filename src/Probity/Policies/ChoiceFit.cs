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
        var known = EstimationRows.HeldOut;
        if (scoring.Combined is not null)
        {
            known = EstimationRows.InSample;
            warnings.Add("the threshold was chosen on the rows that the scores were joined on, so its figures flatter; choose on rows of their own instead");
        }
        else if (settled.Calibrator is { } calibrator && (scoring.Score == Score.MaxProbability || !calibrator.KeepsPrediction))
        {
            AnsweredRows others = rows.Overwritable();
            string? why = CrossFittedLogits.Visit(settled, logits, labels, weights, groups, scoring.Classes, options, (some, calibrated) => Overwrite(others, scoring, some, calibrated));
            (rows, known) = why is null ? (others, EstimationRows.CrossFitted) : (rows, EstimationRows.InSample);
            if (why is not null)
                warnings.Add($"the threshold was chosen on the rows that the calibrator {calibrator.Kind} was fitted on, so its figures flatter: it could not be fitted without each fold ({why}); choose on rows of their own instead");
        }
        return Choose(rows, weights, passes, known, options);
    }

    /// <summary>Chooses on rows that nothing was learned from.</summary>
    public static ChosenRule OnHeldOutRows(AnsweredRows rows, PolicyOptions options) => Choose(rows, rows.Weights, rows.Passes, EstimationRows.HeldOut, options);

    private static ChosenRule Choose(AnsweredRows rows, ReadOnlySpan<double> weights, ReadOnlySpan<bool> passes, EstimationRows known, PolicyOptions options)
    {
        ChosenThreshold chosen = Thresholds.Choose(rows.Scores, rows.Correct, options.Choice!, weights, passes, seed: options.Seed);
        return chosen.Threshold is null
            ? throw new PromiseRefusedException($"no threshold can be chosen: {chosen.Reason}")
            : new ChosenRule(chosen, known);
    }

    /// <summary>Overwrites scores and outcomes by those of calibrators that did not see the rows.</summary>
    private static void Overwrite(AnsweredRows rows, AnswerScoring scoring, ReadOnlySpan<int> some, ReadOnlySpan<double> calibrated)
    {
        int classes = scoring.Classes;
        if (scoring.Outputs == OutputKind.Correctness)
        {
            for (int i = 0; i < some.Length; i++) rows.Scores[some[i]] = calibrated[i];
            return;
        }
        if (scoring.Positive is { } positive)
        {
            for (int i = 0; i < some.Length; i++) rows.Scores[some[i]] = ClassLogOdds.Of(calibrated.Slice(i * classes, classes), positive);
            return;
        }
        var predicted = new int[some.Length];
        var logOdds = new double[some.Length];
        LogitScores.Compute(calibrated, classes, new ScoreColumns { Predicted = predicted, MaxProbabilityLogOdds = logOdds });
        for (int i = 0; i < some.Length; i++)
        {
            rows.Correct[some[i]] = predicted[i] == rows.Labels[some[i]];
            if (scoring.Score == Score.MaxProbability) rows.Scores[some[i]] = logOdds[i];   // others are of the raw outputs
        }
    }
}
