using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>The figures of a classifier, in order of display.</summary>
internal enum ClassificationFigure
{
    Accuracy, Nll, Brier, Ece, Mce, Rmsce, EceEqualMass, Auroc, Aurc, Eaurc, Augrc, RiskAtCoverage80, CoverageAtRisk5, Count,
}

/// <summary>
/// Rows of a classifier sorted once, from which every figure follows in linear passes for any weights: those given, or
/// those times the counts of a bootstrap replicate.
/// </summary>
internal sealed class Classification
{
    public const double Coverage = 0.8, Risk = 0.05;

    private readonly int[] _groupEnds;
    private readonly double[] _wrong, _right, _nll, _brier;
    private readonly ConfidenceBins _bins;
    private readonly double[] _gaps, _confidenceWeights;
    private readonly int[] _massEnds;
    private readonly int[] _fromRanked;   // position in ranking order of each position in confidence order

    /// <param name="rows">Checked.</param>
    /// <param name="weights">One a row, as repetition, none of them 0.</param>
    /// <param name="bins">Bins of the calibration errors.</param>
    public Classification(EvaluationRows rows, double[] weights, int bins)
    {
        var ranked = RankedRows.Descending(rows.Ranking.IsEmpty ? rows.Confidence : rows.Ranking);
        _groupEnds = ranked.GroupEnds;
        _wrong = ranked.Indicate(rows.Correct, false);
        _right = ranked.Indicate(rows.Correct);
        _nll = rows.Nll.IsEmpty ? [] : ranked.Arrange(rows.Nll);
        _brier = rows.Brier.IsEmpty ? [] : ranked.Arrange(rows.Brier);
        Weights = ranked.Arrange(weights);
        NllIsFinite = Array.TrueForAll(_nll, double.IsFinite);

        var rankOf = new int[weights.Length];
        for (int i = 0; i < rankOf.Length; i++) rankOf[ranked.Order[i]] = i;
        _bins = new ConfidenceBins(rows.Confidence, bins);
        _fromRanked = new int[weights.Length];
        _gaps = new double[weights.Length];
        _confidenceWeights = new double[weights.Length];
        for (int i = 0; i < _gaps.Length; i++)
        {
            int row = _bins.Order[i];
            _fromRanked[i] = rankOf[row];
            _gaps[i] = _bins.Confidence[i] - (rows.Correct[row] ? 1 : 0);
            _confidenceWeights[i] = weights[row];
        }
        _massEnds = new int[bins];
        _massEnds = _massEnds[.._bins.CutByMass(_confidenceWeights, _massEnds)];
    }

    /// <summary>In ranking order.</summary>
    public double[] Weights { get; }

    /// <summary>Whether no row has infinite NLL.</summary>
    public bool NllIsFinite { get; }

    /// <summary>Writes every figure for the given weights in ranking order; NaN where undefined or not asked for.</summary>
    public void Compute(ReadOnlySpan<double> weights, ReplicateScratch scratch, Span<double> figures)
    {
        figures[(int)ClassificationFigure.Accuracy] = Mean(_right, weights);
        figures[(int)ClassificationFigure.Nll] = NllIsFinite ? Mean(_nll, weights) : double.PositiveInfinity;
        figures[(int)ClassificationFigure.Brier] = Mean(_brier, weights);

        double[] byConfidence = scratch.Other;
        for (int i = 0; i < byConfidence.Length; i++) byConfidence[i] = weights[_fromRanked[i]];
        // Bins of equal mass stay where the rows cut them: the interval is of the error on these bins.
        CalibrationErrors(_gaps, byConfidence, _massEnds, figures[(int)ClassificationFigure.Ece..]);

        var risks = RiskCoveragePass.Run(_groupEnds, _wrong, weights, Coverage, Risk);
        figures[(int)ClassificationFigure.Auroc] = risks.Auroc;
        figures[(int)ClassificationFigure.Aurc] = risks.Aurc;
        figures[(int)ClassificationFigure.Eaurc] = risks.Eaurc;
        figures[(int)ClassificationFigure.Augrc] = risks.Augrc;
        figures[(int)ClassificationFigure.RiskAtCoverage80] = risks.RiskAtCoverage;
        figures[(int)ClassificationFigure.CoverageAtRisk5] = risks.CoverageAtRisk;
    }

    /// <summary>Every figure when a resample of the rows is drawn.</summary>
    public void Resample(ref RandomWords words, ReplicateScratch scratch, Span<double> figures)
    {
        Replicates.Resample(ref words, Weights, scratch.Weights);
        Compute(scratch.Weights, scratch, figures);
    }

    /// <summary>ECE, MCE, RMSCE and equal-mass ECE when each row is right with the probability that it states.</summary>
    public void DrawOutcomes(ref RandomWords words, ReplicateScratch scratch, Span<double> figures)
    {
        double[] gaps = scratch.Weights, confidence = _bins.Confidence;
        for (int i = 0; i < gaps.Length; i++)
        {
            // A 32-bit draw below 2³²·confidence: always where it is 1, never where it is 0.
            double drawn = words.Next() < confidence[i] * 4294967296.0 ? 1 : 0;
            gaps[i] = confidence[i] - drawn;
        }
        CalibrationErrors(gaps, _confidenceWeights, _massEnds, figures);
    }

    /// <summary>
    /// Largest coverage whose risk is low enough even at the upper end of Wilson's interval, else 0. The coverage at risk
    /// is a maximum over noisy cuts and so biased upward; no resampling shows that.
    /// </summary>
    /// <param name="effective">Effective rows per unit of weight.</param>
    /// <param name="level">Level of the interval.</param>
    public double SureCoverage(double effective, double level)
    {
        double m = 0, errors = 0, sure = 0;
        int i = 0;
        foreach (int end in _groupEnds)
        {
            for (; i < end; i++)
            {
                m += Weights[i];
                errors += Weights[i] * _wrong[i];
            }
            if (errors / m <= Risk && Interval.Wilson(errors / m, m * effective, level).High <= Risk) sure = m;
        }
        return sure / m;
    }

    private void CalibrationErrors(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, ReadOnlySpan<int> massEnds, Span<double> figures)
    {
        var width = CalibrationErrorPass.Run(_bins.WidthEnds, gaps, weights);
        figures[0] = width.Ece;
        figures[1] = width.Mce;
        figures[2] = width.Rmsce;
        figures[3] = CalibrationErrorPass.Run(massEnds, gaps, weights).Ece;
    }

    private static double Mean(ReadOnlySpan<double> column, ReadOnlySpan<double> weights) =>
        column.IsEmpty ? double.NaN : WeightedSums.Of(weights, column).Mean;
}
