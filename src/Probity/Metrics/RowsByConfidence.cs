namespace Probity.Metrics;

/// <summary>Checked rows in order of rising confidence: what the calibration metrics walk over.</summary>
internal sealed class RowsByConfidence
{
    private RowsByConfidence(RankedRows ranked, double[] confidence, double[] gaps, double[] weights)
    {
        GroupEnds = ranked.GroupEnds;
        Confidence = confidence;
        Gaps = gaps;
        Weights = weights;
    }

    /// <summary>Exclusive end positions of groups of equal confidence.</summary>
    public int[] GroupEnds { get; }

    /// <summary>Ascending.</summary>
    public double[] Confidence { get; }

    /// <summary>Confidence minus correctness.</summary>
    public double[] Gaps { get; }

    /// <summary>As repetition.</summary>
    public double[] Weights { get; }

    /// <exception cref="ArgumentException">Lengths differ, no rows, a confidence outside [0, 1] or a bad weight.</exception>
    public static RowsByConfidence Of(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights)
    {
        Require.SomeRows(confidence.Length, nameof(confidence));
        Require.SameRows(confidence.Length, correct.Length, nameof(confidence), nameof(correct));
        Require.Probabilities(confidence, nameof(confidence));
        Require.Weights(weights, confidence.Length, nameof(weights));

        var ranked = RankedRows.Ascending(confidence);
        double[] arranged = ranked.Arrange(confidence), gaps = new double[confidence.Length];
        for (int i = 0; i < gaps.Length; i++) gaps[i] = arranged[i] - (correct[ranked.Order[i]] ? 1 : 0);
        return new RowsByConfidence(ranked, arranged, gaps, ranked.Arrange(RepetitionWeights.Of(weights, confidence.Length)));
    }
}
