using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning;

/// <summary>The layers of a network between its inputs and its head, as a design: no weights.</summary>
/// <remarks>The head adds one linear layer of its own.</remarks>
public sealed record NetworkDesign
{
    /// <summary>A design from its layers.</summary>
    /// <param name="layers">In order; none gives softmax (or logistic) regression.</param>
    public NetworkDesign(params IReadOnlyList<LayerDesign> layers) => Layers = layers;

    /// <summary>In order.</summary>
    public IReadOnlyList<LayerDesign> Layers { get; }

    /// <summary>Linear layers with a ReLU behind each.</summary>
    /// <param name="widths">Outputs of each hidden layer.</param>
    public static NetworkDesign Hidden(params IReadOnlyList<int> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        var layers = new List<LayerDesign>();
        foreach (int width in widths)
        {
            layers.Add(LayerDesign.Linear(width));
            layers.Add(LayerDesign.Relu);
        }
        return new NetworkDesign([.. layers]);
    }

    /// <summary>As text, such as <c>linear(256) relu dropout(0.2)</c>.</summary>
    public override string ToString() => string.Join(' ', Layers);

    /// <summary>Builds the layers, then the head's linear layer.</summary>
    internal Network<T> Build<T>(int inputs, int outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var built = new List<Layer<T>>();
        int width = inputs;
        foreach (LayerDesign layer in Layers) width = layer.AddTo(built, width);
        built.Add(new LinearLayer<T>(width, outputs));
        return new Network<T>([.. built]);
    }
}

/// <summary>One layer of a <see cref="NetworkDesign"/>.</summary>
public abstract record LayerDesign
{
    private protected LayerDesign()
    {
    }

    /// <summary>max(0, x).</summary>
    public static LayerDesign Relu { get; } = new ReluDesign();

    /// <summary>x·W + b.</summary>
    /// <param name="outputs">1 to 1,048,576.</param>
    public static LayerDesign Linear(int outputs) => new LinearDesign(outputs);

    /// <summary>As text, such as <c>linear(256)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Adds what it stands for.</summary>
    /// <param name="layers">Grows.</param>
    /// <param name="inputs">Width of what comes in.</param>
    /// <returns>Width of what goes out.</returns>
    internal abstract int AddTo<T>(List<Layer<T>> layers, int inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

internal sealed record LinearDesign : LayerDesign
{
    public LinearDesign(int outputs)
    {
        Require.InRange(outputs, 1, 1 << 20, "outputs of a linear layer");
        Outputs = outputs;
    }

    public int Outputs { get; }

    public override string ToString() => $"linear({Outputs})";

    internal override int AddTo<T>(List<Layer<T>> layers, int inputs)
    {
        layers.Add(new LinearLayer<T>(inputs, Outputs));
        return Outputs;
    }
}

internal sealed record ReluDesign : LayerDesign
{
    public override string ToString() => "relu";

    internal override int AddTo<T>(List<Layer<T>> layers, int inputs)
    {
        layers.Add(new ReluLayer<T>(inputs));
        return inputs;
    }
}
