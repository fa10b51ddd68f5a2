using System.Text.Json;
using Probity.Cli.Output;
using Probity.Cli.Verbs;
using Probity.Decisions;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>What a match confidence is worth, as a member of a JSON object.</summary>
internal static class MatchEvaluationJson
{
    public static void Write(Utf8JsonWriter json, MatchMeasuring match, IReadOnlyList<string>? names)
    {
        json.WriteStartObject("match");
        json.WriteNumber("neighbours", match.Confidence.Neighbours);
        json.Number("nothing_alike_below", match.Confidence.GateThreshold);
        json.Number("max_false_alarm", match.Confidence.MaxFalseAlarm);
        json.Number("accept_from", match.Confidence.Policy.AcceptFrom);
        PolicyJsonMembers.WritePromise(json, match.Confidence.Policy);
        json.WriteStartObject("splits");
        foreach ((string name, MatchEvaluation split) in match.Found.Splits) json.Figures(name, split.Figures);
        json.WriteEndObject();
        json.WriteStartObject("queries");
        foreach ((string name, MatchEvaluation split) in match.Found.Splits)
        {
            json.WriteStartObject(name);
            json.WriteNumber("queries", split.Queries);
            json.WriteNumber("lone_queries", split.LoneQueries);
            foreach (Decision decision in Enum.GetValues<Decision>()) json.WriteNumber(decision.Token(), split.Assessments.Count(one => one.Decision == decision));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("confused");
        foreach (LabelSeparation pair in match.Separations)
        {
            json.WriteStartObject();
            json.WriteNumber("first", pair.First);
            json.WriteNumber("second", pair.Second);
            json.WriteNumber("confusions", pair.Confusions ?? 0);
            json.WriteNumber("group", pair.Groups[0].Group);
            json.Number("total_variation", pair.Groups[0].TotalVariation);
            json.Number("jensen_shannon", pair.Groups[0].JensenShannon);
            json.WriteString("words", pair.Words(names));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
