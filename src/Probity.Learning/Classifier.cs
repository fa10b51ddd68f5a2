using System.Diagnostics.CodeAnalysis;
using Probity.Learning.Engine;
using Probity.Learning.Files;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>A trained model: rows of features in, logits out. Immutable and thread-safe.</summary>
/// <remarks>
/// The same rows, options and build give the same weights to the last bit, whatever the number of threads. Its confidence is what training
/// made of it: trained to the end without regularisation a network fits its rows perfectly and is overconfident on others (Guo et al.,
/// ICML 2017). Calibrate it on rows that it has not seen.
/// </remarks>
public sealed class Classifier
{
    internal const int MostDropoutPasses = 65_536;

    internal Classifier(IReadOnlyList<Network<float>> members)
    {
        Members = members;
    }

    /// <summary>A copy, for an initialiser to change some of.</summary>
    [SetsRequiredMembers]
    private Classifier(Classifier other) : this(other.Members)
    {
        (Classes, Head, Design, History) = (other.Classes, other.Head, other.Design, other.History);
        (ClassNames, FeatureNames, Policy, ConfidNet) = (other.ClassNames, other.FeatureNames, other.Policy, other.ConfidNet);
        (DropoutPasses, DropoutSeed) = (other.DropoutPasses, other.DropoutSeed);
        Featurizer = other.Featurizer;
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

    /// <summary>D names of the columns of an input row, in their order, all different; null where they have none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; internal init; }

    /// <summary>What makes its inputs of rows of a table; null where it reads rows of numbers.</summary>
    public Featurizer? Featurizer { get; internal init; }

    /// <summary>What was learned about when to trust it, fitted on its own outputs; null before that.</summary>
    public ConfidencePolicy? Policy { get; init; }

    /// <summary>Networks that answer together, 1 unless it is an ensemble.</summary>
    public int Networks => Members.Count;

    /// <summary>Passes with dropout that every answer is the mean of; 0 where dropout is off, as after training.</summary>
    public int DropoutPasses { get; internal init; }

    /// <summary>Fixes what the passes drop.</summary>
    public ulong DropoutSeed { get; internal init; }

    /// <summary>What tells how likely an answer is right in place of the head, or null.</summary>
    public ConfidNet? ConfidNet { get; internal init; }

    /// <summary>Whether there is a confidence apart from that of the probabilities: of the head, or of a <see cref="ConfidNet"/>.</summary>
    public bool HasOwnConfidence => ConfidNet is not null || Head.HasConfidence;

    /// <summary>
    /// Columns of <see cref="HiddenFeatures"/>: what the head's linear layer reads, of all networks of an ensemble side by side.
    /// </summary>
    public int HiddenWidth => Members.Sum(member => member.Layers[^1].Inputs);

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
        (IReadOnlyList<Network<float>> members, TrainingHistory history) = Trainer.RunMembers(rows, options, validation, outliers, progress);
        return new Classifier(members) { Head = options.Head, Classes = rows.Classes, Design = options.Network, History = history };
    }

    /// <summary>Trains on rows of a table: the featurizer learns from the rows that teach, not from those that choose the epoch.</summary>
    /// <param name="rows">N rows with their labels.</param>
    /// <param name="options">The default value is <see cref="TableDefaults.Options"/>.</param>
    /// <param name="featurizing">How columns become numbers. The default value is <see cref="FeaturizerOptions"/> as it comes.</param>
    /// <param name="columns">What the columns are, of <see cref="Featurizer.Read"/>; null reads these rows.</param>
    /// <param name="validation">Rows that choose the epoch and teach nothing; null sets aside <see cref="TrainingOptions.ValidationShare"/> of the rows.</param>
    /// <param name="progress">Called after every epoch, on the calling thread.</param>
    /// <exception cref="ArgumentException">An option is out of range, a cell cannot be read as its column's kind, or all rows are of one class.</exception>
    /// <exception cref="InvalidOperationException">The loss is not finite in the first epoch.</exception>
    public static Classifier Train(
        LabelledTable rows, TrainingOptions? options = null, FeaturizerOptions? featurizing = null, IReadOnlyList<ColumnReading>? columns = null,
        LabelledTable? validation = null, Action<EpochFigures>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        featurizing ??= new FeaturizerOptions();
        columns ??= Featurizer.Read(rows.Table, featurizing);
        options ??= TableDefaults.Options(columns, rows.Classes);
        if (validation is null) (rows, validation) = TableSplit.Validation(rows, options.ValidationShare, options.Seed);
        Featurizer featurizer = Featurizer.Fit(rows, columns, featurizing);
        Classifier model = Train(rows.ToRows(featurizer), options with { ValidationShare = 0 }, validation?.ToRows(featurizer), progress: progress);
        return model.WithFeaturizer(featurizer);
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
        return new Classifier(this) { ClassNames = classNames, Policy = policy };
    }

