using Probity.Reporting;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>A model's history as the report page has it.</summary>
internal static class SimilarityReportTraining
{
    /// <returns>Null where no epoch was run.</returns>
    public static SimilarityTrainingBlock? Of(SimilarityModel model)
    {
        SimilarityHistory history = model.History;
        if (history.Epochs.Count == 0) return null;
        return new SimilarityTrainingBlock
        {
            TrainingRows = history.TrainingRows,
            TrainingGroups = model.SeenGroups.Count > 0 ? model.SeenGroups.Count : null,
            ValidationRows = history.ValidationRows,
            KeptEpoch = history.Epochs.Any(epoch => epoch.Epoch == history.KeptEpoch) ? history.KeptEpoch : null,
            Stopped = SimilarityWords.End(history),
            Metrics = history.Metrics,
            Raw = history.Raw,
            Epochs = [.. history.Epochs.Select(epoch => new SimilarityTrainingEpoch
            {
                Number = epoch.Epoch,
                TrainingLoss = epoch.TrainingLoss,
                Metrics = epoch.Metrics,
                LearningRate = epoch.LearningRate,
                Information = Share(epoch.Information),
                MaxProbability = Share(epoch.MaxProbability),
            })],
        };
    }

    /// <summary>Sums of floats may end a last digit beyond what they can be.</summary>
    private static double? Share(double? value) => value is { } share ? Math.Clamp(share, 0, 1) : null;
}
