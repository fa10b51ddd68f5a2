using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>How a <see cref="Classifier"/> is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The layers before the head. The default value is one hidden layer of 128 with ReLU.</summary>
    public NetworkDesign Network { get; init; } = NetworkDesign.Hidden(128);

    /// <summary>How features are scaled on the way in. The default value is <see cref="FeatureScaling.Auto"/>.</summary>
    public FeatureScaling Scaling { get; init; }

    /// <summary>What the last layer's outputs mean. The default value is <see cref="Head.Softmax"/>.</summary>
    public Head Head { get; init; } = Head.Softmax;

    /// <summary>What is minimised; null takes the head's own. The default value is null: cross-entropy.</summary>
    public Loss? Loss { get; init; }

    /// <summary>What is added to the loss. The default value is nothing.</summary>
    public IReadOnlyList<Penalty> Penalties { get; init; } = [];

    /// <summary>How gradients move parameters. The default value is <see cref="AdamW"/> without decay.</summary>
    public Optimizer Optimizer { get; init; } = new AdamW();

    /// <summary>What the learning rate is multiplied by as training goes on. The default value is <see cref="Schedule.Constant"/>.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>The largest norm of a step's gradient, over all parameters together: longer ones are shortened to it. The default value is null: none.</summary>
    public double? LargestGradient { get; init; }

    /// <summary>Passes over the rows, at least 1. The default value is 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Rows a step at most, 1 to 65,536: the steps of an epoch share its rows evenly. The default value is 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>
    /// One weight a class, not negative, that multiplies its rows' loss; scaled to mean 1 over the training rows. The validation NLL that chooses the
    /// epoch is weighed likewise. The default value is null: all 1.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// α of mixup (Zhang et al., ICLR 2018): each row becomes a point between itself and another, at a share drawn from Beta(α, α). In
    /// [0, 1]; 0 is off. The default value is 0.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>Share of rows set aside to choose the epoch, in [0, 1), where no validation rows are given; never the last row of a class. The default value is 0.1.</summary>
    public double ValidationShare { get; init; } = .1;

    /// <summary>Whether validation rows end the training early; null makes every epoch and still keeps the best. The default value is patience 10.</summary>
    public EarlyStopping? EarlyStopping { get; init; } = new();

    /// <summary>
    /// Networks trained one after the other from different seeds, 1 to 1,000, that answer by the mean of their probabilities (deep ensemble;
    /// Lakshminarayanan et al., NeurIPS 2017). Five are usual. The default value is 1.
    /// </summary>
    public int Members { get; init; } = 1;

    /// <summary>Where the training keeps what it needs to go on after an interruption; it goes on from there where the file exists. The default value is null: nowhere.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Ends the training between two steps by an <see cref="OperationCanceledException"/>; the last checkpoint stays. The default value is never.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Fixes the initial weights, the order of rows and everything else that is drawn. The default value is 0.</summary>
    public ulong Seed { get; init; }

    internal void Check(TrainingRows rows, Features? outliers)
    {
        Require.InRange(Epochs, 1, int.MaxValue, "epochs");
        Require.InRange(BatchSize, 1, 65_536, "batch size");
        Require.InRange(Members, 1, 1_000, "members");
        Optimizer.Check();
        if (LargestGradient is { } norm) Require.Positive(norm, "largest gradient");
        if (!(Mixup >= 0 && Mixup <= 1)) throw new ArgumentException($"mixup: {Mixup}; it must lie in [0, 1]");
        if (!(ValidationShare >= 0 && ValidationShare < 1)) throw new ArgumentException($"validation share: {ValidationShare}; it must lie in [0, 1)");
        if (EarlyStopping is { } stopping) Require.InRange(stopping.Patience, 1, int.MaxValue, "patience");
        if (Checkpoint is { } checkpoint) Require.InRange(checkpoint.EveryEpochs, 1, int.MaxValue, "checkpoint: epochs between two");
        if (Checkpoint is not null && Optimizer is LimitedMemoryBfgs)
            throw new ArgumentException("checkpoint: L-BFGS has no epochs to go on from; leave the checkpoint out, or use another optimiser");
        CheckTargets(rows);
        if (outliers is not null && outliers.Columns != rows.Features.Columns)
            throw new ArgumentException($"outliers: {outliers.Columns:N0} columns but the training rows have {rows.Features.Columns:N0}");
        Head.Check(Penalties, outliers is not null);
        if (outliers is not null && !Penalties.Any(penalty => penalty.NeedsOutliers))
            throw new ArgumentException("outliers: no penalty uses them; add outlier-exposure or energy-margin, or leave them out");
    }

    /// <summary>Class weights with mean 1 over the rows, or null for none.</summary>
    internal double[]? ScaledClassWeights(TrainingRows rows)
    {
        if (ClassWeights is not { } weights) return null;
        int[] counts = rows.Targets.Counts();
        double sum = 0;
        for (int k = 0; k < counts.Length; k++) sum += counts[k] * weights[k];
        if (!(sum > 0)) throw new ArgumentException("class weights: no training row has a weight above 0");
        return [.. weights.Select(weight => weight * rows.Rows / sum)];
    }

    private void CheckTargets(TrainingRows rows)
    {
        bool cells = rows.Targets.Kind == TargetKind.Cells;
        if (cells != (Head.Targets == TargetKind.Cells))
            throw new ArgumentException(cells ? $"head {Head.Token}: the rows are multi-label; use multilabel" : "head multilabel: the rows have one class each; it needs N×K cells of 0 and 1");
        if (Head.Targets == TargetKind.Binary && rows.Classes != 2)
            throw new ArgumentException($"head sigmoid: {rows.Classes:N0} classes; a sigmoid tells two apart, use softmax");
        if (!cells && rows.Targets.Counts().Count(count => count > 0) == 1)
            throw new ArgumentException($"labels: all {rows.Rows:N0} rows are of class {rows.Targets.Labels[0]}; a classifier needs rows of two classes at least");
        if (ClassWeights is not { } weights) return;
        if (cells) throw new ArgumentException("class weights: multi-label rows have no one class to weigh by");
        if (weights.Count != rows.Classes) throw new ArgumentException($"class weights: {weights.Count:N0} for {rows.Classes:N0} classes");
        for (int k = 0; k < weights.Count; k++)
        {
            if (!(weights[k] >= 0) || double.IsInfinity(weights[k])) throw new ArgumentException($"class weights: class {k} has {weights[k]}; weights must be finite and not negative");
        }
    }
}
