using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// x ← (drop(x)·W + b)·σ(g) + x, some times over. The gates start at −4, all but shut: training starts from the embedding as it is and
/// moves away only as far as that pays.
/// </summary>
/// <remarks><see cref="EmbeddingHead.Dropout"/> drops what each linear layer reads; the sum keeps x whole.</remarks>
public sealed record SkipConnectionHead : EmbeddingHead
{
    private const int MostCount = 100;

    private readonly int _count = 1;

    /// <summary>The head.</summary>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public SkipConnectionHead(int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
    }

    /// <summary>How many times over, 1 to 100. The default value is 1.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public int Count
    {
        get => _count;
        init
        {
            Require.InRange(value, 1, MostCount, "skip connections");
            _count = value;
        }
    }

    /// <inheritdoc/>
    public override int OutputSize => InputEmbeddingSize;

    private protected override string Text => $"skip({Count})";

    internal override long WeightCount => Count * (LinearWeights(InputEmbeddingSize, InputEmbeddingSize) + InputEmbeddingSize);

    internal override void AddTo<T>(List<Layer<T>> layers, int before = 0) => AddLayers(layers, before);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        for (int i = 0; i < Count; i++)
        {
            int first = layers.Count;
            AddDropout(layers, before);
            layers.Add(new LinearLayer<T>(InputEmbeddingSize, InputEmbeddingSize));
            layers.Add(new SigmoidGateLayer<T>(InputEmbeddingSize));
            layers.Add(new ResidualSum<T>(InputEmbeddingSize, first));
        }
    }
}
