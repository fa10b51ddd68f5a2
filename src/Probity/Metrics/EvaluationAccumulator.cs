using Probity.Metrics.Accumulators;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>
/// Figures of a classifier from rows that come in chunks, in memory that does not grow with them: add chunks, merge accumulators
/// that were filled elsewhere, read the figures.
/// </summary>
/// <remarks>
/// <para>
/// Means and the errors of equal-width bins are summed without rounding: chunks, their order and merging change no bit, and the
/// values are those of <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions?, IProgress{double}?)"/> but for its rounding. Figures of ranks come from a histogram whose ranges
/// are 1/4,096 of a power of two wide: rows within a range count as tied, and <see cref="Figure.Beside"/> has the <c>least</c> and
/// the <c>most</c> that the figure of the rows themselves can be.
/// </para>
/// <para>
/// Left out is what needs all rows at once: bins of equal mass, smooth and cumulative errors, and everything that is resampled. There are intervals where a
/// closed form gives one. Memory: some 8 MB at most, and about 2 kB for every class and bin that has rows. Not thread-safe: one for each
/// thread, merged at the end.
/// </para>
/// </remarks>
public sealed class EvaluationAccumulator
{
    private const double Coverage = 0.8, Risk = 0.05, Accuracy = 0.99;

    private readonly int _bins;
    private readonly LossSums _losses = new();
    private readonly BinSums _confidence;
    private readonly RankSketch _ranks = new();
    private ClassSums? _classes;
    private Columns? _columns;

    /// <summary>Starts without rows.</summary>
    /// <param name="bins">Bins of the calibration errors, 1 to 1,000,000. The default value is 15.</param>
    /// <exception cref="ArgumentException">The number of bins is out of range.</exception>
    public EvaluationAccumulator(int bins = 15)
    {
        Require.InRange(bins, 1, EvaluationOptions.MostBins, nameof(bins));
        _bins = bins;
        _confidence = new BinSums(bins);
    }

    /// <summary>Rows of positive weight so far.</summary>
    public long Rows => _losses.Rows;

