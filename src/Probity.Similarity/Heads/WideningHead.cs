using System.Globalization;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>A linear layer to ⌊factor·D⌋ columns, an activation, and a linear layer back to D.</summary>
public sealed record WideningHead : EmbeddingHead
{
    private readonly double _factor = 4;
    private readonly LayerDesign _activation = LayerDesign.Relu;

    /// <summary>The head.</summary>
    /// <param name="inputEmbeddingSize">D, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public WideningHead(int inputEmbeddingSize) : base(inputEmbeddingSize)
    {
    }

    /// <summary>Positive; ⌊factor·D⌋ is 1 to 1,048,576. The default value is 4.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public double Factor
    {
        get => _factor;
        init
        {
            Require.Positive(value, "widening factor");
            RequireSize((long)Math.Min(value * InputEmbeddingSize, long.MaxValue / 2), "widening factor times input embedding size");
            _factor = value;
        }
    }

    /// <summary>Between the layers: ReLU, GELU or tanh. The default value is ReLU.</summary>
    /// <exception cref="ArgumentException">Another layer.</exception>
    public LayerDesign Activation
    {
        get => _activation;
        init => _activation = Activations.Require(value);
    }

    /// <inheritdoc/>
    public override int OutputSize => InputEmbeddingSize;

    private protected override string Text => string.Create(CultureInfo.InvariantCulture, $"widening({Factor},{Activation})");

    internal override long WeightCount => LinearWeights(InputEmbeddingSize, Wide) + LinearWeights(Wide, InputEmbeddingSize);

    private long Wide => (long)(Factor * InputEmbeddingSize);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        int wide = RequireSize(Wide, "widening factor times input embedding size");
        layers.Add(new LinearLayer<T>(InputEmbeddingSize, wide));
        Activation.AddTo(layers, wide);
        layers.Add(new LinearLayer<T>(wide, InputEmbeddingSize));
    }
}
