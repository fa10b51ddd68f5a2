using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>Linear layers with an activation between them, and none behind the last.</summary>
public sealed record StackedHead : EmbeddingHead
{
    private const int MostSizes = 64;

    private readonly LayerDesign _activation = LayerDesign.Relu;

    /// <summary>The head.</summary>
    /// <param name="outputSizes">Outputs of each linear layer, 1 to 64 of them; the last is E.</param>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public StackedHead(IReadOnlyList<int> outputSizes, int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
        ArgumentNullException.ThrowIfNull(outputSizes);
        Require.InRange(outputSizes.Count, 1, MostSizes, "layers of a stacked head");
        OutputSizes = [.. outputSizes.Select(size => RequireSize(size, "output size"))];
    }

    /// <summary>Outputs of each linear layer.</summary>
    public IReadOnlyList<int> OutputSizes { get; }

    /// <summary>Between the layers: ReLU, GELU or tanh. The default value is ReLU.</summary>
    /// <exception cref="ArgumentException">Another layer.</exception>
    public LayerDesign Activation
    {
        get => _activation;
        init => _activation = Activations.Require(value);
    }

    /// <inheritdoc/>
    public override int OutputSize => OutputSizes[^1];

    private protected override string Text => $"stacked({string.Join(',', OutputSizes)},{Activation})";

    internal override long WeightCount
    {
        get
        {
            long count = 0, width = InputEmbeddingSize;
            foreach (int size in OutputSizes)
            {
                count += LinearWeights(width, size);
                width = size;
            }
            return count;
        }
    }

    /// <summary>Whether the texts and input sizes are equal.</summary>
    public bool Equals(StackedHead? other) => base.Equals(other) && OutputSizes.SequenceEqual(other.OutputSizes) && Activation == other.Activation;

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        int width = InputEmbeddingSize;
        for (int i = 0; i < OutputSizes.Count; i++)
        {
            if (i > 0) Activation.AddTo(layers, width);
            layers.Add(new LinearLayer<T>(width, OutputSizes[i]));
            width = OutputSizes[i];
        }
    }
}
