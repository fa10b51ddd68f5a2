using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>x·tanh(g): one weight a column, which picks what of the embedding matters. All gates start at 2, nearly open.</summary>
public sealed record GatedHead : EmbeddingHead
{
    /// <summary>The head.</summary>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public GatedHead(int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
    }

    /// <inheritdoc/>
    public override int OutputSize => InputEmbeddingSize;

    private protected override string Text => "gated";

    internal override long WeightCount => InputEmbeddingSize;

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before) => layers.Add(new TanhGateLayer<T>(InputEmbeddingSize));
}
