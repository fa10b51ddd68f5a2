using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Logit normalisation (Wei et al., ICML 2022): cross-entropy of z / (τ·(‖z‖₂ + 10⁻⁷)), in nats. Training cannot raise confidence by making
/// logits longer, only by turning them.
/// </summary>
/// <remarks>
/// The length of the logits is left to chance, so their softmax means nothing until it is calibrated; it is their direction that tells known
/// rows from unknown ones. Needs two logits a row: a sigmoid's one has only a sign.
/// </remarks>
public sealed class LogitNormLoss : Loss
{
    internal const double DefaultTemperature = .04;
    private const double Least = 1e-7;

    /// <summary>Cross-entropy of normalised logits.</summary>
    /// <param name="temperature">τ, positive. The default value is .04, the paper's for CIFAR-10.</param>
    /// <exception cref="ArgumentException">τ out of range.</exception>
    public LogitNormLoss(double temperature = DefaultTemperature)
    {
        if (!(temperature >= 1e-3 && temperature <= 1e3)) throw new ArgumentException($"logitnorm: τ is {temperature}; it must lie in [0.001, 1000]");
        Temperature = temperature;
    }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("logitnorm", Temperature);

    internal override bool Serves(TargetKind targets) => targets == TargetKind.Classes;

    private protected override double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient)
    {
        double squares = 0;
        foreach (T z in logits) squares += double.CreateTruncating(z) * double.CreateTruncating(z);
        double length = Math.Sqrt(squares), scale = 1 / (Temperature * (length + Least));
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, label, stackalloc double[SoftmaxTerms.OnStack], scale);
        // First the derivative in the normalised logits, then without its part along z: lengthening z changes (almost) nothing.
        double along = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            softmax.Terms[j] = j == label ? -softmax.Q : softmax.Terms[j] / softmax.Total;
            along += softmax.Terms[j] * double.CreateTruncating(logits[j]);
        }
        if (length > 0) along /= length * (length + Least);
        for (int j = 0; j < logits.Length; j++)
            gradient[j] += T.CreateTruncating(weight * scale * (softmax.Terms[j] - (along * double.CreateTruncating(logits[j]))));
        return -softmax.LogP;
    }
}
