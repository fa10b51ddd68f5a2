using Probity.IO;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Histogram binning (Zadrozny &amp; Elkan, ICML 2001): the calibrated probability of a score is the smoothed share of class 1
/// among the fitting rows in the same bin, (k + ½)/(n + 1) of k in n (Krichevsky &amp; Trofimov, 1981).
/// </summary>
/// <remarks>
/// Bins of equal mass (<c>histogram</c>) are cut by summed weight and never inside a tie; bins of equal width
/// (<c>histogram-width</c>) divide [0, 1] of the model's probability, each closed on its right. By default there are 15, and
/// no more than one for every 20 rows. A bin without rows lies on the line between its neighbours' log-odds. Piecewise
/// constant, so it makes ties: prefer isotonic or Platt scaling where ranking matters. Its strength is a guarantee that does
/// not depend on any shape of the score (Gupta &amp; Ramdas, 2021). No probability is further from 0 or 1 than ½/(n + 1) of
/// its bin allows.
/// </remarks>
public sealed class HistogramBinning : BinaryCalibrator
{
    private const int MostBins = 15, RowsABin = 20;

    private readonly StepMap _steps;

    private HistogramBinning(CalibratorBasis basis, StepMap steps, bool equalWidth) : base(basis)
    {
        _steps = steps;
        EqualWidth = equalWidth;
    }

    /// <inheritdoc/>
    public override string Kind => EqualWidth ? "histogram-width" : "histogram";

    /// <summary>Bins of equal width; otherwise of equal mass.</summary>
    public bool EqualWidth { get; }

    /// <summary>Bins, which ties can make fewer than were asked for.</summary>
    public int Bins => _steps.Count;

    /// <inheritdoc/>
    /// <remarks>Only where no bin's share lies below the one before it.</remarks>
    public override bool IsMonotone => _steps.IsMonotone;

    /// <inheritdoc/>
    /// <remarks><c>edges</c> and <c>log_odds</c>, both of the log-odds of class 1.</remarks>
    public override IReadOnlyList<CalibratorParameter> Parameters => [.. _steps.Parameters];

    /// <summary>Fits bins of equal mass.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="bins">Bins wanted, 1 to 100,000; null for the default.</param>
    /// <exception cref="ArgumentException">More than two classes, or bins out of range.</exception>
    public static HistogramBinning Fit(CalibrationRows rows, int? bins = null)
    {
        var scores = TiedScores.Of(rows);
        int[] ends = scores.EqualMass(Checked(bins, rows.Total));
        double[] edges = new double[ends.Length - 1], values = new double[ends.Length];
        for (int b = 0, start = 0; b < ends.Length; start = ends[b++])
        {
            double weight = scores.Weight(start, ends[b]), ones = scores.Ones(start, ends[b]);
            values[b] = Smoothed(ones, weight - ones);
            if (b < edges.Length) edges[b] = scores.Edge(ends[b]);
        }
        return Fitted(rows, new(edges, values), equalWidth: false);
    }

    /// <summary>Fits bins of equal width. <see cref="HistogramAccumulator"/> does the same chunk by chunk.</summary>
    /// <inheritdoc cref="Fit"/>
    public static HistogramBinning FitEqualWidth(CalibrationRows rows, int? bins = null)
    {
        var sums = new HistogramAccumulator(Checked(bins, rows.Total));
        sums.Add(rows.LogOdds(), rows.Labels, 1, rows.Weights);
        return Fitted(rows, sums.Steps(), equalWidth: true);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _steps.At(logOdds);

    /// <inheritdoc/>
    public override string Explain() =>
        Invariant($"Confidence is the share of class 1 among fitting rows in the same of {Bins:N0} bins of equal {(EqualWidth ? "width" : "mass")}. {_steps.Explain()}");

    private protected override double InverseLogOdds(double calibrated) => _steps.Inverse(calibrated);

    /// <summary>Log-odds of the smoothed share, (k + ½)/(n + 1).</summary>
    internal static double Smoothed(double ones, double zeros) => Math.Log((Math.Max(0, ones) + .5) / (Math.Max(0, zeros) + .5));

    internal static HistogramBinning OfCounts(CalibratorBasis basis, StepMap steps) => new(basis, steps, equalWidth: true);

    internal static int Checked(int? bins, double rows)
    {
        const int most = 100_000;
        if (bins is { } wanted) Require.InRange(wanted, 1, most, nameof(bins));
        return bins ?? (int)Math.Clamp(rows / RowsABin, 1, MostBins);
    }

    internal static HistogramBinning Restore(CalibratorReader from) => new(from.Basis, StepMap.Read(from), equalWidth: false);

    internal static HistogramBinning RestoreEqualWidth(CalibratorReader from) => new(from.Basis, StepMap.Read(from), equalWidth: true);

    private static HistogramBinning Fitted(CalibrationRows rows, StepMap steps, bool equalWidth)
    {
        List<string> warnings = [];
        if (steps.Count == 1) warnings.Add(rows.Total < 2 * RowsABin
            ? Invariant($"{rows.Total:G6} rows are too few for two bins of {RowsABin}: every row gets the same confidence")
            : "all rows are in one bin: every row gets the same confidence");
        var fitted = new HistogramBinning(rows.Basis(FitDiagnostics.None), steps, equalWidth);
        return new(rows.Basis(fitted.Diagnosed(rows, 1, converged: true, 0, warnings)), steps, equalWidth);
    }
}
