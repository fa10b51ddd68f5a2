using System.Text.Json;
using Probity.Cli.Output;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary>What <c>fit --json</c> and <c>explain --json</c> say of a rule beyond one threshold; members only where there is something to say.</summary>
internal static class RuleJson
{
    public static void Write(Utf8JsonWriter json, ConfidencePolicy policy)
    {
        if (policy.Positive is { } positive) json.WriteNumber("class_of_interest", positive);
        if (policy.Combined is { } combined) Write(json, combined);
        if (policy.Rule is ClassThresholdsRule perClass) Write(json, perClass, policy.Score);
        if (policy.Rule is CostRule costs) Write(json, costs);
    }

    /// <summary>The promise of thresholds by class.</summary>
    public static void WritePromise(Utf8JsonWriter json, ClassThresholdsRule rule)
    {
        json.WriteStartObject("promise");
        json.WriteNumber(rule.Promise.Kind.Token(), rule.Promise.Target);
        json.Number("confidence", rule.Confidence);
        json.WriteString("scope", rule.Scope.Token());
        json.WriteNumber("parts", rule.Parts);
        json.WriteNumber("classes", rule.Classes.Count(one => one.Threshold is not null));
        json.WriteNumber("accepted", rule.Classes.Sum(one => one.Threshold?.Accepted ?? 0));
        json.WriteNumber("errors", rule.Classes.Sum(one => one.Threshold?.Errors ?? 0));
        json.WriteString("method", rule.Promise.Method);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CombinedScores combined)
    {
        json.WriteStartObject("combined");
        json.Number("intercept", combined.Combiner.Intercept);
        json.WriteBoolean("cross_fitted", combined.IsCrossFitted);
        json.WriteStartObject("weights");
        for (int j = 0; j < combined.Scores.Count; j++) json.Number(combined.Scores[j].Token(), combined.Combiner.Weights[j]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ClassThresholdsRule rule, Score score)
    {
        json.WriteStartArray("by_class");
        for (int k = 0; k < rule.Classes.Count; k++)
        {
            json.WriteStartObject();
            json.WriteNumber("class", k);
            CertifiedThreshold? threshold = rule.Classes[k].Threshold;
            json.Number("threshold", threshold is null ? null : RankingScale.Stated(score, threshold.Threshold));
            if (threshold is not null)
            {
                json.WriteNumber("accepted", threshold.Accepted);
                json.WriteNumber("errors", threshold.Errors);
                json.WriteNumber("counted", threshold.Counted);
                json.WriteNumber("misses", threshold.Misses);
                json.Number("p", threshold.PValue);
            }
            json.WriteString("refusal", rule.Classes[k].Refusal);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, CostRule rule)
    {
        json.WriteStartObject("costs");
        Numbers(json, "review", rule.Costs.Review);
        Numbers(json, "reject", rule.Costs.Rejection);
        json.WriteStartArray("answers");
        for (int k = 0; k < rule.Costs.Classes; k++)
        {
            json.WriteStartArray();
            for (int a = 0; a < rule.Costs.Classes; a++) json.WriteNumberValue(rule.Costs.Of(k, a));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        if (rule.Estimate is { } estimate)
        {
            json.WriteString("rows", estimate.Source.Token());
            Write(json, "policy", estimate.Policy);
            Write(json, "always_answer", estimate.AlwaysAnswer);
            Write(json, "always_review", estimate.AlwaysReview);
            json.WriteNumber("accepted", estimate.Accepted);
            json.WriteNumber("reviewed", estimate.Reviewed);
            json.WriteNumber("rejected", estimate.Rejected);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Figure? figure)
    {
        if (figure is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.Number("value", figure.Value);
        json.Number("low", figure.Low);
        json.Number("high", figure.High);
        json.WriteString("definition", figure.Definition);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<double>? values)
    {
        if (values is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        foreach (double value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
