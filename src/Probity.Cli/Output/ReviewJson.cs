using System.Text.Json;
using Probity.Decisions;
using Probity.Review;

namespace Probity.Cli.Output;

/// <summary>What <c>review import --json</c> says.</summary>
internal static class ReviewJson
{
    public static void Write(Utf8JsonWriter json, ReviewReport report, IEnumerable<string> notes)
    {
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("asked", report.Asked);
        json.WriteNumber("answered", report.Answered);
        json.WriteNumber("coverage", report.Coverage);
        foreach (var (decision, share) in report.Decisions.OrderBy(one => one.Key)) Write(json, decision.Token(), share);
        Write(json, "all", report.All);
        json.WriteStartArray("strata");
        foreach (StratumAnswers one in report.Strata)
        {
            json.WriteStartObject();
            json.WriteString("stratum", one.Stratum.Name);
            json.WriteNumber("rows", one.Rows);
            json.WriteNumber("asked", one.Asked);
            json.WriteNumber("answered", one.Answered);
            json.WriteNumber("right", one.Right);
            json.WriteNumber("no_class", one.NoClass);
            json.Number("propensity", one.Propensity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("promise");
        if (report.Promise is { } check) Write(json, check);
        else json.WriteNullValue();
        if (report.ClassPromises.Count > 0)
        {
            json.WriteStartArray("class_promises");
            foreach (PromiseCheck one in report.ClassPromises) Write(json, one);
            json.WriteEndArray();
        }
        json.Strings("notes", notes);
        json.WriteString("explanation", report.Explain());
    }

    public static void Write(Utf8JsonWriter json, ReviewedRows rows)
    {
        json.WriteNumber("rows", rows.Labels.Length);
        json.WriteNumber("effective_rows", rows.EffectiveRows);
        json.WriteNumber("max_weight", rows.MaxWeight);
    }

    private static void Write(Utf8JsonWriter json, string name, ReviewedShare share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("rows", share.Rows);
        json.WriteNumber("asked", share.Asked);
        json.WriteNumber("answered", share.Answered);
        json.WriteNumber("right", share.Right);
        json.Number("value", share.Value);
        json.WriteNumber("low", share.Low);
        json.WriteNumber("high", share.High);
        json.Number("value_if_missing_wrong", share.ValueIfMissingWrong);
        json.Number("value_if_missing_right", share.ValueIfMissingRight);
        json.WriteNumber("low_if_missing_wrong", share.LowIfMissingWrong);
        json.WriteNumber("high_if_missing_right", share.HighIfMissingRight);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PromiseCheck check)
    {
        json.WriteStartObject();
        if (check.Class is { } about) json.WriteNumber("class", about);
        json.WriteNumber(check.Promise.Kind.Token(), check.Promise.Target);
        json.WriteString("verdict", check.Verdict switch
        {
            PromiseVerdict.Broken => "broken",
            PromiseVerdict.BrokenUnlessMissing => "broken_unless_missing",
            PromiseVerdict.Kept => "kept",
            _ => "undecided",
        });
        json.WriteNumber("counted", check.Counted);
        json.WriteNumber("misses", check.Misses);
        json.WriteNumber("missing", check.Missing);
        json.WriteNumber("p", check.PValue);
        json.WriteNumber("p_at_best", check.PValueAtBest);
        json.WriteNumber("misses_at_most", check.MissesAtMost);
        json.WriteNumber("level", check.Level);
        json.WriteNumber("needed_to_show", check.NeededToShow);
        json.WriteNumber("needed_to_find_twice", check.NeededToFindTwice);
        json.WriteEndObject();
    }
}
