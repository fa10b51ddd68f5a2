using System.Text.Json;
using Probity.Calibration;
using Probity.Cli.Output;

namespace Probity.Cli.Verbs;

/// <summary>What <c>fit --multilabel --json</c> and <c>explain --json</c> say of a multi-label calibration.</summary>
internal static class MultiLabelJsonMembers
{
    public static void Write(Utf8JsonWriter json, MultiLabelCalibration fitted)
    {
        json.WriteNumber("labels", fitted.Labels);
        json.WriteStartObject("shared");
        json.WriteNumber("slope", fitted.SharedSlope);
        json.WriteNumber("intercept", fitted.SharedIntercept);
        json.WriteEndObject();
        json.WriteStartObject("between");
        json.WriteNumber("log_slope", fitted.BetweenDeviation[0]);
        json.WriteNumber("level", fitted.BetweenDeviation[1]);
        json.WriteEndObject();
        json.WriteStartArray("per_label");
        for (int k = 0; k < fitted.Labels; k++)
        {
            json.WriteStartObject();
            json.WriteNumber("label", k);
            if (fitted.LabelNames is { } names) json.WriteString("name", names[k]);
            json.WriteNumber("slope", fitted.Slopes[k]);
            json.WriteNumber("intercept", fitted.Intercepts[k]);
            json.WriteNumber("present", fitted.Present[k]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("rows_learned", fitted.Diagnostics.Rows);
        json.Number("nll_before", fitted.Diagnostics.NllBefore);
        json.Number("nll_after", fitted.Diagnostics.NllAfter);
        json.WriteBoolean("converged", fitted.Diagnostics.Converged);
        json.WriteString("rows_hash", fitted.RowsHash);
        json.Strings("warnings", fitted.Diagnostics.Warnings);
        json.WriteString("explanation", fitted.Explain());
    }
}
