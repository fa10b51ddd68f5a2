using Probity.Calibration;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>Rows set aside to choose settings by: a fifth of many rows, else five folds, each class spread evenly.</summary>
internal static class HeldOut
{
    private const int Folds = 5;
    private const int ManyRows = 20_000;

    /// <summary>How many parts rows are measured in.</summary>
    public static int Parts(int rows) => rows >= ManyRows ? 1 : Math.Min(Folds, rows);

    /// <summary>Rows to learn from and rows to measure on.</summary>
    /// <param name="labels">Of all rows.</param>
    /// <param name="classes">K.</param>
    /// <param name="part">0 to <see cref="Parts"/> − 1.</param>
    /// <param name="seed">Chooses the folds.</param>
    public static (int[] Training, int[] Measured) Rows(int[] labels, int classes, int part, ulong seed)
    {
        byte[] foldOf = Calibration.Folds.Stratified(labels, classes, Math.Min(Folds, labels.Length), seed);
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        return (Array.FindAll(all, row => foldOf[row] != part), Array.FindAll(all, row => foldOf[row] == part));
    }

    /// <summary>
    /// Mean NLL of a model after temperature scaling on the same rows: as models are calibrated in the end, what counts is how well they tell rows
    /// apart, not how overconfident they are before. Of multi-label rows the NLL as it is.
    /// </summary>
    public static double Loss(Classifier model, TrainingRows rows)
    {
        float[] logits = new float[checked(rows.Rows * model.LogitColumns)];
        model.Logits(rows.Features, logits);
        if (rows.Targets.Kind == TargetKind.Cells) return new ValidationSet(rows, model.Head, null).Measure(model.Network).Nll;
        return TemperatureScaling.Fit(logits, rows.Targets.Labels, model.LogitColumns).Diagnostics.NllAfter;
    }
}
