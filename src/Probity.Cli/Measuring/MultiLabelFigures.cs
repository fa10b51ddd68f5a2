using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Metrics;

namespace Probity.Cli.Measuring;

/// <summary>What <c>evaluate --multilabel</c> prints.</summary>
internal static class MultiLabelFigures
{
    public static void Print(LabelledOutputs rows, EvaluationOptions options, string? page, bool asJson)
    {
        List<string> notes = [.. rows.Outputs.Notes];
        int labels = rows.Outputs.Columns;
        MultiLabelEvaluation measured;
        using (var progress = new ProgressLine("bootstrap"))
        {
            measured = Evaluation.MultiLabel(
                rows.Logits, Array.ConvertAll(rows.Labels, label => label == 1), labels, rows.Weights, options: options, progress: progress);
        }
        if (page is not null)
        {
            notes.Add("on the page every (row, label) cell counts as a binary row; cells of one row are not independent, so the intervals there are too narrow");
            LabelledOutputs cells = rows with { Weights = [.. rows.Weights.SelectMany(weight => Enumerable.Repeat(weight, labels))] };
            var pooled = new AllFigures(cells, null, policy: null, options);
            new ReportBuilder { Rows = cells, Seed = options.Seed }.Write(page, pooled.Columns, pooled.Before, null);
        }

        if (asJson)
        {
            JsonOutput.Print(json =>
            {
                json.WriteNumber("rows", rows.Outputs.Rows);
                json.WriteNumber("classes", labels);
                json.Strings("notes", notes);
                json.Figures("metrics", measured.Figures);
                json.Labels(measured.Labels, rows.LabelNames);
            });
            return;
        }
        Notes.Print(notes);
        FigureTable.Print($"{rows.Outputs.Name}: {rows.Outputs.Rows:N0} rows, {labels:N0} labels", measured.Figures);
        PartTables.PrintLabels(measured.Labels, rows.LabelNames);
        if (page is not null) Console.Error.WriteLine($"report: {page}");
    }
}