    /// <summary>A copy that knows the names of the columns it reads, so that a table's columns can be picked by name.</summary>
    /// <param name="featureNames">D different names, in the order of the inputs, or null.</param>
    /// <exception cref="ArgumentException">Not D names, two that are the same, or a null among them.</exception>
    public Classifier WithFeatureNames(IReadOnlyList<string>? featureNames)
    {
        if (featureNames is not null) RequireFeatureNames(featureNames, Inputs);
        return new Classifier(this) { FeatureNames = featureNames };
    }

    /// <summary>A copy that reads tables. Its inputs are what the featurizer makes of their rows.</summary>
    /// <param name="featurizer">What made the rows that it was trained on, or null.</param>
    /// <exception cref="ArgumentException">It makes another number of inputs.</exception>
    public Classifier WithFeaturizer(Featurizer? featurizer)
    {
        if (featurizer is not null && featurizer.Width != Inputs) throw new ArgumentException($"featurizer: it makes {featurizer.Width:N0} numbers of a row but the model has {Inputs:N0} inputs");
        return new Classifier(this) { Featurizer = featurizer };
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a model, damaged, or of a later version.</exception>
    public static Classifier Load(string path) => ModelFile.Read(path);

    /// <summary>Writes the model with its history, policy, dropout passes and ConfidNet: the whole file or none. The same model gives the same bytes.</summary>
    /// <param name="path">Overwritten where it exists; its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is no place for a file, or the model is too large for one.</exception>
    /// <exception cref="IOException">The file could not be written, for want of room for example.</exception>
    public void Save(string path) => ModelFile.Write(path, this);

    /// <summary>
    /// A copy that answers by the mean over passes with dropout on (Monte-Carlo dropout; Gal &amp; Ghahramani, ICML 2016). It has no policy:
    /// its answers are others.
    /// </summary>
    /// <remarks>What is dropped is fixed by seed, pass and the row's number in the call: the same input gives the same bits.</remarks>
    /// <param name="passes">Of each network, 2 to 65,536; a few dozen are usual.</param>
    /// <param name="seed">Any value.</param>
    /// <exception cref="ArgumentException">Passes out of range, or the network has no dropout.</exception>
    public Classifier WithDropoutPasses(int passes, ulong seed = 0)
    {
        Require.InRange(passes, 2, MostDropoutPasses, nameof(passes));
        if (!Network.Layers.Any(layer => layer is DropoutLayer<float>))
            throw new ArgumentException($"dropout passes: the network ({(Design.Layers.Count == 0 ? "no hidden layers" : Design)}) has no dropout, so that all passes would be equal; train one with dropout layers, or an ensemble");
        return new Classifier(this) { Policy = null, DropoutPasses = passes, DropoutSeed = seed };
    }

    /// <summary>A copy whose own confidence is that of a network trained beside it. Its logits are the same.</summary>
    /// <param name="confidence">Trained on this model's hidden features.</param>
    /// <exception cref="ArgumentException">It reads features of another width.</exception>
    public Classifier WithConfidNet(ConfidNet confidence)
    {
        ArgumentNullException.ThrowIfNull(confidence);
        if (confidence.Inputs != HiddenWidth)
            throw new ArgumentException($"ConfidNet: it reads {confidence.Inputs:N0} hidden features but this model has {HiddenWidth:N0}; it belongs to another model");
        return new Classifier(this) { ConfidNet = confidence };
    }

    /// <summary>
    /// The logits of rows. Of an ensemble, and with dropout passes, ln of the mean probability (for a sigmoid its log-odds): of a softmax their
    /// log-sum-exp is 0 and tells nothing. But for dropout passes a row's logits do not depend on the rows beside it, to the last bit.
    /// </summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N × <see cref="LogitColumns"/> logits.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public unsafe void Logits(Features features, Span<float> destination)
    {
        Check(features);
        int columns = LogitColumns;
        Require.Destination(checked(features.Rows * columns), destination.Length, nameof(destination));
        if (Answers.Count == 1)
        {
            HeadLogits.Of(Network, Head, Classes, features, destination);
            return;
        }
        int questions = Head.Targets == TargetKind.Cells ? columns : 1, width = columns / questions;
        fixed (float* start = destination)
        {
            float* to = start;   // a lambda may capture pointers but not what is fixed
            Answers.ForEach(features, (row, answers) =>
            {
                for (int j = 0; j < questions; j++)
                {
                    using var mean = new MeanProbabilities(answers, j * width, width);
                    mean.Logits(new Span<float>(to + ((long)row * columns) + (j * width), width));
                }
            });
        }
    }

    /// <summary>The logits of rows of a table.</summary>
    /// <param name="table">N rows; columns in any order, others than the featurizer's are passed over.</param>
    /// <param name="destination">Room for N × <see cref="LogitColumns"/> logits.</param>
    /// <exception cref="ArgumentException">A needed column is missing, a cell cannot be read as its column's kind, or the room is too small.</exception>
    /// <exception cref="InvalidOperationException">The model reads rows of numbers and has no <see cref="Featurizer"/>.</exception>
    public void Logits(Table table, Span<float> destination)
    {
        if (Featurizer is null) throw new InvalidOperationException($"the model reads rows of {Inputs:N0} numbers and has no featurizer for tables");
        Logits(Featurizer.Transform(table), destination);
    }

    /// <summary>The logits of rows.</summary>
    /// <param name="rows">N×D finite values, row-major.</param>
    /// <param name="destination">Room for N × <see cref="LogitColumns"/> logits.</param>
    /// <exception cref="ArgumentException">The shape is wrong or a value is not finite.</exception>
    public void Logits(ReadOnlyMemory<float> rows, Span<float> destination) => Logits(Features.Dense(rows, Inputs), destination);

    /// <summary>How far the networks of an ensemble, or the passes with dropout, agree about rows.</summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is one network, without dropout passes.</exception>
    public EnsembleUncertainty Uncertainty(Features features)
    {
        Check(features);
        if (Answers.Count == 1)
            throw new InvalidOperationException("uncertainty: one network cannot disagree with itself; train several members, or take dropout passes");
        return EnsembleUncertainty.Of(Answers, features, Head, Classes);
    }

    /// <summary>
    /// The model's own confidence that its answer is right: learned confidence, 1 − reservation of Deep Gamblers, or what
    /// <see cref="ConfidNet"/> estimates. Of several networks or passes the mean.
    /// </summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N values in [0, 1]. They may round to 1: rank by <see cref="OwnConfidenceLogOdds"/>.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="HasOwnConfidence"/>.</exception>
    public void OwnConfidence(Features features, Span<double> destination)
    {
        OwnConfidenceLogOdds(features, destination);
        foreach (ref double value in destination[..features.Rows]) value = Math.Exp(-Elementary.Softplus(-value));
    }

    /// <summary>ln(c / (1 − c)) of the own confidence c: orders rows as it does without ties by rounding.</summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N values.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="HasOwnConfidence"/>.</exception>
    public unsafe void OwnConfidenceLogOdds(Features features, Span<double> destination)
    {
        Check(features);
        if (!HasOwnConfidence)
            throw new InvalidOperationException($"own confidence: a model with head {Head} has none; train it with learned_confidence or deep_gamblers, or a ConfidNet beside it");
        Require.Destination(features.Rows, destination.Length, nameof(destination));
        if (ConfidNet is not null)
        {
            var hidden = new float[checked(features.Rows * HiddenWidth)];
            HiddenFeatures(features, hidden);
            ConfidNet.LogOdds(hidden, destination);
            return;
        }
        fixed (double* start = destination)
        {
            double* to = start;
            Answers.ForEach(features, (row, answers) =>
            {
                Span<double> logOdds = answers.Count <= 64 ? stackalloc double[answers.Count] : new double[answers.Count];
                for (int i = 0; i < logOdds.Length; i++) logOdds[i] = Head.ConfidenceLogOdds(answers[i], Classes);
                to[row] = MeanProbabilities.LogOdds(logOdds);
            });
        }
    }

    /// <summary>
    /// What the head's linear layer reads, dropout off: what detectors of strange rows look at. Of an ensemble those of all networks side by side.
    /// </summary>
    /// <param name="features">N rows of D numbers.</param>
    /// <param name="destination">Room for N × <see cref="HiddenWidth"/> values.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void HiddenFeatures(Features features, Span<float> destination)
    {
        Check(features);
        int width = HiddenWidth, at = 0;
        Require.Destination(checked(features.Rows * width), destination.Length, nameof(destination));
        if (Members.Count == 1)
        {
            Network.Forward(features, destination, Network.Layers.Count - 1);
            return;
        }
        var own = new float[checked(features.Rows * Network.Layers[^1].Inputs)];
        foreach (Network<float> member in Members)
        {
            int columns = member.Layers[^1].Inputs;
            member.Forward(features, own, member.Layers.Count - 1);
            for (int i = 0; i < features.Rows; i++) own.AsSpan(i * columns, columns).CopyTo(destination[((i * width) + at)..]);
            at += columns;
        }
    }

    private MemberAnswers Answers => new(Members, DropoutPasses, DropoutSeed);

    internal static void RequireFeatureNames(IReadOnlyList<string> names, int inputs)
    {
        if (names.Count != inputs) throw new ArgumentException($"feature names: {names.Count:N0} for {inputs:N0} inputs");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? name in names)
        {
            if (name is null) throw new ArgumentException("feature names: there is a null among them");
            if (!seen.Add(name)) throw new ArgumentException($"feature names: two are '{name}'; they must be different");
        }
    }

    private void Check(Features features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Inputs) throw new ArgumentException($"features: {features.Columns:N0} columns but the model was trained on {Inputs:N0}");
    }
}
