using Probity.Learning.Engine;
using Probity.Scores;

namespace Probity.Learning;

/// <summary>
/// A small network beside a frozen model that learns, from the model's hidden features, which probability the model gives to the true class
/// (ConfidNet; Corbière et al., NeurIPS 2019). Where that is below one half the
/// model may be wrong, where it is above it is right; whether the estimate tells errors better than the largest probability has to be measured.
/// </summary>
/// <remarks>
/// On rows that the model itself was trained on, the true class has nearly probability 1 everywhere and there is little to learn. Give rows that
/// the model has not seen, or the true-class probabilities of cross-fitting (<see cref="CrossFit.TrueClassProbabilities"/>). Validation rows are set
/// aside as in any training and keep the epoch with the lowest squared error. Immutable and thread-safe.
/// </remarks>
public sealed class ConfidNet
{
    private const double NothingToLearn = .99;

    internal ConfidNet(Network<float> network, NetworkDesign design, TrainingHistory history)
    {
        Network = network;
        Design = design;
        History = history;
    }

    /// <summary>Hidden features that it reads: <see cref="Classifier.HiddenWidth"/> of its model.</summary>
    public int Inputs => Network.Inputs;

    /// <summary>How it was trained. Its validation figures are squared errors, in the place of NLL.</summary>
    public TrainingHistory History { get; }

    /// <summary>The layers before its sigmoid.</summary>
    public NetworkDesign Design { get; }

    internal Network<float> Network { get; }

    /// <summary>Two hidden layers of 128 with ReLU, and the rest as <see cref="TrainingOptions"/> comes.</summary>
    public static TrainingOptions DefaultOptions { get; } = new() { Network = NetworkDesign.Hidden(128, 128) };

    /// <summary>Trains on what the model itself says about labelled rows.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="rows">N rows, best such that the model was not trained on.</param>
    /// <param name="options">Null takes <see cref="DefaultOptions"/>. Head, loss, penalties, class weights, mixup and members are to be left alone.</param>
    /// <param name="progress">Called after every epoch.</param>
    /// <exception cref="ArgumentException">Rows and model do not fit together, rows are multi-label, or an option has no meaning here.</exception>
    public static ConfidNet Train(Classifier model, TrainingRows rows, TrainingOptions? options = null, Action<EpochFigures>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Targets.Kind == TargetKind.Cells) throw new ArgumentException("ConfidNet: multi-label rows have no one true class");
        if (rows.Classes != model.Classes || model.Head.Targets == TargetKind.Cells)
            throw new ArgumentException($"ConfidNet: {rows.Classes:N0} classes in the rows but {model.Classes:N0} in the model, of the same kind");
        var logits = new float[checked(rows.Rows * model.LogitColumns)];
        model.Logits(rows.Features, logits);
        return Train(model, rows.Features, TrueClassProbabilities(logits, rows.Targets.Labels, model.LogitColumns), options, progress);
    }

    /// <summary>Trains on true-class probabilities found elsewhere, such as by cross-fitting.</summary>
    /// <param name="model">Whose hidden features are read.</param>
    /// <param name="features">N rows as the model reads them.</param>
    /// <param name="trueClassProbabilities">N numbers in [0, 1].</param>
    /// <param name="options">As above.</param>
    /// <param name="progress">Called after every epoch.</param>
    /// <exception cref="ArgumentException">Shapes differ, a probability is out of range, or an option has no meaning here.</exception>
    public static ConfidNet Train(
        Classifier model, Features features, double[] trueClassProbabilities, TrainingOptions? options = null, Action<EpochFigures>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(trueClassProbabilities);
        options ??= DefaultOptions;
        CheckOptions(options);
        Require.SomeRows(features.Rows, nameof(features));
        Require.SameRows(features.Rows, trueClassProbabilities.Length, nameof(features), nameof(trueClassProbabilities));
        var hidden = new float[checked(features.Rows * model.HiddenWidth)];
        model.HiddenFeatures(features, hidden);
        var rows = TrainingRows.Numbers(Features.Dense(hidden, model.HiddenWidth), trueClassProbabilities);
        (Network<float> network, TrainingHistory history) =
            Trainer.Run(rows, options with { Head = new TrueClassProbabilityHead() }, validation: null, outliers: null, progress);
        double mean = trueClassProbabilities.Average();
        if (mean > NothingToLearn)
        {
            string warning = FormattableString.Invariant($"the true class has probability {mean:0.####} on average: the model has probably learned these rows, and there is little to tell apart; give rows that it has not seen, or cross-fitted probabilities");
            history = history with { Warnings = [.. history.Warnings, warning] };
        }
        return new ConfidNet(network, options.Network, history);
    }

    /// <summary>Estimated true-class probability of rows, as log-odds.</summary>
    internal void LogOdds(float[] hidden, Span<double> destination)
    {
        var logits = new float[hidden.Length / Inputs];
        Network.Forward(Features.Dense(hidden, Inputs), logits);
        for (int i = 0; i < logits.Length; i++) destination[i] = logits[i];
    }

    /// <summary>exp(−NLL) of each row.</summary>
    internal static double[] TrueClassProbabilities(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int columns)
    {
        var nll = new double[labels.Length];
        LabelLosses.Compute(logits, labels, columns, new bool[labels.Length], nll, default);
        return Array.ConvertAll(nll, loss => Math.Exp(-loss));
    }

    private static void CheckOptions(TrainingOptions options)
    {
        string? wrong = options.Head != Head.Softmax ? "a head"
            : options.Loss is not null ? "a loss"
            : options.Penalties.Count > 0 ? "penalties"
            : options.ClassWeights is not null ? "class weights"
            : options.Mixup > 0 ? "mixup"
            : options.Members > 1 ? "members"
            : options.Optimizer is LimitedMemoryBfgs ? "L-BFGS"
            : null;
        if (wrong is not null) throw new ArgumentException($"ConfidNet: {wrong} cannot be chosen; it learns numbers by squared error through a sigmoid, one network, by steps on batches");
    }
}
