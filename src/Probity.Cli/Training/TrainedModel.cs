using Probity.Learning;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Cli.Training;

/// <summary>What <c>train</c> made, and of which rows.</summary>
internal sealed record TrainedModel
{
    private ValidationFigures? _validation;

    public required Classifier Model { get; init; }

    public required TrainingParts Parts { get; init; }

    /// <summary>How it does on the validation rows, or null without any.</summary>
    public ValidationFigures? Validation => _validation ??= ModelWords.Validation(Model) ?? Measure();

    /// <summary>All rows, where each was answered by a model that had not learned from it; null where rows were kept from training instead.</summary>
    public TrainingTable? CrossFitted { get; init; }

    /// <summary>What the columns of a table were taken for; null for rows of numbers.</summary>
    public IReadOnlyList<ColumnReading>? Columns { get; init; }

    /// <summary>Classes that it knows worse than the others, in plain words.</summary>
    public IReadOnlyList<string> ClassNotes { get; init; } = [];

    /// <summary>How settings were chosen, in plain words, or null.</summary>
    public string? Choice { get; init; }

    /// <summary>Of the calibration rows, or of the cross-fitted ones; empty without.</summary>
    public float[] CalibrationLogits { get; init; } = [];

    /// <summary>Folds that the policy was cross-fitted by; 0 where it was not.</summary>
    public int Folds { get; init; }

    /// <summary>Why the policy does not promise what was asked for, or null.</summary>
    public string? Refusal { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Several networks or passes: what they say together, which training did not measure.</summary>
    private ValidationFigures? Measure()
    {
        if (Parts.Validation is not { } rows || Model.History.ValidationRows == 0) return null;
        int columns = rows.MultiLabel ? 1 : Model.LogitColumns;
        int[] labels = rows.MultiLabel ? Array.ConvertAll(rows.Cells, cell => (int)cell) : rows.Labels;
        var logits = new float[rows.Rows * Model.LogitColumns];
        Model.Logits(rows.Features(), logits);
        var correct = new bool[labels.Length];
        double[] nll = new double[labels.Length], confidence = new double[labels.Length];
        LabelLosses.Compute(logits, labels, columns, correct, nll, default);
        LogitScores.Compute(logits, columns, new ScoreColumns { MaxProbability = confidence });
        return new ValidationFigures(nll.Average(), correct.Count(right => right) / (double)correct.Length, CalibrationError.Ece(confidence, correct), confidence.Average());
    }
}
