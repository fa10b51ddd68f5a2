using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// What turns a frozen embedding into one in which similar items are close, as a design: no weights. Immutable; equal when texts and
/// input sizes are.
/// </summary>
public abstract record EmbeddingHead
{
    /// <summary>Layers in a row, at most. Dropout layers draw apart by an index of 14 bits: the indices above are for the branches of a switch.</summary>
    private protected const int MostLayers = 4_096;

    private const int MostSize = 1 << 20;

    private readonly double _dropout;

    private protected EmbeddingHead(int inputEmbeddingSize) => InputEmbeddingSize = RequireSize(inputEmbeddingSize, "input embedding size");

    /// <summary>D: numbers of a row that comes in.</summary>
    public int InputEmbeddingSize { get; }

    /// <summary>E: numbers of an embedding that goes out.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Share of the input's numbers that training drops before the head, in [0, 1). The default value is 0.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public double Dropout
    {
        get => _dropout;
        init
        {
            if (!(value >= 0 && value < 1)) throw new ArgumentException($"dropout: {value}; the share to drop must lie in [0, 1)");
            _dropout = value;
        }
    }

    /// <summary>What the head is without its dropout, such as <c>linear(64)</c>.</summary>
    private protected abstract string Text { get; }

    /// <summary>Numbers that training moves.</summary>
    internal abstract long WeightCount { get; }

    /// <summary>Heads inside heads; 0 where there are none.</summary>
    internal virtual int Depth => 0;

    /// <summary>This head and those inside.</summary>
    internal virtual int HeadCount => 1;

    /// <summary>The last number of a row says which head reads it.</summary>
    internal virtual bool ReadsKey => false;

    /// <summary>In training an embedding depends on the other rows of the batch.</summary>
    internal virtual bool CouplesRows => false;

