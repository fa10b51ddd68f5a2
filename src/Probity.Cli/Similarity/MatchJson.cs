using System.Text.Json;
using Probity.Cli.Output;
using Probity.Cli.Verbs;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>A match confidence as members of a JSON object.</summary>
internal static class MatchJson
{
    public static void Confidence(Utf8JsonWriter json, MatchConfidence match)
    {
        json.WriteString("kind", "match");
        json.WriteString("distance", match.Distance.Token());
        json.WriteString("search", SearchWords.Token(match.ByLists));
        json.WriteNumber("neighbours", match.Neighbours);
        json.WriteNumber("references", match.References);
        json.WriteNumber("reference_groups", match.ReferenceGroups);
        json.WriteNumber("feature_groups", match.Shape?.Groups ?? 0);
        json.WriteNumber("values_per_group", match.Shape?.Values ?? 0);
        json.WriteStartObject("weights");
        for (int j = 0; j < match.Combiner.Names.Count; j++) json.Number(match.Combiner.Names[j], match.Combiner.Weights[j]);
        json.WriteEndObject();
        json.Number("intercept", match.Combiner.Intercept);
        if (match.FitReport is { } report)
        {
            json.WriteStartObject("cross_fit");
            json.WriteNumber("queries", report.Queries);
            json.WriteBoolean("by_groups", report.ByGroups);
            json.Number("right", report.Right);
            json.Number("auroc", report.Auroc);
            json.Number("auroc_similarity", report.SimilarityAuroc);
            json.Number("nll_before", report.NllBefore);
            json.Number("nll_after", report.NllAfter);
            json.Number("ece", report.Ece);
            json.WriteEndObject();
        }
        json.Number("nothing_alike_below", match.GateThreshold);
        json.Number("max_false_alarm", match.MaxFalseAlarm);
        json.Number("accept_from", match.Policy.AcceptFrom);
        json.WriteNumber("rows_learned", match.Policy.RowsLearned);
        json.WriteNumber("rows_certified", match.Policy.RowsCertified);
        PolicyJsonMembers.WritePromise(json, match.Policy);
        json.Strings("warnings", match.Warnings);
        json.WriteString("explanation", match.Explain());
    }
}
