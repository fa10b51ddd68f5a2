namespace Probity.Learning;

/// <summary>
/// Brier score (Brier, 1950): Σ_k (p_k − 1[k = y])², in [0, 2]. A sigmoid counts as its two classes, 2·(p − y)².
/// </summary>
/// <remarks>
/// A proper loss, and bounded: a wrong label among the training rows costs 2 at most, and pulls less the surer the network is against it. For
/// the same reason a network that starts far from the labels learns slowly.
/// </remarks>
public sealed class BrierLoss : Loss
{
    /// <inheritdoc/>
    public override string ToString() => "brier";

    private protected override double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient)
    {
        using SoftmaxTerms softmax = SoftmaxTerms.Of(logits, label, stackalloc double[SoftmaxTerms.OnStack]);
        double p = softmax.P, q = softmax.Q;
        int rival = label == 0 ? 1 : 0;
        for (int k = 0; k < gradient.Length; k++)
        {
            if (k != label && softmax.Terms[k] > softmax.Terms[rival]) rival = k;
        }
        double top = softmax.Terms[rival] / softmax.Total, rest = 0, squares = 0;   // of the classes that are neither
        for (int k = 0; k < gradient.Length; k++)
        {
            double own = softmax.Terms[k] / softmax.Total;
            if (k == label || k == rival) continue;
            rest += own;
            squares += own * own;
        }
        for (int j = 0; j < gradient.Length; j++)
        {
            double own = softmax.Terms[j] / softmax.Total;
            // 2·p_j·(d_j − Σ_k p_k·d_k) with d = p − 1[y], in terms that stay exact where the rival's probability is near 1 too.
            double derivative = j == label
                ? -2 * p * ((q * q) + (top * top) + squares)
                : 2 * own * ((p * (own + q)) + (top * (own - top)) + ((own * rest) - squares));
            gradient[j] += T.CreateTruncating(weight * derivative);
        }
        return (q * q) + (top * top) + squares;
    }
}
