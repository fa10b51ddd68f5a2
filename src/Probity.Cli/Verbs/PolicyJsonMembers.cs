using System.Text.Json;
using Probity.Calibration;
using Probity.Cli.Output;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary>What <c>fit --json</c> and <c>explain --json</c> say of a policy.</summary>
internal static class PolicyJsonMembers
{
    public static void Write(Utf8JsonWriter json, ConfidencePolicy policy)
    {
        json.WriteString("calibrator", policy.Calibrator?.Kind ?? "none");
        json.WriteString("calibrator_choice", policy.CalibratorChoice);
        json.WriteStartObject("parameters");
        foreach (CalibratorParameter parameter in policy.Calibrator?.Parameters ?? []) Write(json, parameter);
        json.WriteEndObject();
        if (policy.Calibrator?.ByGroup is { } by) json.Strings("groups", by.GroupNames);
        json.WriteNumber("classes", Math.Max(2, policy.Classes));
        json.WriteString("score", policy.Score.Token());
        json.Number("threshold", policy.AcceptFrom);
        RuleJson.Write(json, policy);
        if (policy.Gate is { } gate)
        {
            json.WriteStartObject("gate");
            json.WriteString("score", gate.Score.Token());
            json.Number("threshold", RankingScale.Stated(gate.Score, gate.Threshold));
            json.WriteNumber("max_false_alarm", gate.MaxFalseAlarm);
            json.WriteNumber("rows_checked", gate.RowsChecked);
            json.WriteNumber("stopped", gate.Stopped);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("gate");
        }
        json.WriteNumber("rows_learned", policy.RowsLearned);
        json.WriteNumber("rows_certified", policy.RowsCertified);
        WritePromise(json, policy);
        if (policy.Rule is ChosenRule chosen) ThresholdJson.Write(json, "choice", chosen.Choice, policy.Score, chosen.Rows);
        json.WriteNumber("seed", policy.Seed);
        json.WriteString("rows_hash", policy.RowsHash);
        json.Strings("warnings", policy.Warnings);
        json.WriteString("explanation", policy.Explain());
    }

    /// <summary>What is promised of accepted rows, or null.</summary>
    public static void WritePromise(Utf8JsonWriter json, ConfidencePolicy policy)
    {
        if (policy.Threshold is { } rule)
        {
            json.WriteStartObject("promise");
            json.WriteNumber(rule.Promise.Kind.Token(), rule.Promise.Target);
            json.Number("confidence", rule.Promise.Confidence);
            json.WriteNumber("accepted", rule.Accepted);
            json.WriteNumber("errors", rule.Errors);
            json.WriteNumber("coverage", rule.Coverage);
            json.Number("p", rule.PValue);
            json.WriteString("method", rule.Method);
            if (rule.Promise is PrecisionPromise { Starts: var starts }) json.WriteNumber("starts", starts);
            json.WriteNumber("counted", rule.Counted);
            json.WriteNumber("misses", rule.Misses);
            json.Number("bound", rule.Bound);
            if (rule.Weights is { } weights)
            {
                json.WriteNumber("max_weight", weights.MaxWeight);
                json.WriteNumber("counted_weight", weights.Counted);
                json.WriteNumber("missed_weight", weights.Misses);
            }
            json.WriteEndObject();
        }
        else if (policy.Rule is ClassThresholdsRule perClass)
        {
            RuleJson.WritePromise(json, perClass);
        }
        else
        {
            json.WriteNull("promise");
        }
    }

    /// <summary>A number as itself, a vector as an array, a matrix as an array of rows.</summary>
    private static void Write(Utf8JsonWriter json, CalibratorParameter parameter)
    {
        if (parameter.Values.Count == 1)
        {
            json.Number(parameter.Name, parameter.Values[0]);
            return;
        }
        json.WriteStartArray(parameter.Name);
        for (int i = 0; i < parameter.Values.Count; i++)
        {
            if (parameter.Columns > 1 && i % parameter.Columns == 0) json.WriteStartArray();
            json.WriteNumberValue(parameter.Values[i]);
            if (parameter.Columns > 1 && (i + 1) % parameter.Columns == 0) json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    /// <summary>What calibration did.</summary>
    public static void WriteFit(Utf8JsonWriter json, FitReport fit)
    {
        json.Number("nll_before", fit.NllBefore);
        json.Number("nll_after", fit.NllAfter);
        json.Number("nll_fit", fit.NllFit);
        json.Number("ece_before", fit.EceBefore);
        json.Number("ece_after", fit.EceAfter);
        CandidateTable.Write(json, fit.Candidates);
    }
}
