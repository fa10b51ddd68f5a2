using System.Globalization;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;

namespace Probity;

/// <summary>A policy in plain words.</summary>
internal static class PolicyExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;   // the same words for everyone

    public static IEnumerable<string> Lines(ConfidencePolicy policy)
    {
        string outputs = policy.Outputs == OutputKind.Logits ? "logits" : "probabilities";
        yield return policy.Outputs == OutputKind.Correctness ? "For answers given elsewhere, from the log-odds that each is right."
            : policy.Classes == 1
            ? $"For a binary model, from one column of {outputs}."
            : string.Create(Invariant, $"For a model of {policy.Classes:N0} classes, from its {outputs}.");
        yield return Calibration(policy);
        if (policy.Calibrator is { KeepsPrediction: false }) yield return "The prediction is the class that is likeliest after calibration, which need not be the model's own.";
        if (policy.Gate is { } gate)
        {
            string check = gate.RowsChecked == 0
                ? ""
                : string.Create(Invariant, $" Of {gate.RowsChecked:N0} {(policy.Rule is CostRule or ChosenRule ? "rows set apart" : "certifying rows")} it stopped {gate.Stopped:N0} ({Percent.Nearest((double)gate.Stopped / gate.RowsChecked)}; " +
                  $"at most {Percent.Up(ClopperPearson.Upper(gate.Stopped, gate.RowsChecked, .05))} with 95 % confidence).");
            yield return string.Create(Invariant, $"Reject as unknown: {gate.Score.Token()} below {RankingScale.Stated(gate.Score, gate.Threshold):G6}. Set on {gate.RowsLearned:N0} known rows so that a known row is " +
                $"stopped with probability at most {Percent.Exact(gate.MaxFalseAlarm)}, averaged over the draw of those rows.{check} How many unknowns it stops is not promised.");
        }
        if (policy.Combined is { } combined) yield return Joined(combined);
        foreach (string line in RuleExplanation.Lines(policy)) yield return line;
        string others = policy.RowsCertified == 0 ? "" : string.Create(Invariant, $", {Apart(policy.Rule)} on {policy.RowsCertified:N0} others");
        yield return string.Create(Invariant, $"Fitted on {policy.RowsLearned:N0} {(policy.RowsLearned == 1 ? "row" : "rows")}{others}, seed {policy.Seed}, rows {policy.RowsHash[..12]}.");
        foreach (string warning in policy.Warnings) yield return $"Note: {warning}.";
    }

    /// <summary>What rows that nothing was learned from served for.</summary>
    private static string Apart(DecisionRule? rule) => rule switch
    {
        CostRule => "costs estimated",
        ChosenRule => "threshold chosen",
        _ => "certified",
    };

    private static string Joined(CombinedScores combined)
    {
        ScoreCombiner combiner = combined.Combiner;
        string parts = string.Join(", ", combiner.Names.Select((name, j) => combiner.Weights[j] > 0
            ? string.Create(Invariant, $"{name} {combiner.Weights[j]:G4} (mean {combiner.Means[j]:G4}, deviation {combiner.Deviations[j]:G4})")
            : $"{name} 0, as it adds nothing to the others"));
        string seen = !combined.Scores.Contains(Score.MaxProbability) ? ""
            : combined.IsCrossFitted ? " Calibrated confidence, max_probability, was cross-fitted for this."
            : " Calibrated confidence, max_probability, was that of the rows its calibrator was fitted on, so it may weigh a little much.";
        return string.Create(Invariant, $"Combined confidence: scores joined by logistic regression on the {combiner.Diagnostics.Rows:N0} learning rows, none of which may count against the answer. ") +
            string.Create(Invariant, $"Log-odds of being right are {combiner.Intercept:G4} for an average row and grow for each standard deviation by: {parts}. ") +
            $"Scores that are probabilities count as log-odds; values beyond those of the learning rows count as the most extreme of these.{seen}";
    }

    private static string Calibration(ConfidencePolicy policy)
    {
        string why = policy.CalibratorChoice is { } choice ? $" {choice}" : "";
        if (policy.Calibrator is null && policy.Outputs == OutputKind.Correctness) return "Confidence is that probability as it was given." + why;
        if (policy.Calibrator is not { } calibrator) return "Confidence is the model's own probability, not calibrated." + why;
        string gain = double.IsNaN(calibrator.CrossFitNllAfter) || calibrator is TemperatureScaling { Temperature: 1 } ? ""
            : string.Create(Invariant, $" Cross-fitted NLL {calibrator.CrossFitNllBefore:G5} before, {calibrator.CrossFitNllAfter:G5} after.");
        string words = calibrator.Explain(policy.ClassNames);
        return words.Contains('\n', StringComparison.Ordinal) ? $"{words}\n{(gain + why).TrimStart()}".TrimEnd() : words + gain + why;   // below a list, not behind its last line
    }
}
