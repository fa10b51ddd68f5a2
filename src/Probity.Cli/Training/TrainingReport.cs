using Probity.Cli.Input;
using Probity.Cli.Measuring;
using Probity.Learning;
using Probity.Metrics;
using Probity.Reporting;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>The report of a training: the usual page on rows that the model has not learned from, with its learning curves.</summary>
internal static class TrainingReport
{
    public static void Write(string path, TrainedModel trained, ulong seed)
    {
        Classifier model = trained.Model;
        (TrainingTable table, string role) = trained.Parts switch
        {
            _ when trained.CrossFitted is { } all => (all, Invariant($"each answered by a model that had not learned from it, of {trained.Folds} folds; its policy was fitted on these answers")),
            { Calibration: { } calibration } => (calibration, "kept from training; its policy was fitted on them"),
            { Validation: { } validation } => (validation, "that chose the epoch"),
            var parts => (parts.Training, "that it learned from: what it does on others is not shown"),
        };
        float[] logits = trained.CalibrationLogits;
        if (logits.Length == 0)
        {
            logits = new float[table.Rows * model.LogitColumns];
            model.Logits(table.Features(), logits);
        }
        var rows = new LabelledOutputs
        {
            Outputs = new Outputs
            {
                Name = table.Name,
                Kind = OutputKind.Logits,
                Logits = logits,
                Columns = model.LogitColumns,
                Ids = table.RowNumbers is { } numbers ? Array.ConvertAll(numbers, number => Invariant($"row {number}")) : null,
            },
            Logits = logits,
            Columns = model.LogitColumns,
            Labels = table.Labels,
            Weights = [],
            ClassNames = table.ClassNames,
        };
        var figures = new AllFigures(rows, null, model.Policy, new EvaluationOptions { Seed = seed });
        new ReportBuilder
        {
            Rows = rows,
            Seed = seed,
            Policy = model.Policy,
            Title = Path.GetFileName(trained.Path),
            Subtitle = $"A model trained on {table.Name}, on {table.Rows:N0} rows {role}",
            Command = "probity train",
            Images = table.Picture is { } size ? new RowImages(size.Width, size.Height, row => Pixels(table, row)) : null,
            Training = Curves(model),
        }.Write(path, figures.Columns, figures.Before, null, figures.ColumnsAfter, figures.After);
    }

    /// <summary>How a model was trained, epoch by epoch.</summary>
    public static TrainingBlock Curves(Classifier model) => new()
    {
        Model = ModelWords.Network(model) + (model.Networks > 1 ? "; curves of the first" : ""),
        TrainingRows = model.History.TrainingRows,
        ValidationRows = model.History.ValidationRows,
        KeptEpoch = model.History.KeptEpoch > 0 ? model.History.KeptEpoch : null,
        Stopped = ModelWords.End(model.History),
        Epochs = [.. model.History.Epochs.Select(epoch => new TrainingEpoch
        {
            Number = epoch.Epoch,
            TrainingLoss = epoch.TrainingLoss,
            TrainingAccuracy = double.IsNaN(epoch.TrainingAccuracy) ? null : epoch.TrainingAccuracy,
            ValidationNll = epoch.Validation?.Nll,
            ValidationAccuracy = epoch.Validation?.Accuracy,
            ValidationConfidence = epoch.Validation?.Confidence,
            ValidationEce = epoch.Validation?.Ece,
            LearningRate = epoch.LearningRate,
        })],
    };

    private static byte[] Pixels(TrainingTable table, int row) => Array.ConvertAll(table.Values[(row * table.Columns)..((row + 1) * table.Columns)], value => (byte)value);
}
