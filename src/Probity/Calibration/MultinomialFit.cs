using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>Scores W·z + b of features z that minimise the cross-entropy with a penalty on how far W is from a multiple of the identity.</summary>
/// <param name="Weights">K values, or K×K.</param>
/// <param name="Bias">K values.</param>
/// <param name="Found">The minimum, with its certificate.</param>
/// <param name="Warnings">Plain words.</param>
internal sealed record MultinomialFit(double[] Weights, double[] Bias, Minimum Found, IReadOnlyList<string> Warnings)
{
    private const double Tolerance = 1e-11;     // of the gradient; features are of the order of 1 to 100
    private const double LargestSpread = 30;    // root mean square of the features

    /// <summary>For what its paper leaves without a penalty: as much as a millionth of a row's likelihood, a parameter, so that rows which can be separated have an optimum.</summary>
    public const double Tiny = 1e-6;

    /// <summary>Fits W = (I + D)·scale and b with ½·(d·|diag D|² + o·|offdiag D|² + e·|b|²) added to the mean cross-entropy.</summary>
    /// <param name="rows">Rows of two classes or more.</param>
    /// <param name="features">What is made of them.</param>
    /// <param name="full">Whether W has more than a diagonal.</param>
    /// <param name="diagonal">d &gt; 0.</param>
    /// <param name="offDiagonal">o &gt; 0.</param>
    /// <param name="bias">e &gt; 0.</param>
    /// <param name="scale">&gt; 0.</param>
    public static MultinomialFit Run(CalibrationRows rows, LogisticFeatures features, bool full, double diagonal, double offDiagonal, double bias, double scale = 1)
    {
        int classes = rows.Classes, columns = full ? classes + 1 : 1;
        double[] z = features.Of(rows, ones: full ? 1 : 0);
        if (scale != 1) Scale(z, classes, full ? classes + 1 : classes, scale);
        var ridge = new double[full ? classes * columns : 2 * classes];
        CurvedObjective objective;
        if (full)
        {
            for (int i = 0; i < ridge.Length; i++) ridge[i] = i % columns == classes ? bias : i % columns == i / columns ? diagonal : offDiagonal;
            objective = new MatrixLogistic(z, rows, ridge);
        }
        else
        {
            ridge.AsSpan(0, classes).Fill(diagonal);
            ridge.AsSpan(classes).Fill(bias);
            objective = new DiagonalLogistic(z, rows, ridge);
        }
        Minimum found = TruncatedNewton.Minimize(objective, new double[ridge.Length], new MinimumOptions(Tolerance));

        double[] weights = new double[full ? classes * classes : classes], offsets = new double[classes];
        for (int k = 0; k < classes; k++)
        {
            if (full) found.Point.AsSpan(k * columns, classes).CopyTo(weights.AsSpan(k * classes));
            else weights[k] = found.Point[k];
            weights[full ? (k * classes) + k : k] += 1;
            offsets[k] = found.Point[full ? (k * columns) + classes : classes + k];
        }
        for (int i = 0; i < weights.Length; i++) weights[i] *= scale;
        List<string> warnings = Missing(rows);
        if (found.Reason == StopReason.IterationsExhausted)
            warnings.Add(Invariant($"the search was ended before its optimum: the gradient is still {found.GradientNorm:G3}, as where rows can nearly be separated; choose a calibrator with fewer parameters or a penalty"));
        return new(weights, offsets, found, warnings);
    }

    /// <summary>The unit of the model's log-probabilities in which parameters have the size of 1: the temperature's, or a smaller one where that leaves them huge.</summary>
    public static double ScaleOf(CalibrationRows rows)
    {
        double scale = 1 / TemperatureScaling.Fit(rows).Temperature, squares = 0;
        double[] z = LogisticFeatures.LogProbabilities.Of(rows);
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<double> row = z.AsSpan(i * rows.Classes, rows.Classes);
            squares += rows.Weight(i) / rows.Total * DoubleVectors.Dot(row, row) / rows.Classes;
        }
        return Math.Min(scale, LargestSpread / Math.Sqrt(squares));
    }

    /// <summary>Refuses one column.</summary>
    /// <exception cref="ArgumentException">There is one column.</exception>
    public static void RequireTwoColumns(CalibrationRows rows, string kind)
    {
        if (rows.Classes == 1) throw new ArgumentException($"calibrator '{kind}' is for rows of two columns or more; of one column use platt or another one for two classes");
    }

    private static void Scale(double[] z, int classes, int stride, double scale) => RowRanges.For(z.Length / stride, RowRanges.Length(stride), (_, start, end) =>
    {
        for (int i = start; i < end; i++)
        {
            foreach (ref double value in z.AsSpan(i * stride, classes)) value *= scale;
        }
    });

    private static List<string> Missing(CalibrationRows rows)
    {
        var seen = new bool[rows.Classes];
        foreach (int label in rows.Labels) seen[label] = true;
        int[] missing = [.. Enumerable.Range(0, seen.Length).Where(k => !seen[k])];
        if (missing.Length == 0) return [];
        const int shown = 5;
        string names = string.Join(", ", missing.Take(shown)) + (missing.Length > shown ? ", …" : "");
        return [$"no row is of class {names}: how likely {(missing.Length == 1 ? "it is" : "they are")} follows from the penalty, not from data"];
    }
}
