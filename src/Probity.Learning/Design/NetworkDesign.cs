using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning;

/// <summary>The layers of a network between its inputs and its head, as a design: no weights.</summary>
/// <remarks>The head adds one linear layer of its own. Designs are equal when their texts are.</remarks>
public sealed record NetworkDesign
{
    internal const long MostParameters = 1L << 28;

    /// <summary>A design from its layers.</summary>
    /// <param name="layers">In order; none gives softmax (or logistic) regression.</param>
    public NetworkDesign(params IReadOnlyList<LayerDesign> layers) => Layers = layers;

    /// <summary>In order.</summary>
    public IReadOnlyList<LayerDesign> Layers { get; }

    /// <summary>Linear layers with a ReLU behind each.</summary>
    /// <param name="widths">Outputs of each hidden layer.</param>
    public static NetworkDesign Hidden(params IReadOnlyList<int> widths) => Hidden(widths, "relu");

    /// <summary>Linear layers, each with the usual train behind it: normalisation, activation, dropout.</summary>
    /// <param name="widths">Outputs of each hidden layer.</param>
    /// <param name="activation"><c>relu</c>, <c>gelu</c> or <c>tanh</c>.</param>
    /// <param name="normalization"><c>none</c>, <c>batch</c> or <c>layer</c>. The default value is <c>none</c>.</param>
    /// <param name="dropout">Share of hidden values that is dropped, in [0, 1). The default value is 0: no dropout layers.</param>
    /// <exception cref="ArgumentException">An unknown name, or a number out of range.</exception>
    public static NetworkDesign Hidden(IReadOnlyList<int> widths, string activation, string normalization = "none", double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(widths);
        LayerDesign active = activation switch
        {
            "relu" => LayerDesign.Relu,
            "gelu" => LayerDesign.Gelu,
            "tanh" => LayerDesign.Tanh,
            _ => throw new ArgumentException($"activation: '{activation}'; it must be relu, gelu or tanh"),
        };
        LayerDesign? normal = normalization switch
        {
            "none" => null,
            "batch" => LayerDesign.BatchNormalization,
            "layer" => LayerDesign.LayerNormalization,
            _ => throw new ArgumentException($"normalization: '{normalization}'; it must be none, batch or layer"),
        };
        LayerDesign? drop = dropout == 0 ? null : LayerDesign.Dropout(dropout);
        var layers = new List<LayerDesign>();
        foreach (int width in widths)
        {
            layers.Add(LayerDesign.Linear(width));
            if (normal is not null) layers.Add(normal);
            layers.Add(active);
            if (drop is not null) layers.Add(drop);
        }
        return new NetworkDesign([.. layers]);
    }

    /// <summary>Reads a design from the text that <see cref="ToString"/> writes; empty text is a design without layers.</summary>
    /// <param name="text">
    /// Layers with blanks between them: <c>linear(256)</c>, <c>relu</c>, <c>gelu</c>, <c>tanh</c>, <c>batchnorm</c>, <c>layernorm</c>,
    /// <c>dropout(0.2)</c>, <c>residual(linear(256) relu)</c>.
    /// </param>
    /// <exception cref="ArgumentException">The text is no design; the message says where and why.</exception>
    public static NetworkDesign Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new NetworkDesign(DesignReader.Read(text));
    }

    /// <summary>Reads a design from text if it is one.</summary>
    /// <param name="text">See <see cref="Parse"/>.</param>
    /// <param name="design">The design, or null.</param>
    /// <returns>Whether the text is a design.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NetworkDesign? design)
    {
        design = null;
        if (text is null) return false;
        try
        {
            design = Parse(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>As text, such as <c>linear(256) relu dropout(0.2)</c>.</summary>
    public override string ToString() => string.Join(' ', Layers);

    /// <summary>Whether the texts are equal.</summary>
    public bool Equals(NetworkDesign? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Builds the layers, then the head's linear layer.</summary>
    /// <exception cref="ArgumentException">More parameters than memory is made for, or a residual block that changes the width.</exception>
    internal Network<T> Build<T>(int inputs, int outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var built = new List<Layer<T>>();
        int width = inputs;
        foreach (LayerDesign layer in Layers) width = layer.AddTo(built, width);
        RequireFew(width, outputs, "the head's linear layer");
        built.Add(new LinearLayer<T>(width, outputs));
        long parameters = built.Sum(layer => layer.Parameters.Sum(parameter => (long)parameter.Length));
        if (parameters > MostParameters) throw new ArgumentException($"network: {parameters:N0} parameters; {MostParameters:N0} is the most. Make layers narrower");
        return new Network<T>([.. built]);
    }

    /// <summary>A linear layer that can be held at all.</summary>
    internal static void RequireFew(int inputs, int outputs, string name)
    {
        if ((long)inputs * outputs > MostParameters)
            throw new ArgumentException($"{name}: {inputs:N0} inputs times {outputs:N0} outputs is {(long)inputs * outputs:N0} weights; {MostParameters:N0} is the most");
    }
}
