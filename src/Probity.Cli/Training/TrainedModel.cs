using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>What <c>train</c> made, and of which rows.</summary>
internal sealed record TrainedModel
{
    public required Classifier Model { get; init; }

    public required TrainingParts Parts { get; init; }

    /// <summary>Of the calibration rows; empty without.</summary>
    public float[] CalibrationLogits { get; init; } = [];

    /// <summary>Folds that the policy was cross-fitted by; 0 where it was not.</summary>
    public int Folds { get; init; }

    /// <summary>Why the policy does not promise what was asked for, or null.</summary>
    public string? Refusal { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }
}