    /// <summary>Adds a chunk. Every chunk must have the same columns as the first.</summary>
    /// <param name="rows">Any number of rows.</param>
    /// <exception cref="ArgumentException">As for <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions?, IProgress{double}?)"/>, or other columns than before. Nothing is added then.</exception>
    public void Add(EvaluationRows rows)
    {
        if (rows.Confidence.IsEmpty && rows.Correct.IsEmpty) return;
        Evaluation.Check(rows with { Weights = default });   // the weights of a chunk may all be 0
        if (!rows.Weights.IsEmpty) Require.SameRows(rows.Confidence.Length, rows.Weights.Length, "confidence", "weights");
        var columns = new Columns(!rows.Nll.IsEmpty, !rows.Brier.IsEmpty, !rows.Ranking.IsEmpty, rows.Logits.Length / rows.Confidence.Length);
        CheckColumns(columns);
        double[] weights = rows.Weights.IsEmpty ? new double[rows.Confidence.Length] : rows.Weights.ToArray();
        if (rows.Weights.IsEmpty) Array.Fill(weights, 1);
        CheckWeights(weights);
        if (columns.Logits > 0) Require.Logits(rows.Logits, columns.Logits, "logits");

        Take(columns);
        _classes?.Add(weights, rows.Labels, rows.Logits, rows.Temperature);
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            if (weight == 0) continue;
            bool correct = rows.Correct[i];
            double confidence = rows.Confidence[i];
            _losses.Add(weight, confidence, correct);
            if (columns.Nll) _losses.AddNll(weight, rows.Nll[i]);
            if (columns.Brier) _losses.AddBrier(weight, rows.Brier[i]);
            _confidence.Add(weight, confidence, correct ? 1 : 0);
            // Log-odds spread out what lies next to 1.
            _ranks.Add(rows.Ranking.IsEmpty ? Math.Log(confidence) - Elementary.Log1P(-confidence) : rows.Ranking[i], correct, weight);
        }
    }

    /// <summary>Adds all rows of another accumulator, which stays as it is.</summary>
    /// <exception cref="ArgumentException">It has other bins, classes or columns.</exception>
    public void Merge(EvaluationAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._bins != _bins) throw new ArgumentException($"other: {other._bins} bins but {_bins} here; merge only what was cut alike");
        if (ReferenceEquals(other, this)) throw new ArgumentException("other: this accumulator itself; its rows would count twice");
        if (other._columns is not { } columns) return;
        CheckColumns(columns);
        Take(columns);
        if (other._classes is { } classes) _classes!.Merge(classes);
        _losses.Merge(other._losses);
        _confidence.Merge(other._confidence);
        _ranks.Merge(other._ranks);
    }

    /// <summary>The figures of all rows so far.</summary>
    /// <param name="level">Level of the intervals, in (0, 1). The default value is 0.95.</param>
    /// <exception cref="ArgumentException">The level is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public IReadOnlyDictionary<string, Figure> Figures(double level = 0.95)
    {
        Require.OpenShare(level, nameof(level));
        if (Rows == 0) throw new InvalidOperationException("no rows were added: there is nothing to measure");
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal)
        {
            ["accuracy"] = Of(_losses.Accuracy, Definitions.Accuracy, Interval.Wilson(_losses.Accuracy, _losses.EffectiveRows, level), "Wilson"),
        };
        if (_columns!.Value.Nll) figures["nll"] = Nll(level);
        if (_columns!.Value.Brier) figures["brier"] = Mean(_losses.Brier, Definitions.Brier, level);
        CalibrationErrorPass errors = _confidence.Errors();
        figures["ece"] = Of(errors.Ece, Definitions.Ece(_bins));
        figures["mce"] = Of(errors.Mce, Definitions.Mce(_bins));
        figures["rmsce"] = Of(errors.Rmsce, Definitions.Rmsce(_bins));
        figures["overconfidence"] = Of(errors.Overconfidence, Definitions.Overconfidence(_bins));
        figures["underconfidence"] = Of(errors.Underconfidence, Definitions.Underconfidence(_bins));
        figures["brier_reliability"] = Of(errors.MeanSquare, Definitions.BrierReliability(_bins));
        figures["brier_resolution"] = Of(errors.Resolution, Definitions.BrierResolution(_bins));
        figures["brier_uncertainty"] = Of(_losses.Accuracy * (1 - _losses.Accuracy), Definitions.BrierUncertainty);
        figures["spiegelhalter_z"] = Spiegelhalter();
        if (_classes is not null) figures["ece_classwise"] = Of(_classes.Ece(), Definitions.EceClasswise(_bins));
        AddRanks(figures, level);
        return figures;
    }

    private void AddRanks(Dictionary<string, Figure> figures, double level)
    {
        RankedCells cells = _ranks.Cells(_losses.Scale);
        RiskCoveragePass tied = cells.Tied(Coverage, Risk), best = cells.Best(Coverage, Risk), worst = cells.Worst(Coverage, Risk);
        double accuracy = _losses.Accuracy, rows = _losses.EffectiveRows;

        figures["auroc"] = double.IsNaN(tied.Auroc)
            ? Of(null, Definitions.Auroc) with { Reason = $"every row is {(accuracy == 1 ? "right" : "wrong")}: there is nothing to tell apart" }
            : Between(tied.Auroc, worst.Auroc, best.Auroc, Definitions.Auroc,
                Interval.Newcombe(worst.Auroc, accuracy * rows, (1 - accuracy) * rows, level)
                    .Hull(Interval.Newcombe(best.Auroc, accuracy * rows, (1 - accuracy) * rows, level)));
        figures["aurc"] = Between(tied.Aurc, best.Aurc, worst.Aurc, Definitions.Aurc);
        figures["eaurc"] = Between(tied.Eaurc, best.Eaurc, worst.Eaurc, Definitions.Eaurc);
        figures["augrc"] = Between(tied.Augrc, best.Augrc, worst.Augrc, Definitions.Augrc);
        figures["risk_at_coverage_80"] = Between(tied.RiskAtCoverage, best.RiskAtCoverage, worst.RiskAtCoverage, Definitions.RiskAtCoverage);
        // Between ranges a cut is a cut of the rows too: what the sketch reaches, the rows reach.
        figures["coverage_at_risk_5"] = Between(tied.CoverageAtRisk, tied.CoverageAtRisk, cells.MostCoverage(Risk), Definitions.CoverageAtRisk);
        figures["sac_99"] = Between(tied.CoverageAtAccuracy, tied.CoverageAtAccuracy, cells.MostCoverage(1 - Accuracy), Definitions.Sac);
        if (!double.IsNaN(tied.Prr)) figures["prr"] = Between(tied.Prr, worst.Prr, best.Prr, Definitions.Prr);
    }

    private Figure Spiegelhalter()
    {
        var (z, p) = _losses.Spiegelhalter;
        return double.IsNaN(z)
            ? Of(null, Definitions.Spiegelhalter) with { Reason = "every confidence is 0, 0.5 or 1: the Brier score has no variance under them" }
            : Of(z, Definitions.Spiegelhalter) with { P = p };
    }

    private Figure Nll(double level)
    {
        var (mean, error) = _losses.Nll;
        if (_losses.ZeroRows == 0) return Mean((mean, error), Definitions.Nll, level);
        return Of(double.PositiveInfinity, Definitions.Nll) with
        {
            Reason = $"{_losses.ZeroRows:N0} rows give their label probability 0",
            Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["zero_rows"] = _losses.ZeroRows },
        };
    }

    private Figure Mean((double Mean, double StandardError) loss, string definition, double level)
    {
        double half = NormalDistribution.TwoSided(level) * loss.StandardError;
        return Of(loss.Mean, definition, Rows == 1 ? null : new Interval(Math.Max(0, loss.Mean - half), loss.Mean + half), "normal");
    }

    private Figure Between(double value, double least, double most, string definition, Interval? interval = null) =>
        Of(value, definition, interval, interval is null ? null : "Newcombe's score interval of the least and of the most") with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["least"] = least, ["most"] = most },
        };

    private Figure Of(double? value, string definition, Interval? interval = null, string? kind = null) => new()
    {
        Value = value,
        Low = interval?.Low,
        High = interval?.High,
        Rows = (int)Math.Min(int.MaxValue, Rows),
        Definition = Definitions.OfValue(definition) + (kind is null ? "" : $" Interval: {kind}."),
    };

    private void Take(Columns columns)
    {
        _columns = columns;
        if (columns.Logits > 0) _classes ??= new ClassSums(columns.Logits, _bins);
    }

    private void CheckColumns(Columns columns)
    {
        if (_columns is { } before && before != columns)
            throw new ArgumentException($"rows: {columns} but {before} in the chunks before; every chunk must have the same columns");
    }

    private static void CheckWeights(double[] weights)
    {
        const double most = 1e100;   // squares of weights must neither overflow nor vanish
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] != 0 && !(weights[i] is >= 1 / most and <= most))
                throw new ArgumentException($"weights: row {i} is {weights[i]}; chunks are added up as they come, so weights must be 0 or lie in [{1 / most}, {most}]");
        }
    }

    private readonly record struct Columns(bool Nll, bool Brier, bool Ranking, int Logits)
    {
        public override string ToString()
        {
            string has = string.Join(", ", new[] { Nll ? "nll" : "", Brier ? "brier" : "", Ranking ? "ranking" : "", Logits > 0 ? $"logits of {Logits} columns" : "" }.Where(name => name.Length > 0));
            return has.Length == 0 ? "confidence and outcomes only" : has;
        }
    }
}
