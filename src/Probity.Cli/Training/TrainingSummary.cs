using System.Text.Json;
using Probity.Calibration;
using Probity.Cli.Output;
using Probity.Cli.Verbs;
using Probity.Learning;
using Spectre.Console;
using Table = Spectre.Console.Table;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>What <c>train</c> says at its end.</summary>
internal static class TrainingSummary
{
    /// <summary>Everything that is said when the model is saved.</summary>
    /// <param name="trained">What there is.</param>
    /// <param name="said">Warnings that were printed as they came.</param>
    /// <param name="page">The report, or null.</param>
    /// <param name="asJson">For programs.</param>
    /// <exception cref="PromiseRefusedException">The policy does not promise what was asked for.</exception>
    public static void Say(TrainedModel trained, List<string> said, string? page, bool asJson)
    {
        foreach (string warning in trained.Warnings.Where(warning => !said.Exists(known => warning.EndsWith(known, StringComparison.Ordinal)))) Console.Error.WriteLine($"warning: {warning}");
        if (trained.Refusal is not null) throw new PromiseRefusedException($"{trained.Refusal}. The model is saved with its calibration but without the promise: {trained.Path}");
        if (asJson)
        {
            JsonOutput.Print(json =>
            {
                Write(json, trained);
                if (page is not null) json.WriteString("report", page);
            });
            return;
        }
        Print(trained);
        Notes.Print(trained.ClassNotes);
        Console.Error.WriteLine($"model: {trained.Path}");
        if (page is not null) Console.Error.WriteLine($"report: {page}");
    }

    public static void Print(TrainedModel trained)
    {
        Classifier model = trained.Model;
        TrainingHistory history = model.History;
        var table = new Table().RoundedBorder().HideHeaders();
        table.AddColumn("what").AddColumn("value");
        if (trained.Choice is { } choice) Row("settings", choice);
        Row("network", ModelWords.Network(model));
        string calibration = trained.Folds > 0 ? Invariant($"calibration by {trained.Folds} folds") : Invariant($"{trained.Parts.Calibration?.Rows ?? 0:N0} calibration");
        Row("rows", Invariant($"{history.TrainingRows:N0} training, {history.ValidationRows:N0} validation, {calibration}"));
        if (history.Optimum is null) Row("epoch kept", Invariant($"{history.KeptEpoch:N0} of {history.Epochs.Count:N0}"));
        Row("ended", ModelWords.End(history));
        if (trained.Validation is { } validation)
            Row("validation", Invariant($"accuracy {validation.Accuracy:0.0000}, NLL {validation.Nll:0.0000}, ECE {validation.Ece:0.0000}"));
        if (model.Policy is { } policy)
        {
            FitReport fit = policy.FitReport!;
            Row("calibration", Invariant($"NLL {fit.NllBefore:0.0000} → {fit.NllAfter:0.0000}, ECE {fit.EceBefore:0.0000} → {fit.EceAfter:0.0000} (cross-fitted)"));
            Row("calibrator", policy.Calibrator is TemperatureScaling one ? Invariant($"temperature {one.Temperature:0.0000}") : policy.Calibrator?.Kind ?? "none");
        }
        AnsiConsole.Write(table);
        if (model.Policy is not null) CandidateTable.Print(model.Policy);
        if (model.Policy is not null) Terminal.Prose(model.Policy.Explain());

        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
    }

    public static void Write(Utf8JsonWriter json, TrainedModel trained)
    {
        ModelJsonMembers.Write(json, trained.Model, trained.Validation);
        if (trained.Columns is { } columns) ColumnTable.Write(json, columns);
        if (trained.Choice is { } choice) json.WriteString("choice", choice);
        json.WriteNumber("rows_calibration", trained.Parts.Calibration?.Rows ?? 0);
        if (trained.Folds > 0) json.WriteNumber("cross_fit_folds", trained.Folds);
        if (trained.Model.Policy?.FitReport is { } fit)
        {
            json.WriteStartObject("calibration");
            PolicyJsonMembers.WriteFit(json, fit);
            json.WriteEndObject();
        }
        if (trained.Columns is not null) json.Strings("class_notes", trained.ClassNotes);
        json.Strings("warnings", trained.Warnings);
        json.WriteString("model", trained.Path);
    }
}
