namespace Probity.Learning;

/// <summary>Where cross-fitting stands after an epoch of one of its models.</summary>
/// <param name="Fold">The fold that is left out, counted from 1; null for the final model, which is trained on all rows.</param>
/// <param name="Folds">How many there are.</param>
/// <param name="Figures">Of the epoch.</param>
public sealed record CrossFitProgress(int? Fold, int Folds, EpochFigures Figures);
