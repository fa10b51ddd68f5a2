using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Learning;

/// <summary>A trained model: rows of features in, logits out. Immutable and thread-safe.</summary>
/// <remarks>
/// The same rows, options and build give the same weights to the last bit, whatever the number of threads. Its confidence is what training
/// made of it: trained to the end without regularisation a network fits its rows perfectly and is overconfident on others (Guo et al.,
/// ICML 2017). Calibrate it on rows that it has not seen.
/// </remarks>
public sealed class Classifier
{
    internal Classifier(IReadOnlyList<Network<float>> members)
    {
        Members = members;
    }

    /// <summary>D: numbers of an input row.</summary>
    public int Inputs => Network.Inputs;

    /// <summary>K: classes; 2 for a sigmoid.</summary>
    public required int Classes { get; init; }

    /// <summary>Columns of <see cref="Logits(Features, Span{float})"/>: K, or 1 for a sigmoid.</summary>
    public int LogitColumns => Head.LogitColumns(Classes);

    /// <summary>What the last layer's outputs mean.</summary>
    public required Head Head { get; init; }

    /// <summary>The layers before the head.</summary>
    public required NetworkDesign Design { get; init; }

    /// <summary>How it was trained.</summary>
    public required TrainingHistory History { get; init; }

    /// <summary>Weights and biases.</summary>
    public int Parameters => Members.Sum(member => member.Parameters.Count);

    /// <summary>K names, or null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What was learned about when to trust it, fitted on its own outputs; null before that.</summary>
    public ConfidencePolicy? Policy { get; init; }

    /// <summary>One network, or several that answer together.</summary>
    internal IReadOnlyList<Network<float>> Members { get; }

    internal Network<float> Network => Members[0];

    /// <summary>Trains on rows.</summary>
    /// <param name="rows">N rows with their labels; features are scaled as the options say.</param>
    /// <param name="options">The default value is <see cref="TrainingOptions"/> as it comes.</param>
    /// <param name="validation">
    /// Rows that choose the epoch by their NLL and teach nothing; null sets aside <see cref="TrainingOptions.ValidationShare"/> of the rows, unless
    /// that is fewer than 20.
    /// </param>
    /// <param name="outliers">Rows of no known class, for penalties that use them; null for none.</param>
    /// <param name="progress">Called after every epoch, on the calling thread.</param>
    /// <exception cref="ArgumentException">An option is out of range, sets do not fit together, or all rows are of one class.</exception>
    /// <exception cref="InvalidOperationException">The loss is not finite in the first epoch. Later the best epoch is kept, with a warning.</exception>
    public static Classifier Train(
        TrainingRows rows, TrainingOptions? options = null, TrainingRows? validation = null, Features? outliers = null, Action<EpochFigures>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new TrainingOptions();
        (Network<float> network, TrainingHistory history) = Trainer.Run(rows, options, validation, outliers, progress);
        return new Classifier([network]) { Head = options.Head, Classes = rows.Classes, Design = options.Network, History = history };
    }

    /// <summary>A copy with names of its classes and what was learned about when to trust it.</summary>
    /// <param name="classNames">K names, or null.</param>
    /// <param name="policy">Fitted on this model's own logits, or null.</param>
    /// <exception cref="ArgumentException">Not K names, or a policy for other outputs.</exception>
    public Classifier With(IReadOnlyList<string>? classNames, ConfidencePolicy? policy)
    {
        if (classNames is not null && classNames.Count != Classes) throw new ArgumentException($"class names: {classNames.Count:N0} for {Classes:N0} classes");
        if (policy is not null && policy.Classes != LogitColumns)
            throw new ArgumentException($"policy: fitted on {policy.Classes:N0} columns but the model has {LogitColumns:N0}");
        return new Classifier(Members) { Classes = Classes, Head = Head, Design = Design, History = History, ClassNames = classNames, Policy = policy };
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a model, damaged, or of a later version.</exception>
    public static Classifier Load(string path) => ModelFile.Read(path);

    /// <summary>Writes the model with its history and policy: the whole file or none. The same model gives the same bytes.</summary>
    /// <param name="path">Overwritten where it exists; its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is no place for a file, or the model is too large for one.</exception>
    /// <exception cref="IOException">The file could not be written, for want of room for example.</exception>
    public void Save(string path) => ModelFile.Write(path, this);

    /// <summary>The logits of rows. A row's logits do not depend on the rows beside it, to the last bit.</summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N × <see cref="LogitColumns"/> logits.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void Logits(Features features, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Inputs) throw new ArgumentException($"features: {features.Columns:N0} columns but the model was trained on {Inputs:N0}");
        Require.Destination(checked(features.Rows * LogitColumns), destination.Length, nameof(destination));
        HeadLogits.Of(Network, Head, Classes, features, destination);
    }

    /// <summary>The logits of rows.</summary>
    /// <param name="rows">N×D finite values, row-major.</param>
    /// <param name="destination">Room for N × <see cref="LogitColumns"/> logits.</param>
    /// <exception cref="ArgumentException">The shape is wrong or a value is not finite.</exception>
    public void Logits(ReadOnlyMemory<float> rows, Span<float> destination) => Logits(Features.Dense(rows, Inputs), destination);
}
