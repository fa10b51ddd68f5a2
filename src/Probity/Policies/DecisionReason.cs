using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;
using static System.FormattableString;

namespace Probity;

/// <summary>Why a policy decided so on a row, in words with the numbers.</summary>
internal static class DecisionReason
{
    public static string Of(ConfidencePolicy policy, Decision decision, int predicted, double ruleScore, double gateScore)
    {
        if (decision == Decision.Reject && policy.Gate is { } gate && !(gateScore >= gate.Threshold))
            return $"unlike known rows: {gate.Score.Token()} {Compared(gate.Score, gateScore, "<", gate.Threshold)}";
        if (decision == Decision.None) return "no threshold was asked for";
        if (policy.Rule is CostRule) return Costs(decision, ruleScore);

        double from = policy.Rule!.AcceptFrom(policy.Positive ?? predicted);
        bool perClass = policy.Rule is ClassThresholdsRule;
        if (double.IsPositiveInfinity(from)) return $"class {ClassLabel.Of(predicted, policy.ClassNames)} is never accepted: it could not carry the promise";
        return $"{RuleScore(policy)} {Compared(policy.Score, ruleScore, decision == Decision.Accept ? ">=" : "<", from)}{(perClass ? $" of class {ClassLabel.Of(predicted, policy.ClassNames)}" : "")}";
    }

    /// <summary>What the rule compares, in words.</summary>
    public static string RuleScore(ConfidencePolicy policy) =>
        policy.Positive is { } positive ? $"probability of class {ClassLabel.Of(positive, policy.ClassNames)}"
        : policy.Combined is not null ? "combined confidence"
        : policy.Score == Score.MaxProbability ? "confidence"
        : policy.Score.Token();

    private static string Costs(Decision decision, double saving) => decision switch
    {
        Decision.Accept => Invariant($"answering is expected to cost {saving:G5} less than the cheapest alternative"),
        Decision.Review => Invariant($"review is expected to cost {-saving:G5} less than the best answer"),
        _ => Invariant($"rejection is expected to cost {-saving:G5} less than the best answer"),
    };

    /// <summary>Never "1 &lt; 1": more digits where five do not tell the two apart, log-odds where no number of digits does.</summary>
    private static string Compared(Score score, double ranked, string sign, double threshold)
    {
        double value = RankingScale.Stated(score, ranked), limit = RankingScale.Stated(score, threshold);
        if (value == limit && ranked != threshold) return Invariant($"log-odds {ranked:G7} {sign} {threshold:G7}");
        string few = Invariant($"{value:G5}"), bound = Invariant($"{limit:G5}");
        return few == bound ? Invariant($"{value:R} {sign} {limit:R}") : $"{few} {sign} {bound}";
    }
}
