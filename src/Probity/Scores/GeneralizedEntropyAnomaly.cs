using System.Numerics;
using Probity.Numerics;

namespace Probity.Scores;

/// <summary>
/// GEN (Liu, Lochman &amp; Zach, CVPR 2023): Σ p^γ (1 − p)^γ over the M largest probabilities, γ = 0.1, M = min(100, K).
/// </summary>
/// <remarks>
/// An anomaly score: high when out of distribution. Probabilities stay in logarithms and 1 − p comes from the other
/// terms: at p = 1 − 1e-9 the sum is still .126 a class, where float32 gives 0.
/// </remarks>
public static class GeneralizedEntropyAnomaly
{
    private const double Gamma = 0.1;
    private const int Largest = 100;

    /// <summary>The score of one row.</summary>
    /// <param name="logits">K logits; one means binary. −∞ masks a class.</param>
    /// <param name="temperature">T &gt; 0; the score is that of z/T. The default value is 1.</param>
    /// <returns>In [0, M·4^(−γ)].</returns>
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞.</exception>
    public static double Of(ReadOnlySpan<float> logits, double temperature = 1) => OfAny(logits, temperature);

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, double)"/>
    public static double Of(ReadOnlySpan<double> logits, double temperature = 1) => OfAny(logits, temperature);

    internal static double From<T>(in SoftmaxTerms terms, double logTotal, ReadOnlySpan<T> logits, double beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (terms.Others == 0) return 0;
        // The predicted class: p = 1/(1 + r), 1 − p = r/(1 + r), with ln r taken before it can underflow.
        double sum = Math.Exp(Gamma * (Math.Log(terms.Others) - terms.Gap - (2 * logTotal)));
        if (logits.Length == 1) return 2 * sum;   // binary: the other class has the same product

        int others = Math.Min(Largest, logits.Length) - 1;
        Span<double> largest = stackalloc double[Largest];
        largest = largest[..others];
        LargestOthers(logits, terms.Predicted, largest);
        foreach (double z in largest)
        {
            if (double.IsNegativeInfinity(z)) continue;
            double logP = (beta * (z - terms.MaxLogit)) - logTotal;
            sum += Math.Exp(Gamma * (logP + Elementary.Log1P(-Math.Exp(logP))));
        }
        return sum;
    }

    /// <summary>The largest logits but the predicted one, in no order: a heap of the best so far, smallest on top.</summary>
    private static void LargestOthers<T>(ReadOnlySpan<T> logits, int predicted, Span<double> heap)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int filled = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (j == predicted) continue;
            double z = double.CreateTruncating(logits[j]);
            if (filled < heap.Length)
            {
                heap[filled++] = z;
                if (filled == heap.Length && filled < logits.Length - 1)
                {
                    for (int i = (filled / 2) - 1; i >= 0; i--) SiftDown(heap, i);
                }
            }
            else if (z > heap[0])
            {
                heap[0] = z;
                SiftDown(heap, 0);
            }
        }
    }

    private static void SiftDown(Span<double> heap, int i)
    {
        double value = heap[i];
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= heap.Length) break;
            if (child + 1 < heap.Length && heap[child + 1] < heap[child]) child++;
            if (heap[child] >= value) break;
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = value;
    }

    private static double OfAny<T>(ReadOnlySpan<T> logits, double temperature) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SoftmaxTerms terms = RowTerms.Of(logits, temperature);
        return From(terms, Elementary.Log1P(terms.Rest), logits, 1 / temperature);
    }
}
