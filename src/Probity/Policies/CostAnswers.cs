using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>Rows answered at the least expected cost.</summary>
internal static class CostAnswers
{
    /// <param name="costs">Of K classes.</param>
    /// <param name="columns">K, or 1 for a binary column.</param>
    /// <param name="logits">Calibrated logits.</param>
    /// <param name="answers">The class whose answer is expected to cost least, the first among ties.</param>
    /// <param name="confidence">Its calibrated probability.</param>
    /// <param name="saving">What answering is expected to save against the cheaper of review and rejection.</param>
    /// <param name="otherwise">The cheaper of review and rejection; empty where it is not wanted.</param>
    public static void Compute(
        CostMatrix costs, int columns, ReadOnlySpan<double> logits, Span<int> answers, Span<double> confidence, Span<double> saving, Span<Decision> otherwise)
    {
        int rows = logits.Length / columns, classes = costs.Classes;
        double[] p = new double[classes], expected = new double[classes];
        for (int i = 0; i < rows; i++)
        {
            Probabilities(logits.Slice(i * columns, columns), p);
            costs.Expect(p, expected);
            int best = 0;
            for (int k = 1; k < classes; k++)
            {
                if (expected[k] < expected[best]) best = k;
            }
            double review = costs.ExpectedReview(p), reject = costs.ExpectedRejection(p);
            (answers[i], confidence[i]) = (best, p[best]);
            saving[i] = Math.Min(review, reject) - expected[best];
            if (!otherwise.IsEmpty) otherwise[i] = review <= reject ? Decision.Review : Decision.Reject;
        }
    }

    private static void Probabilities(ReadOnlySpan<double> logits, Span<double> p)
    {
        if (logits.Length > 1)
        {
            Softmax.Compute(logits, logits.Length, p);
            return;
        }
        double e = Math.Exp(-Math.Abs(logits[0])), small = e / (1 + e), large = 1 / (1 + e);
        (p[0], p[1]) = logits[0] >= 0 ? (small, large) : (large, small);
    }
}
