namespace Probity.Calibration;

/// <summary>How a calibrator's worth on new rows is found.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Leave confidence as the model gave it where the cross-fitted negative log-likelihood is not better. The default value is true.</summary>
    public bool DoNoHarm { get; init; } = true;

    /// <summary>Folds of the cross-fit, 2 to 20. The default value is 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the split into folds. The default value is 0.</summary>
    public ulong Seed { get; init; }
}
