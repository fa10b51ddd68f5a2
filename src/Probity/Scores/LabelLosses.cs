using System.Numerics;
using Probity.Numerics;

namespace Probity.Scores;

/// <summary>What each row's true label makes of its output: right or wrong, negative log-likelihood, Brier score.</summary>
public static class LabelLosses
{
    /// <summary>Computes the losses that have a destination.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary. −∞ masks a class.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="correct">N values or empty: whether the largest logit, the first among ties, is the label's.</param>
    /// <param name="nll">N values or empty: −ln p_y in nats, +∞ where the label's class is masked.</param>
    /// <param name="brier">N values or empty: Σ over classes of (p − [class is the label])², in [0, 2].</param>
    /// <param name="temperature">T &gt; 0; p is the softmax of z/T. The default value is 1.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a label is out of range, or a logit is NaN or +∞.</exception>
    public static void Compute(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Span<bool> correct, Span<double> nll, Span<double> brier, double temperature = 1) =>
        ComputeAny(logits, labels, classes, correct, nll, brier, temperature);

    /// <inheritdoc cref="Compute(ReadOnlySpan{float}, ReadOnlySpan{int}, int, Span{bool}, Span{double}, Span{double}, double)"/>
    public static void Compute(
        ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, Span<bool> correct, Span<double> nll, Span<double> brier, double temperature = 1) =>
        ComputeAny(logits, labels, classes, correct, nll, brier, temperature);

    private static unsafe void ComputeAny<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, Span<bool> correct, Span<double> nll, Span<double> brier, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, Math.Max(2, classes), nameof(labels));
        Require.Temperature(temperature, nameof(temperature));
        if (!correct.IsEmpty) Require.Destination(rows, correct.Length, nameof(correct));
        if (!nll.IsEmpty) Require.Destination(rows, nll.Length, nameof(nll));
        if (!brier.IsEmpty) Require.Destination(rows, brier.Length, nameof(brier));
        fixed (int* y = labels)
        fixed (bool* right = correct)
        fixed (double* log = nll, square = brier)
        {
            var sink = new Sink<T> { Beta = 1 / temperature, Labels = y, Correct = right, Nll = log, Brier = square };
            SoftmaxRows.For<T, Sink<T>, SquaredTerms>(logits, classes, 1 / temperature, sink);
        }
    }

    private unsafe struct Sink<T> : IRowSink<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Beta;
        public int* Labels;
        public bool* Correct;
        public double* Nll, Brier;

        public readonly void Row(int i, in SoftmaxTerms terms, ReadOnlySpan<T> logits)
        {
            bool right = Labels[i] == terms.Predicted;
            if (Correct != null) Correct[i] = right;
            double second = terms.Second, rest = second * terms.Others, total = 1 + rest;
            // How far the label's logit lies below the largest, in units of T: 0 where it is the largest.
            double below = right ? 0 : Beta * (terms.MaxLogit - LabelLogit.Of(logits, Labels[i]));
            if (Nll != null) Nll[i] = below + Elementary.Log1P(rest);
            if (Brier != null)
            {
                double others = second * second * terms.Third;   // Σ of the other squares, relative to the largest
                Brier[i] = right
                    ? ((rest * rest) + others) / (total * total)
                    : 1 - (2 * Math.Exp(-below) / total) + ((1 + others) / (total * total));
            }
        }
    }
}

/// <summary>The logit of a row's label, with binary rows read as [0, z].</summary>
internal static class LabelLogit
{
    public static double Of<T>(ReadOnlySpan<T> row, int label) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length > 1) return double.CreateTruncating(row[label]);
        return label == 0 ? 0 : double.CreateTruncating(row[0]);
    }
}
