using System.Text.Json;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Output;

/// <summary>Chosen thresholds and operating points, thresholds in the score's own units.</summary>
internal static class ThresholdJson
{
    /// <param name="json">Where to.</param>
    /// <param name="name">Of the member, or null in an array.</param>
    /// <param name="chosen">What was chosen.</param>
    /// <param name="score">What it is a threshold of.</param>
    /// <param name="rows">What is known of the rows, or null.</param>
    public static void Write(Utf8JsonWriter json, string? name, ChosenThreshold chosen, Score score, EstimationRows? rows = null)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("goal", chosen.Target.ToString());
        json.WriteBoolean("guaranteed", false);
        json.WriteNumber("rows", chosen.Rows);
        if (rows is { } known) json.WriteString("chosen_on", known.Token());
        if (chosen.Point is { } point) Members(json, point, score);
        else json.WriteNull("threshold");
        if (chosen.Reason is { } reason) json.WriteString("reason", reason);
        if (chosen.Stability is { } stability)
        {
            json.WriteStartObject("stability");
            json.WriteNumber("replicates", stability.Replicates);
            json.WriteNumber("level", stability.Level);
            Interval("threshold", stability.Threshold is { } ends ? new(RankingScale.Stated(score, ends.Low), RankingScale.Stated(score, ends.High)) : null);
            json.WriteNumber("unreached", stability.Unreached);
            json.Number("optimism", stability.Optimism);
            Interval("precision", stability.Precision);
            Interval("recall", stability.Recall);
            Interval("coverage", stability.Coverage);
            Interval("false_alarm", stability.FalseAlarm);
            Interval("f_beta", stability.FBeta);
            json.WriteEndObject();
        }
        json.WriteEndObject();

        void Interval(string member, RateInterval? interval)
        {
            if (interval is null)
            {
                json.WriteNull(member);
                return;
            }
            json.WriteStartArray(member);
            json.WriteNumberValue(interval.Low);
            json.WriteNumberValue(interval.High);
            json.WriteEndArray();
        }
    }

    /// <summary>Points of a trade-off, strict to lax.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<OperatingPoint> points, Score score)
    {
        json.WriteStartArray(name);
        foreach (OperatingPoint point in points)
        {
            json.WriteStartObject();
            Members(json, point, score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Members(Utf8JsonWriter json, OperatingPoint point, Score score)
    {
        json.Number("threshold", RankingScale.Stated(score, point.Threshold));
        json.WriteNumber("accepted", point.Accepted);
        json.WriteNumber("precision", point.Precision);
        json.Number("recall", point.Recall);
        json.WriteNumber("coverage", point.Coverage);
        json.Number("false_alarm", point.FalseAlarm);
        json.Number("f_beta", point.FBeta);
        if (point.Cost is { } cost) json.WriteNumber("cost", cost);
    }
}
