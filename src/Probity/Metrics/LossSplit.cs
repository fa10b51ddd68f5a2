using Probity.Calibration;
using Probity.Scores;

namespace Probity.Metrics;

/// <summary>
/// The proper losses of every row as stated, and at a temperature that was fitted without the row (Berta, Bach &amp; Jordan, 2025,
/// arXiv 2501.19195). The mean of the second is an upper bound of the refinement loss, which no recalibration can remove; the
/// difference is a lower bound of the calibration loss.
/// </summary>
public sealed class LossSplit
{
    private LossSplit(double[] nll, double[] brier, double[] nllRefined, double[] brierRefined, string? reason)
    {
        Nll = nll;
        Brier = brier;
        NllRefined = nllRefined;
        BrierRefined = brierRefined;
        Reason = reason;
    }

    /// <summary>N negative log-likelihoods at the stated temperature.</summary>
    public double[] Nll { get; }

    /// <summary>N Brier scores at the stated temperature, summed over classes.</summary>
    public double[] Brier { get; }

    /// <summary>N negative log-likelihoods at the temperature fitted without the row's fold; empty where there is none.</summary>
    public double[] NllRefined { get; }

    /// <summary>N Brier scores at the temperature fitted without the row's fold; empty where there is none.</summary>
    public double[] BrierRefined { get; }

    /// <summary>Why there is no split, or null.</summary>
    public string? Reason { get; }

    /// <summary>Cross-fits temperatures over five folds of the rows and computes the losses at them.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary. −∞ masks a class.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="weights">N weights ≥ 0 for the fits, or empty for one each. Folds are of rows, whatever they weigh.</param>
    /// <param name="temperature">The temperature at which the losses as stated are taken. The default value is 1.</param>
    /// <exception cref="ArgumentException">No rows, rows that do not pair up, a label out of range, a logit NaN or +∞, or a bad weight.</exception>
    public static LossSplit Of(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, double temperature = 1)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.Weights(weights, rows, nameof(weights));
        double[] nll = new double[rows], brier = new double[rows];
        LabelLosses.Compute(logits, labels, classes, default, nll, brier, temperature);
        int infinite = nll.AsSpan().IndexOf(double.PositiveInfinity);
        if (infinite >= 0) return None($"row {infinite} gives its label probability 0, at any temperature");

        // Folds go by place: in an order of the rows' own, the same rows get the same folds however they were given.
        double[] nllAtOne = (double[])nll.Clone();
        if (temperature != 1) LabelLosses.Compute(logits, labels, classes, default, nllAtOne, default);
        int[] order = Ordered(nllAtOne, brier, labels);
        var z = new float[logits.Length];
        for (int i = 0; i < rows; i++) logits.Slice(order[i] * classes, classes).CopyTo(z.AsSpan(i * classes));
        int[] y = Arrange(labels, order);
        double[] w = weights.IsEmpty ? [] : Arrange(weights, order);

        TemperatureScaling fitted = TemperatureScaling.Fit(z, y, classes, w, new CalibrationOptions { DoNoHarm = false });
        if (fitted.CrossFit is not { } crossFit || double.IsNaN(crossFit.NllAfter))
            return None(fitted.Diagnostics.Warnings.Count > 0 ? fitted.Diagnostics.Warnings[0] : "there are too few rows to fit on some and look at others");

        double[] nllRefined = new double[rows], brierRefined = new double[rows], nllAt = new double[rows], brierAt = new double[rows];
        var done = new HashSet<double>();
        for (int first = 0; first < rows; first++)
        {
            double fold = crossFit.TemperatureWithout(first);
            if (!done.Add(fold)) continue;
            LabelLosses.Compute(z, y, classes, default, nllAt, brierAt, fold);
            for (int i = first; i < rows; i++)
            {
                if (crossFit.TemperatureWithout(i) == fold) (nllRefined[order[i]], brierRefined[order[i]]) = (nllAt[i], brierAt[i]);
            }
        }
        return new LossSplit(nll, brier, nllRefined, brierRefined, null);

        LossSplit None(string reason) => new(nll, brier, [], [], reason);
    }
    /// <summary>Rows by rising loss; those of equal loss by the other loss and the label.</summary>
    private static int[] Ordered(double[] loss, double[] second, ReadOnlySpan<int> labels)
    {
        var order = new int[loss.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        int[] classes = labels.ToArray();
        Array.Sort(loss, order);
        int start = 0;
        for (int end = 1; end <= loss.Length; end++)
        {
            if (end < loss.Length && loss[end] == loss[start]) continue;
            if (end - start > 1) order.AsSpan(start, end - start).Sort((a, b) => (second[a], classes[a], a).CompareTo((second[b], classes[b], b)));
            start = end;
        }
        return order;
    }

    private static T[] Arrange<T>(ReadOnlySpan<T> column, int[] order)
    {
        var arranged = new T[order.Length];
        for (int i = 0; i < order.Length; i++) arranged[i] = column[order[i]];
        return arranged;
    }
}
