using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Bayesian binning into quantiles (BBQ; Naeini, Cooper &amp; Hauskrecht, AAAI 2015): histograms of B equal-mass bins for all B
/// from n^⅓/C to C·n^⅓, averaged by their marginal likelihood.
/// </summary>
/// <remarks>
/// A bin of N rows, m of class 1, has the prior Beta(α, β) with α + β = 2/B and mean p, the middle of the bin's interval of the
/// model's probability (kept within 1e-6 of 0 and 1). The marginal likelihood of a model is the product over its bins of
/// Γ(α + β)/Γ(N + α + β) · Γ(m + α)/Γ(α) · Γ(N − m + β)/Γ(β); models are alike a priori. A bin answers (m + α)/(N + α + β). Models with less
/// than 1e-9 of the best one's weight are left out. The average is a step function with the cuts of all models, kept as one
/// table; no answer is further out than 1/(2n + 2). Smoother than one histogram and without a number of bins to choose;
/// like it, it need not rise with the score. Ties are never cut.
/// </remarks>
public sealed class BayesianBinningQuantiles : BinaryCalibrator
{
    private const double PriorRows = 2;   // N' of the paper
    private const double LeastWeight = 1e-9;
    private const double OutermostMean = 1e-6;

    private readonly StepMap _steps;
    private readonly double _fewest, _most, _meanBins;

    private BayesianBinningQuantiles(CalibratorBasis basis, StepMap steps, double fewest, double most, double meanBins) : base(basis)
    {
        _steps = steps;
        _fewest = fewest;
        _most = most;
        _meanBins = meanBins;
    }

    /// <inheritdoc/>
    public override string Kind => "bbq";

    /// <inheritdoc/>
    /// <remarks>Only where no step goes down.</remarks>
    public override bool IsMonotone => _steps.IsMonotone;

    /// <inheritdoc/>
    /// <remarks><c>bins</c>: the fewest and most that carry weight and their weighted mean; <c>edges</c> and <c>log_odds</c> of the average.</remarks>
    public override IReadOnlyList<CalibratorParameter> Parameters => [new("bins", [_fewest, _most, _meanBins]), .. _steps.Parameters];

