using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// A small network beside frozen features that says of each item how far it is to be trusted, without looking at any reference. Immutable and
/// thread-safe. The same rows, options and build give the same weights to the last bit, whatever the number of threads.
/// </summary>
public abstract class LearnedUncertainty
{
    private readonly Network<float> _network;

    private protected LearnedUncertainty(TrainedUncertainty trained)
    {
        (Design, _network) = (trained.Design, trained.Network);
        TrainingLosses = trained.Losses;
    }

    /// <summary>D: numbers of a row that it reads.</summary>
    public int Inputs => _network.Inputs;

    /// <summary>Mean loss of each epoch of its training, on the rows that it learned from.</summary>
    public IReadOnlyList<double> TrainingLosses { get; }

    /// <summary>The layers before its one number.</summary>
    internal NetworkDesign Design { get; }

    internal Network<float> Network => _network;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file written by <see cref="Save"/> of this or an earlier version.</param>
    /// <returns>Of the method that wrote it; its answers are the same to the last bit.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a learned uncertainty, damaged, or of a later version.</exception>
    public static LearnedUncertainty Load(string path) => UncertaintyFile.Read(path);

    /// <summary>Writes it: the whole file or none.</summary>
    /// <param name="path">Overwritten where it exists.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Save(string path) => UncertaintyFile.Write(path, this);

    /// <summary>How far each item is to be trusted: higher = more certain. What the number means depends on the method; only its order is common to all.</summary>
    /// <param name="features">N rows of D numbers, as in training.</param>
    /// <param name="destination">Room for N numbers.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void Confidence(Features features, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Inputs) throw new ArgumentException($"features: {features.Columns:N0} numbers a row but the network of uncertainty reads {Inputs:N0}; give the features that it was trained on");
        Require.Destination(features.Rows, destination.Length, nameof(destination));
        var outputs = new float[features.Rows];
        _network.Forward(features, outputs);
        for (int i = 0; i < outputs.Length; i++) destination[i] = ConfidenceOf(outputs[i]);
    }

    /// <summary>How far each item is to be trusted.</summary>
    /// <param name="rows">N×D finite numbers, row-major.</param>
    /// <returns>N numbers, higher = more certain.</returns>
    /// <exception cref="ArgumentException">The shape is wrong or a value is not finite.</exception>
    public double[] Confidence(ReadOnlyMemory<float> rows)
    {
        Features features = Features.Dense(rows, Inputs);
        var confidence = new double[features.Rows];
        Confidence(features, confidence);
        return confidence;
    }

    /// <summary>What an output of the network stands for.</summary>
    private protected abstract double ConfidenceOf(double output);
}
