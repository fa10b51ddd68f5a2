using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>A head from the first epoch to the last.</summary>
internal static class SimilarityTrainer
{
    private const int StartRows = 4_096;
    private const ulong StartStream = 27UL << 32;

    /// <summary>Trains and leaves the best epoch's weights in the network.</summary>
    public static (Network<float> Network, SimilarityHistory History) Run(
        SimilarityRows rows, EmbeddingHead head, SimilarityOptions options, SimilarityRows? validation, Action<SimilarityEpoch>? progress)
    {
        options.Check(rows, head);
        CheckValidation(rows, validation);
        OrderedDictionary<string, string> recipe = SimilarityRecipe.Of(options, rows, head, validation);
        List<string> warnings = [];
        (SimilarityRows training, SimilarityRows? queries) = (rows, null);
        if (validation is null && SetAsideRows.Choose(rows, options) is { Taken.Length: > 0 } chosen) (training, queries) = (rows.Select(chosen.Staying), rows.Select(chosen.Taken));
        ValidationSearch? search =
            validation is not null ? ValidationSearch.Among(validation, options)
            : queries is not null ? ValidationSearch.In(training, queries, options)
            : null;
        if (search is null && rows.CanBeRetrieved && options.ValidationShare > 0)
            warnings.Add($"validation: fewer than {SetAsideRows.Fewest} of {rows.Rows:N0} items could be set aside, for two of every group are kept for training; nothing chose the epoch, the last was kept");

        Network<float> network = head.Build<float>();
        network.Initialise(options.Seed);
        network.Scaling = InputScaling.Of(options.Scaling, training.Features);
        if (network.Scaling?.Note is { } note) warnings.Add(note);
        EmbeddingHead.StartFrom(network, training.Features.Select([.. RowSplit.Shuffled(training.Rows, options.Seed ^ StartStream).Take(StartRows)]));
        var run = new SimilarityRun<float>(network, head, training, search, options);
        if (run.LoneRows > 0) warnings.Add($"groups: {run.LoneRows:N0} of {training.Rows:N0} training items have no other of their group; they were never drawn, and taught nothing");
        SimilarityCheckpoint? keeper = options.Checkpoint is { } checkpoint ? new SimilarityCheckpoint(checkpoint, run, options, recipe) : null;
        while (run.End is null)
        {
            SimilarityEpoch figures = run.RunEpoch();
            string? trouble = keeper?.AfterEpoch();
            progress?.Invoke(trouble is null ? figures : figures with { Warning = trouble });
        }
        if (keeper?.FirstTrouble is { } first) warnings.Add(first);
        run.Best.Put(network);

        IReadOnlyList<double> raw = search?.Raw ?? [];
        string advice = $"lower the learning rate ({options.Optimizer.LearningRate}), scale the features, or clip the gradient";
        if (run.End == TrainingEnd.Diverged)
        {
            if (run.BestEpoch == 0) throw new InvalidOperationException($"training: the loss is no number in epoch 1, before anything was learned; {advice}");
            warnings.Add($"training diverged in epoch {run.Epochs.Count}: the loss was no longer a number; epoch {run.BestEpoch} is kept: {advice}");
        }
        if (search is not null && !(run.Epochs[run.BestEpoch - 1].Metrics[0] > raw[0]))
        {
            string metric = ValidationSearch.Name(options.Metrics[0]);
            warnings.Add(FormattableString.Invariant($"validation {metric} {run.Epochs[run.BestEpoch - 1].Metrics[0]:0.0000} is no better than {raw[0]:0.0000}, that of the inputs as they are: the head has gained nothing; take another loss or head, train longer, or do without"));
        }
        return (network, new SimilarityHistory
        {
            Recipe = recipe,
            Epochs = [.. run.Epochs],
            Metrics = search is null ? [] : [.. options.Metrics.Select(ValidationSearch.Name)],
            Raw = raw,
            KeptEpoch = run.BestEpoch,
            End = run.End!.Value,
            TrainingRows = training.Rows,
            ValidationRows = validation?.Rows ?? queries?.Rows ?? 0,
            Warnings = warnings,
        });
    }

    private static void CheckValidation(SimilarityRows rows, SimilarityRows? validation)
    {
        if (validation is null) return;
        if (validation.Features.Columns != rows.Features.Columns)
            throw new ArgumentException($"validation: {validation.Features.Columns:N0} columns but the training rows have {rows.Features.Columns:N0}");
        if (!validation.CanBeRetrieved) throw new ArgumentException("validation: given pairs; retrieval needs items with groups or labels");
    }
}
