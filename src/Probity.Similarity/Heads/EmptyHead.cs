using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>x as it is: the frozen embedding itself, to compare heads with. It learns nothing.</summary>
public sealed record EmptyHead : EmbeddingHead
{
    /// <summary>The head.</summary>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public EmptyHead(int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
    }

    /// <inheritdoc/>
    public override int OutputSize => InputEmbeddingSize;

    private protected override string Text => "empty";

    internal override long WeightCount => 0;

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        if (Dropout == 0) layers.Add(new IdentityLayer<T>(InputEmbeddingSize));
    }
}
