using Probity.Numerics;

namespace Probity.Cli.Training;

/// <summary>Which rows teach, which choose the epoch, and which the policy is fitted on: no row does two of these.</summary>
internal sealed record TrainingParts(TrainingTable Training, TrainingTable? Validation, TrainingTable? Calibration)
{
    private const int FewestValidationRows = 20;   // fewer say nothing

    /// <param name="all">The rows.</param>
    /// <param name="validation">Rows from a file of their own, or null.</param>
    /// <param name="validationShare">Else this share of what is left for training.</param>
    /// <param name="calibrationShare">Share of all rows; 0 for none.</param>
    /// <param name="seed">Fixes the choice.</param>
    /// <param name="warnings">Grows by what could not be done.</param>
    public static TrainingParts Split(TrainingTable all, TrainingTable? validation, double validationShare, double calibrationShare, ulong seed, List<string> warnings)
    {
        int calibrating = (int)Math.Round(calibrationShare * all.Rows);
        if (calibrationShare > 0 && calibrating < OwnPolicy.FewestRows)
        {
            warnings.Add($"{calibrating:N0} of {all.Rows:N0} rows to calibrate on would be too few to say anything (it takes {OwnPolicy.FewestRows} at least): the model has no policy; give more rows, or use --cross-fit");
            calibrating = 0;
        }
        int choosing = validation is null ? (int)Math.Round(validationShare * (all.Rows - calibrating)) : 0;
        if (validation is null && validationShare > 0 && choosing < FewestValidationRows)
        {
            warnings.Add($"{choosing:N0} rows to choose the epoch by would be too few to say anything (it takes {FewestValidationRows} at least): all epochs are made; give more rows, or --validation-data");
            choosing = 0;
        }
        if (calibrating + choosing == 0) return new TrainingParts(all, validation, null);
        int[] order = RowSplit.Shuffled(all.Rows, seed);
        return new TrainingParts(
            all.Select(order.AsSpan((calibrating + choosing)..)),
            choosing > 0 ? all.Select(order.AsSpan(calibrating, choosing)) : validation,
            calibrating > 0 ? all.Select(order.AsSpan(0, calibrating)) : null);
    }
}
