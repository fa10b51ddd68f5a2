using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Softmax over the products of an item with one learned vector for each group, at a temperature: a classifier without biases, whose last hidden layer
/// is the embedding.
/// </summary>
/// <remarks>
/// Lengths count: for retrieval by cosine <see cref="NormalizedSoftmaxLoss"/> trains what is used. An item of several groups has the same share of
/// each as its target.
/// </remarks>
public sealed record SoftmaxLoss : SimilarityLoss
{
    internal const double DefaultTemperature = 1;

    /// <param name="temperature">τ, what products are divided by, positive. The default value is 1.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public SoftmaxLoss(double temperature = DefaultTemperature)
    {
        Require.Temperature(temperature, nameof(temperature));
        Temperature = temperature;
        Distance = Distance.DotProduct;
    }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("softmax", Temperature);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override bool ReadsSimilarity => true;

    internal override void Check() => this.OnlyOn("its logits are products", Distance.DotProduct);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient) =>
        ProxySoftmax.AddAll(table, Temperature, elements);
}
