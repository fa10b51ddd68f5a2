using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>x·W + b.</summary>
public sealed record LinearHead : EmbeddingHead
{
    /// <summary>The head.</summary>
    /// <param name="outputSize">E, 1 to 1,048,576.</param>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public LinearHead(int outputSize, int inputEmbeddingSize) : base(inputEmbeddingSize) => OutputSize = RequireSize(outputSize, "output size");

    /// <inheritdoc/>
    public override int OutputSize { get; }

    private protected override string Text => $"linear({OutputSize})";

    internal override long WeightCount => LinearWeights(InputEmbeddingSize, OutputSize);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before) => layers.Add(new LinearLayer<T>(InputEmbeddingSize, OutputSize));
}
