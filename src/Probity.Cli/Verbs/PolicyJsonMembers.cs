using System.Text.Json;
using Probity.Cli.Output;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary>What <c>fit --json</c> and <c>explain --json</c> say of a policy.</summary>
internal static class PolicyJsonMembers
{
    public static void Write(Utf8JsonWriter json, ConfidencePolicy policy)
    {
        json.WriteString("calibrator", policy.Calibrator is null ? "none" : "temperature");
        json.WriteStartObject("parameters");
        if (policy.Calibrator is { } calibrator)
        {
            json.WriteNumber("temperature", calibrator.Temperature);
            json.WriteNumber("temperature_standard_error", calibrator.StandardError);
        }
        json.WriteEndObject();
        json.WriteNumber("classes", Math.Max(2, policy.Classes));
        json.WriteString("score", policy.Score.Token());
        json.Number("threshold", policy.AcceptFrom);
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
        if (policy.Threshold is { } rule)
        {
            json.WriteStartObject("promise");
            json.WriteNumber("precision", rule.TargetPrecision);
            json.WriteNumber("confidence", rule.Confidence);
            json.WriteNumber("accepted", rule.Accepted);
            json.WriteNumber("errors", rule.Errors);
            json.WriteNumber("coverage", rule.Coverage);
            json.WriteNumber("p", rule.PValue);
            json.WriteNumber("starts", rule.Starts);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("promise");
        }
        json.WriteNumber("seed", policy.Seed);
        json.WriteString("rows_hash", policy.RowsHash);
        json.Strings("warnings", policy.Warnings);
        json.WriteString("explanation", policy.Explain());
    }

    /// <summary>What calibration did.</summary>
    public static void WriteFit(Utf8JsonWriter json, FitReport fit)
    {
        json.Number("nll_before", fit.NllBefore);
        json.Number("nll_after", fit.NllAfter);
        json.Number("nll_fit", fit.NllFit);
        json.Number("ece_before", fit.EceBefore);
        json.Number("ece_after", fit.EceAfter);
    }
}