    /// <summary>Fits.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <param name="range">C, the factor by which the numbers of bins lie around n^⅓: 1 to 100. The default value is 10, as in the paper.</param>
    /// <exception cref="ArgumentException">More than two classes, or the range is out of its own.</exception>
    public static BayesianBinningQuantiles Fit(CalibrationRows rows, double range = 10)
    {
        if (!(range is >= 1 and <= 100)) throw new ArgumentException($"range: {range}; it must be 1 to 100");
        var scores = TiedScores.Of(rows);
        double root = Math.Cbrt(scores.Total);
        int fewest = (int)Math.Clamp(Math.Floor(root / range), 1, scores.Count), most = (int)Math.Clamp(Math.Ceiling(root * range), fewest, Math.Max(fewest, scores.Count));
        var ends = new int[most - fewest + 1][];
        var evidence = new double[ends.Length];
        RowRanges.For(ends.Length, 8, (_, start, end) =>
        {
            for (int m = start; m < end; m++) evidence[m] = LogEvidence(scores, ends[m] = scores.EqualMass(fewest + m));
        });
        double best = evidence.Max();
        int[] kept = [.. Enumerable.Range(0, ends.Length).Where(m => Math.Exp(evidence[m] - best) >= LeastWeight)];
        double[] weights = [.. kept.Select(m => Math.Exp(evidence[m] - best))];
        double total = weights.Sum(), meanBins = kept.Zip(weights, (m, weight) => weight * ends[m].Length).Sum() / total;

        int[] cuts = [.. kept.SelectMany(m => ends[m]).Distinct().Order()];   // the last is the number of scores
        double[] ones = new double[cuts.Length], zeros = new double[cuts.Length];
        for (int k = 0; k < kept.Length; k++)
        {
            int[] own = ends[kept[k]];
            for (int b = 0, i = 0; b < own.Length; b++)
            {
                Bin bin = Bin.Of(scores, own, b);
                double one = weights[k] * (bin.Ones + bin.Alpha), zero = weights[k] * (bin.Zeros + bin.Beta), all = (bin.Ones + bin.Zeros + bin.Alpha + bin.Beta) * total;
                for (; i < cuts.Length && cuts[i] <= own[b]; i++)
                {
                    ones[i] += one / all;
                    zeros[i] += zero / all;
                }
            }
        }
        double furthest = Math.Log((2 * scores.Total) + 1);
        double[] values = [.. ones.Zip(zeros, (one, zero) => Math.Clamp(Math.Log(one) - Math.Log(zero), -furthest, furthest))];
        var steps = new StepMap([.. cuts.SkipLast(1).Select(scores.Edge)], values);
        double least = kept.Min(m => ends[m].Length), largest = kept.Max(m => ends[m].Length);
        var fitted = new BayesianBinningQuantiles(rows.Basis(FitDiagnostics.None), steps, least, largest, meanBins);
        List<string> warnings = scores.Count == 1 ? ["all rows have the same score: every row gets the same confidence"] : [];
        return new(rows.Basis(fitted.Diagnosed(rows, ends.Length, converged: true, 0, warnings)), steps, least, largest, meanBins);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _steps.At(logOdds);

    /// <inheritdoc/>
    public override string Explain() =>
        Invariant($"Confidence is the share of class 1 among fitting rows in the same bin, averaged over histograms of {_fewest:N0} to {_most:N0} bins of equal mass by how likely they make the labels ({_meanBins:0.0} bins on average). {_steps.Explain()}");

    private protected override double InverseLogOdds(double calibrated) => _steps.Inverse(calibrated);

    /// <summary>The logarithm of the marginal likelihood of the labels under bins that end at those places.</summary>
    internal static double LogEvidence(TiedScores scores, int[] ends)
    {
        double sum = 0;
        for (int b = 0; b < ends.Length; b++)
        {
            Bin bin = Bin.Of(scores, ends, b);
            sum += GammaFunction.Log(bin.Alpha + bin.Beta) - GammaFunction.Log(bin.Ones + bin.Zeros + bin.Alpha + bin.Beta)
                + GammaFunction.Log(bin.Ones + bin.Alpha) - GammaFunction.Log(bin.Alpha) + GammaFunction.Log(bin.Zeros + bin.Beta) - GammaFunction.Log(bin.Beta);
        }
        return sum;
    }

    internal static BayesianBinningQuantiles Restore(CalibratorReader from)
    {
        double[] bins = from.Values("bins", 3);
        var steps = StepMap.Read(from);
        from.Expect(bins[0] >= 1 && bins[0] <= bins[2] * (1 + 1e-9) && bins[2] <= bins[1] * (1 + 1e-9), $"{bins[0]} to {bins[1]} bins, {bins[2]} on average");
        return new(from.Basis, steps, bins[0], bins[1], bins[2]);
    }

    /// <summary>Counts of a bin and its prior.</summary>
    private readonly record struct Bin(double Ones, double Zeros, double Alpha, double Beta)
    {
        public static Bin Of(TiedScores scores, int[] ends, int b)
        {
            int start = b == 0 ? 0 : ends[b - 1], end = ends[b];
            double low = start == 0 ? 0 : Elementary.Logistic(scores.Edge(start)), high = end == scores.Count ? 1 : Elementary.Logistic(scores.Edge(end));
            double mean = Math.Clamp((low + high) / 2, OutermostMean, 1 - OutermostMean), ones = scores.Ones(start, end), prior = PriorRows / ends.Length;
            return new(Math.Max(0, ones), Math.Max(0, scores.Weight(start, end) - ones), prior * mean, prior * (1 - mean));
        }
    }
}
