namespace Probity.Reporting.Sections;

/// <summary>Loss, retrieval and feature groups over the epochs, thinned out where there are very many.</summary>
internal static class SimilarityTrainingSection
{
    public static SimilarityCurves Of(SimilarityTrainingBlock training)
    {
        IReadOnlyList<SimilarityTrainingEpoch> all = training.Epochs;
        int kept = training.KeptEpoch is { } number ? all.TakeWhile(e => e.Number != number).Count() : -1;
        int[] drawn = DrawnEpochs.Of(all.Count, kept, i => all[i].TrainingLoss, i => Metric(all[i], 0), i => all[i].Information);
        SimilarityTrainingEpoch[] epochs = [.. drawn.Select(i => all[i])];
        return new(
            training.TrainingRows,
            training.TrainingGroups,
            training.ValidationRows,
            training.KeptEpoch,
            training.Stopped,
            all.Count,
            Findings(training),
            [.. epochs.Select(e => e.Number)],
            [.. epochs.Select(e => e.TrainingLoss)],
            training.Metrics,
            [.. training.Metrics.Select((_, metric) => epochs.Select(e => Metric(e, metric)).ToArray())],
            training.Raw,
            Column(epochs, e => e.LearningRate),
            Column(epochs, e => e.Information),
            Column(epochs, e => e.MaxProbability));
    }

    private static double? Metric(SimilarityTrainingEpoch epoch, int metric) => metric < epoch.Metrics.Count ? epoch.Metrics[metric] : null;

    private static double?[]? Column(SimilarityTrainingEpoch[] epochs, Func<SimilarityTrainingEpoch, double?> value) =>
        epochs.Any(e => value(e) is not null) ? [.. epochs.Select(value)] : null;

    /// <summary>What the curves show, only what their numbers carry.</summary>
    private static string[] Findings(SimilarityTrainingBlock training)
    {
        var findings = new List<string>();
        SimilarityTrainingEpoch[] measured = [.. training.Epochs.Where(e => Metric(e, 0) is { } value && double.IsFinite(value))];
        if (measured.Length > 0)
        {
            string name = RetrievalNames.Of(training.Metrics[0]);
            var best = measured.MaxBy(e => e.Metrics[0])!;
            string raw = training.Raw.Count > 0 && double.IsFinite(training.Raw[0]) ? $"; the raw embeddings have {HeadlineSection.Percent(training.Raw[0])}" : "";
            findings.Add($"On validation items {name} was highest after epoch {best.Number:N0}, {HeadlineSection.Percent(best.Metrics[0])}{raw}.");
            if (best.Number == training.Epochs[^1].Number && training.Epochs.Count > 1) findings.Add("That was the last epoch: it may not have been done yet.");
        }
        else
        {
            findings.Add("No retrieval was measured on validation items, so nothing here says when the head stopped getting better.");
        }
        var last = training.Epochs.FirstOrDefault(e => e.Number == training.KeptEpoch) ?? training.Epochs[^1];
        if (last.Information is { } information && double.IsFinite(information) && training.Epochs[0].Information is { } first && double.IsFinite(first))
            findings.Add($"The feature groups' information went from {HeadlineSection.Percent(first)} of its ceiling in the first epoch to {HeadlineSection.Percent(information)} in the one that was kept.");
        int lost = training.Epochs.Count(e => !double.IsFinite(e.TrainingLoss));
        if (lost > 0) findings.Add($"Training loss was not a finite number in {lost:N0} of {training.Epochs.Count:N0} epochs.");
        return [.. findings];
    }

    public static void Check(SimilarityTrainingBlock training)
    {
        Require.InRange(training.TrainingRows, 1, int.MaxValue, "training rows");
        Require.InRange(training.ValidationRows, 0, int.MaxValue, "validation rows");
        if (training.Epochs.Count == 0) throw new ArgumentException("training: no epochs; without any there is nothing to draw, so leave the training out");
        if (training.Raw.Count > 0 && training.Raw.Count != training.Metrics.Count)
            throw new ArgumentException($"training: {training.Raw.Count} values of the raw embeddings for {training.Metrics.Count} metrics");
        int before = -1;
        foreach (var epoch in training.Epochs)
        {
            if (epoch.Number <= before)
                throw new ArgumentException($"training: epoch {epoch.Number} {(before < 0 ? "is negative; numbers start at 0 or above" : $"follows epoch {before}; numbers must ascend")}");
            before = epoch.Number;
            if (epoch.Metrics.Count > 0 && epoch.Metrics.Count != training.Metrics.Count)
                throw new ArgumentException($"training: epoch {before} has {epoch.Metrics.Count} values for {training.Metrics.Count} metrics");
            foreach (double? share in (double?[])[.. epoch.Metrics, epoch.Information, epoch.MaxProbability])
            {
                // A last digit beyond 1 is rounding.
                if (share is < -1e-6 or > 1 + 1e-6) throw new ArgumentException($"training: epoch {before} has a share of {share}; it must lie in [0, 1]");
            }
        }
        if (training.KeptEpoch is { } kept && training.Epochs.All(e => e.Number != kept))
            throw new ArgumentException($"training: epoch {kept} was kept, but it is none of the {training.Epochs.Count:N0} epochs from {training.Epochs[0].Number} to {before}");
    }
}
