using Probity.Learning.Engine;
using Probity.Learning.Files;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>One network from the first epoch to the last.</summary>
internal static class Trainer
{
    private const int FewestValidationRows = 20;   // fewer say nothing about NLL
    private const ulong MemberStreams = 16UL << 32;

    /// <summary>Trains every member of an ensemble. All have the same validation rows; the first is the network that would be trained alone.</summary>
    public static (IReadOnlyList<Network<float>> Members, TrainingHistory History) RunMembers(
        TrainingRows rows, TrainingOptions options, TrainingRows? validation, Features? outliers, Action<EpochFigures>? progress)
    {
        if (options.Members == 1)
        {
            (Network<float> network, TrainingHistory history) = Run(rows, options, validation, outliers, progress);
            return ([network], history);
        }
        options.Check(rows, outliers);
        if (options.Optimizer is LimitedMemoryBfgs)
            throw new ArgumentException($"members: {options.Members:N0} trained by L-BFGS would be the same network each time, for there is one optimum whatever the seed; take AdamW, or one member");
        CheckValidation(rows, validation);
        (rows, validation) = Split(rows, validation, options);
        var networks = new List<Network<float>>();
        var histories = new List<TrainingHistory>();
        for (int i = 0; i < options.Members; i++)
        {
            int member = i + 1;
            TrainingOptions own = options with
            {
                Members = 1,
                Seed = MemberSeed(options.Seed, i),
                ValidationShare = 0,
                Checkpoint = options.Checkpoint?.OfMember(member),
            };
            Action<EpochFigures>? placed = progress is null ? null : figures => progress(figures with { Member = member, Members = options.Members });
            (Network<float> network, TrainingHistory history) = Run(rows, own, validation, outliers, placed);
            networks.Add(network);
            histories.Add(history);
        }
        return (networks, TrainingHistory.OfMembers(histories));
    }

    /// <summary>Trains a network and leaves the best epoch's weights in it.</summary>
    public static (Network<float> Network, TrainingHistory History) Run(
        TrainingRows rows, TrainingOptions options, TrainingRows? validation, Features? outliers, Action<EpochFigures>? progress)
    {
        options.Check(rows, outliers);
        CheckValidation(rows, validation);
        OrderedDictionary<string, string> recipe = TrainingRecipe.Of(options, rows, validation, outliers);
        if (options.Optimizer is LimitedMemoryBfgs bfgs)
        {
            (Network<float> optimum, TrainingHistory history) = ConvexTraining.Run(rows, options, bfgs, validation, progress);
            return (optimum, history with { Recipe = recipe });
        }
        List<string> warnings = [];
        (rows, validation) = Split(rows, validation, options);
        if (rows.Classes > rows.Rows) warnings.Add($"{rows.Classes:N0} classes but {rows.Rows:N0} training rows: most classes were never seen and cannot be predicted");
        else if (rows.Targets.Labels.Length > 0 && MissingClasses(rows) is { } missing) warnings.Add(missing);

        Network<float> network = options.Network.Build<float>(rows.Features.Columns, options.Head.Outputs(rows.Classes));
        network.Initialise(options.Seed);
        network.Scaling = InputScaling.Of(options.Scaling, rows.Features);
        if (network.Scaling?.Note is { } note) warnings.Add(note);
        var run = new TrainingRun<float>(network, rows, validation, outliers, options);
        CheckpointKeeper? keeper = options.Checkpoint is { } checkpoint ? new CheckpointKeeper(checkpoint, run, options, recipe) : null;
        while (run.End is null)
        {
            EpochFigures figures = run.RunEpoch();
            string? trouble = keeper?.AfterEpoch();
            progress?.Invoke(trouble is null ? figures : figures with { Warning = trouble });
        }
        if (keeper?.FirstTrouble is { } first) warnings.Add(first);
        run.Best.Put(network);

        string advice = $"lower the learning rate ({options.Optimizer.LearningRate}), scale the features to unit variance, or clip the gradient";
        if (run.End == TrainingEnd.Diverged)
        {
            if (run.BestEpoch == 0) throw new InvalidOperationException($"training: the loss is {run.Epochs[^1].TrainingLoss} in epoch {run.Epochs.Count}, before anything was learned; {advice}");
            warnings.Add($"training diverged in epoch {run.Epochs.Count}: the loss was no longer a number; epoch {run.BestEpoch} is kept: {advice}");
        }
        if (validation is not null && run.BestEpoch > 0)
        {
            double reached = run.Epochs[run.BestEpoch - 1].Validation!.Nll, knowingNothing = new ValidationSet(validation, options.Head, options.ScaledClassWeights(rows)).NllOfShares(rows.Targets);
            (string figure, string nothing) = options.Head.Targets == TargetKind.Value ? ("squared error", "the mean") : ("NLL", "the shares of the classes");
            if (!(reached < knowingNothing))
                warnings.Add(FormattableString.Invariant($"validation {figure} {reached:0.####} is no better than {knowingNothing:0.####}, that of {nothing}: its probabilities are worth no more than knowing nothing of the features; {advice}, or train longer"));
        }
        return (network, new TrainingHistory
        {
            Recipe = recipe,
            Epochs = [.. run.Epochs],
            KeptEpoch = run.BestEpoch,
            End = run.End!.Value,
            TrainingRows = rows.Rows,
            ValidationRows = run.ValidationRows,
            Warnings = warnings,
        });
    }

    private static string? MissingClasses(TrainingRows rows)
    {
        int[] counts = rows.Targets.Counts();
        int[] missing = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] == 0)];
        const int shown = 10;
        return missing.Length == 0 ? null
            : $"{(missing.Length == 1 ? "class" : "classes")} {string.Join(", ", missing.Take(shown))}{(missing.Length > shown ? $" and {missing.Length - shown:N0} more" : "")} of {rows.Classes:N0} {(missing.Length == 1 ? "has" : "have")} no training row and cannot be predicted";
    }

    private static ulong MemberSeed(ulong seed, int member) => member == 0 ? seed : new RandomStream(seed, MemberStreams + (ulong)member).NextUInt64();

    private static void CheckValidation(TrainingRows rows, TrainingRows? validation)
    {
        if (validation is null) return;
        if (validation.Features.Columns != rows.Features.Columns)
            throw new ArgumentException($"validation: {validation.Features.Columns:N0} columns but the training rows have {rows.Features.Columns:N0}");
        if (validation.Classes != rows.Classes || validation.Targets.Kind != rows.Targets.Kind)
            throw new ArgumentException($"validation: {validation.Classes:N0} classes but the training rows have {rows.Classes:N0}, of the same kind");
    }

    private static (TrainingRows Training, TrainingRows? Validation) Split(TrainingRows rows, TrainingRows? validation, TrainingOptions options)
    {
        int count = (int)Math.Round(options.ValidationShare * rows.Rows);
        if (validation is not null || count < FewestValidationRows) return (rows, validation);

        // The first so many of a random order, but never the last row of a class.
        int[] labels = rows.Targets.Labels, left = rows.Targets.Counts();
        List<int> taken = [], kept = [];
        foreach (int row in RowSplit.Shuffled(rows.Rows, options.Seed))
        {
            bool takes = taken.Count < count && (labels.Length == 0 || left[labels[row]] > 1);
            (takes ? taken : kept).Add(row);
            if (takes && labels.Length > 0) left[labels[row]]--;
        }
        return taken.Count < FewestValidationRows ? (rows, null) : (rows.Select([.. kept]), rows.Select([.. taken]));
    }
}
