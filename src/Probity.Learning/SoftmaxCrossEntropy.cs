namespace Probity.Learning;

/// <summary>
/// Cross-entropy of the softmax against a label: log Σ exp z − z_y, in nats, with its gradient softmax(z) − e_y from the
/// same pass.
/// </summary>
public static class SoftmaxCrossEntropy
{
    /// <summary>Loss and gradient of a batch.</summary>
    /// <param name="logits">N×K finite logits, row-major.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="gradient">
    /// Room for N×K values: the derivative of <paramref name="scale"/> times the returned loss in every logit. May be
    /// the logits' own memory.
    /// </param>
    /// <param name="scale">What to multiply the gradient by; 1/N gives the gradient of the mean. The default value is 1.</param>
    /// <returns>The loss summed over the rows, not scaled.</returns>
    /// <exception cref="ArgumentException">The shapes differ or a label is out of range.</exception>
    public static double LossAndGradient(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Span<float> gradient, double scale = 1)
    {
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, classes, nameof(labels));
        Require.Destination(logits.Length, gradient.Length, nameof(gradient));

        double loss = 0;
        for (int i = 0; i < rows; i++)
        {
            int start = i * classes;
            loss += Row(logits.Slice(start, classes), labels[i], gradient.Slice(start, classes), scale);
        }
        return loss;
    }

    private static double Row(ReadOnlySpan<float> logits, int label, Span<float> gradient, double scale)
    {
        double top = float.NegativeInfinity;
        foreach (float z in logits) top = Math.Max(top, z);

        double own = logits[label] - top;
        double others = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (j == label) continue;
            double e = Math.Exp(logits[j] - top);
            others += e;
            gradient[j] = (float)e;
        }

        double total = Math.Exp(own) + others;
        double share = scale / total;
        for (int j = 0; j < logits.Length; j++) gradient[j] = (float)(share * gradient[j]);
        gradient[label] = (float)(-share * others);   // p_y − 1 from the other terms: exact however near p_y is to 1
        return own == 0 ? double.LogP1(others) : Math.Log(total) - own;
    }
}