    /// <summary>Reads a head from the text that <see cref="ToString"/> writes.</summary>
    /// <param name="text">
    /// One of <c>empty</c>, <c>linear(64)</c>, <c>gated</c>, <c>skip(2)</c>, <c>stacked(256,64,relu)</c>, <c>widening(4,relu)</c>,
    /// <c>softmax-groups(8,16,tau=0.5,final=0.1,batchnorm=off,straight-through,data-start=off)</c>, <c>sequential(linear(64) skip(2))</c>,
    /// <c>switch(image:linear(64) text:linear(64))</c>; <c>dropout(0.1)</c> before any of them.
    /// </param>
    /// <param name="inputEmbeddingSize">Numbers of a row that comes in, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">The text is no head for such rows; the message says where and why.</exception>
    public static EmbeddingHead Parse(string text, int inputEmbeddingSize)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HeadReader.Read(text, inputEmbeddingSize);
    }

    /// <summary>Reads a head from text if it is one.</summary>
    /// <param name="text">See <see cref="Parse"/>.</param>
    /// <param name="inputEmbeddingSize">Numbers of a row that comes in.</param>
    /// <param name="head">The head, or null.</param>
    /// <returns>Whether the text is a head for such rows.</returns>
    public static bool TryParse(string? text, int inputEmbeddingSize, [NotNullWhen(true)] out EmbeddingHead? head)
    {
        head = null;
        if (text is null) return false;
        try
        {
            head = Parse(text, inputEmbeddingSize);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>As text without the input's size, such as <c>dropout(0.1) linear(64)</c>: what model files, reports and the command line say.</summary>
    public sealed override string ToString() => Dropout > 0 ? string.Create(CultureInfo.InvariantCulture, $"dropout({Dropout}) {Text}") : Text;

    /// <summary>The feature groups that an embedding consists of and the values of each; null where it is no such code.</summary>
    internal virtual (int Groups, int Size)? FeatureGroups => null;

    /// <summary>Whether it can read some rows.</summary>
    /// <exception cref="ArgumentException">Rows of another width, or one whose key is none.</exception>
    internal virtual void RequireRows(Features rows)
    {
        if (rows.Columns != InputEmbeddingSize)
            throw new ArgumentException($"head: {this} was made for rows of {InputEmbeddingSize:N0} numbers, but rows of {rows.Columns:N0} are given");
    }

    /// <summary>Builds the network that it stands for.</summary>
    /// <exception cref="ArgumentException">More weights or layers than there is room for.</exception>
    internal Network<T> Build<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (WeightCount > NetworkDesign.MostParameters)
            throw new ArgumentException($"head: {WeightCount:N0} weights; {NetworkDesign.MostParameters:N0} is the most. Make it narrower");
        var layers = new List<Layer<T>>();
        AddTo(layers);
        return new Network<T>([.. layers]);
    }

    /// <summary>Adds the layers that it stands for, first of all those of <see cref="Dropout"/>.</summary>
    /// <param name="layers">Grows.</param>
    /// <param name="before">Layers elsewhere that dropout must draw apart from.</param>
    /// <exception cref="ArgumentException">Too many layers.</exception>
    internal virtual void AddTo<T>(List<Layer<T>> layers, int before = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AddDropout(layers, before);
        AddLayers(layers, before);
        if (layers.Count > MostLayers) throw new ArgumentException($"head: {layers.Count:N0} layers; {MostLayers:N0} is the most");
    }

    /// <summary>Once before the first step: starts from data all that wants to. Fewer than two rows change nothing.</summary>
    /// <param name="network">Built by <see cref="Build"/>, with its weights drawn.</param>
    /// <param name="sample">Rows of the training set, picked at random; some hundreds are enough and more than 4,096 are not read.</param>
    internal static void StartFrom<T>(Network<T> network, Features sample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is SwitchLayer<T> branches) branches.StartFrom(network, sample);
            if (network.Layers[i] is not GroupSoftmaxLayer<T> { Start: { } start }) continue;
            int linear = Enumerable.Range(0, i).Last(k => network.Layers[k] == start.Linear), outputs = start.Linear.Outputs;
            int rows = Math.Min(sample.Rows, LogitStart<T>.RowsWanted(outputs)), length = checked(rows * outputs);
            T[] logits = ArrayPool<T>.Shared.Rent(length);
            network.Forward(sample, 0, rows, logits, layers: linear + 1);
            start.Apply(logits.AsSpan(0, length));
            ArrayPool<T>.Shared.Return(logits);
        }
    }

    /// <summary>Training: moves what follows its progress, such as the temperature of a softmax.</summary>
    /// <param name="network">Built by <see cref="Build"/>.</param>
    /// <param name="progress">Share of the steps that are made, in [0, 1].</param>
    internal static void Anneal<T>(Network<T> network, double progress) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < network.Layers.Count; i++) (network.Layers[i] as IAnneals)?.Anneal(progress);   // foreach would allocate
    }

    /// <summary>Whether what a file gave a network can be: training keeps temperatures and variances in range, a file may hold anything.</summary>
    /// <param name="network">Built by <see cref="Build"/> and filled.</param>
    /// <param name="file">Where its numbers come from, for messages.</param>
    /// <exception cref="InvalidDataException">A temperature out of range, or a negative variance.</exception>
    internal static void RequireSound<T>(Network<T> network, string file) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, T[] values) in network.Layers.SelectMany(layer => layer.Statistics))
        {
            if (name.EndsWith(BatchNormalization<T>.VarianceName, StringComparison.Ordinal) && Array.FindIndex(values, value => value < T.Zero) is >= 0 and var at)
                throw new InvalidDataException($"{file}: column {at} has a variance of {values[at]}; it cannot be negative");
            if (!name.EndsWith(GroupSoftmaxLayer<T>.TemperatureName, StringComparison.Ordinal)) continue;
            double temperature = double.CreateTruncating(values[0]);
            if (!SoftmaxEmbeddingsHead.IsTemperature(temperature)) throw new InvalidDataException($"{file}: a softmax temperature of {temperature}; {SoftmaxEmbeddingsHead.TemperatureRange}");
        }
    }

    private protected abstract void AddLayers<T>(List<Layer<T>> layers, int before) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected void AddDropout<T>(List<Layer<T>> layers, int before) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Dropout > 0) layers.Add(new DropoutLayer<T>(InputEmbeddingSize, Dropout, before + layers.Count));
    }

    private protected static int RequireSize(long size, string name)
    {
        if (size is < 1 or > MostSize) throw new ArgumentException($"{name}: {size:N0}; it must be 1 to {MostSize:N0}");
        return (int)size;
    }

    private protected static long LinearWeights(long inputs, long outputs) => (inputs + 1) * outputs;
}
