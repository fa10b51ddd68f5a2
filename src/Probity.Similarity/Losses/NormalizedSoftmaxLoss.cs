using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Normalised softmax (Zhai &amp; Wu, BMVC 2019): softmax over cos θ / τ to one learned direction for each group. A strong and simple start where
/// there are many items a group.
/// </summary>
/// <remarks>An item of several groups has the same share of each as its target.</remarks>
public sealed record NormalizedSoftmaxLoss : SimilarityLoss
{
    internal const double DefaultTemperature = .05;

    /// <param name="temperature">τ, what cosines are divided by, positive. The default value is 0.05.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public NormalizedSoftmaxLoss(double temperature = DefaultTemperature)
    {
        Require.Temperature(temperature, nameof(temperature));
        Temperature = temperature;
    }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("normalized-softmax", Temperature);

    internal override LossSubject Subject => LossSubject.Proxies;

    internal override bool ReadsSimilarity => true;

    internal override void Check() => this.OnlyOn("it reads directions only", Distance.Cosine);

    internal override void Compute(PairTable table, LossElements elements, ReadOnlySpan<double> numbers, Span<double> numbersGradient) =>
        ProxySoftmax.AddAll(table, Temperature, elements);
}
