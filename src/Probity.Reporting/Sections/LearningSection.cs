namespace Probity.Reporting.Sections;

/// <summary>Loss, accuracy and calibration over the epochs, thinned out where there are very many.</summary>
internal static class LearningSection
{
    public static LearningCurves Of(TrainingBlock training)
    {
        int kept = training.KeptEpoch is { } number ? training.Epochs.TakeWhile(e => e.Number != number).Count() : -1;
        int[] drawn = DrawnEpochs.Of(training.Epochs.Count, kept, i => training.Epochs[i].TrainingLoss, i => training.Epochs[i].ValidationNll);
        TrainingEpoch[] epochs = [.. drawn.Select(i => training.Epochs[i])];
        return new(
            training.Model,
            training.TrainingRows,
            training.ValidationRows,
            training.KeptEpoch,
            training.Stopped,
            training.Epochs.Count,
            LearningFindings.Of(training),
            [.. epochs.Select(e => e.Number)],
            [.. epochs.Select(e => e.TrainingLoss)],
            Column(epochs, e => e.TrainingAccuracy),
            Column(epochs, e => e.ValidationNll),
            Column(epochs, e => e.ValidationAccuracy),
            Column(epochs, e => e.ValidationConfidence),
            Column(epochs, e => e.ValidationEce),
            Column(epochs, e => e.LearningRate));
    }

    private static double?[]? Column(TrainingEpoch[] epochs, Func<TrainingEpoch, double?> value) =>
        epochs.Any(e => value(e) is not null) ? [.. epochs.Select(value)] : null;

    public static void Check(TrainingBlock training)
    {
        Require.InRange(training.TrainingRows, 1, int.MaxValue, "training rows");
        Require.InRange(training.ValidationRows, 0, int.MaxValue, "validation rows");
        if (training.Epochs.Count == 0) throw new ArgumentException("training: no epochs; without any there is nothing to draw, so leave the training out");
        int before = -1;
        foreach (var epoch in training.Epochs)
        {
            if (epoch.Number <= before)
                throw new ArgumentException($"training: epoch {epoch.Number} {(before < 0 ? "is negative; numbers start at 0 or above" : $"follows epoch {before}; numbers must ascend")}");
            before = epoch.Number;
            bool validated = (epoch.ValidationNll ?? epoch.ValidationAccuracy ?? epoch.ValidationConfidence ?? epoch.ValidationEce) is not null;
            if (validated && training.ValidationRows == 0) throw new ArgumentException($"training: epoch {before} has validation figures, but there are 0 validation rows");
            Share(epoch.TrainingAccuracy, before, "training accuracy");
            Share(epoch.ValidationAccuracy, before, "validation accuracy");
            Share(epoch.ValidationConfidence, before, "validation confidence");
            Share(epoch.ValidationEce, before, "validation ECE");
            if (epoch.LearningRate is { } rate && !(rate >= 0 && double.IsFinite(rate)))
                throw new ArgumentException($"training: epoch {before} has a learning rate of {rate}; it must be finite and not negative");
        }
        if (training.KeptEpoch is { } kept && training.Epochs.All(e => e.Number != kept))
            throw new ArgumentException($"training: epoch {kept} was kept, but it is none of the {training.Epochs.Count:N0} epochs from {training.Epochs[0].Number} to {before}");
    }

    // NaN is what is left of a share when the model has diverged.
    private static void Share(double? value, int epoch, string name)
    {
        if (value is < 0 or > 1) throw new ArgumentException($"training: epoch {epoch} has a {name} of {value}; it must lie in [0, 1]");
    }
}
