namespace Probity.Metrics;

/// <summary>Turns values and replicates of a classifier into figures.</summary>
internal sealed class ClassificationReport
{
    private const double Clip = 1e-15;
    private const int FewRows = 30;
    private const ulong BootstrapFamily = 0, OutcomeFamily = 1;

    private readonly EvaluationOptions _options;
    private readonly double[] _nll, _weights;
    private readonly bool _hasBrier;
    private readonly int _rows, _wrongRows;
    private readonly double _effectiveRows, _sureCoverage;
    private readonly double[] _values = new double[(int)ClassificationFigure.Count];
    private readonly double[][] _replicates;
    private readonly double[][] _drawn;

    public ClassificationReport(EvaluationRows rows, EvaluationOptions options, IProgress<double>? progress)
    {
        _options = options;
        double[] weights = RepetitionWeights.Of(rows.Weights, rows.Confidence.Length);
        rows = WithoutZeroWeights(rows, ref weights);
        _weights = weights;
        _rows = weights.Length;
        _nll = rows.Nll.ToArray();
        _hasBrier = !rows.Brier.IsEmpty;

        double sum = 0, squares = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            squares += weights[i] * weights[i];
            if (!rows.Correct[i]) _wrongRows++;
        }
        _effectiveRows = sum / squares * sum;

        var state = new Classification(rows, weights, options.Bins);
        state.Compute(state.Weights, new ReplicateScratch(_rows), _values);
        _sureCoverage = state.SureCoverage(_effectiveRows / sum, options.Level);

        int done = 0;
        Action<int>? advance = progress is null
            ? null
            : more => progress.Report(Interlocked.Add(ref done, more) / (2.0 * options.Bootstrap));
        _replicates = Replicates.Run(
            options.Bootstrap, (int)ClassificationFigure.Count, _rows, options.Seed, BootstrapFamily, state.Resample, advance);
        _drawn = Replicates.Run(options.Bootstrap, 4, _rows, options.Seed, OutcomeFamily, state.DrawOutcomes, advance);
    }

    public Dictionary<string, Figure> Figures()
    {
        int bins = _options.Bins;
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal) { ["accuracy"] = Accuracy() };
        if (_nll.Length > 0) figures["nll"] = Nll();
        if (_hasBrier) figures["brier"] = Sampled(ClassificationFigure.Brier, Definitions.Brier);
        figures["ece"] = CalibrationError(ClassificationFigure.Ece, Definitions.Ece(bins));
        figures["mce"] = CalibrationError(ClassificationFigure.Mce, Definitions.Mce(bins));
        figures["rmsce"] = CalibrationError(ClassificationFigure.Rmsce, Definitions.Rmsce(bins));
        figures["ece_equal_mass"] = CalibrationError(ClassificationFigure.EceEqualMass, Definitions.EceEqualMass(bins));
        figures["auroc"] = Auroc();
        figures["aurc"] = Area(ClassificationFigure.Aurc, Definitions.Aurc);
        figures["eaurc"] = Area(ClassificationFigure.Eaurc, Definitions.Eaurc);
        figures["augrc"] = Area(ClassificationFigure.Augrc, Definitions.Augrc);
        figures["risk_at_coverage_80"] = RiskAtCoverage();
        figures["coverage_at_risk_5"] = CoverageAtRisk();
        return figures;
    }

    private bool AllRight => _wrongRows == 0;

    private bool AllWrong => _wrongRows == _rows;

    private double Value(ClassificationFigure figure) => _values[(int)figure];

    private Interval? Percentile(ClassificationFigure figure) => Interval.Percentile(_replicates[(int)figure], _options.Level);

    private Figure Of(double? value, string definition, Interval? interval, string? reason = null) => new()
    {
        Value = value,
        Low = _options.Bootstrap == 0 ? null : interval?.Low,
        High = _options.Bootstrap == 0 ? null : interval?.High,
        Rows = _rows,
        Definition = definition,
        Reason = reason,
    };

    private Figure Sampled(ClassificationFigure figure, string definition) =>
        Of(Value(figure), definition, _rows == 1 ? null : Percentile(figure), _rows == 1 ? "one row: nothing to resample" : null);

    private Figure Accuracy()
    {
        double value = Value(ClassificationFigure.Accuracy);
        return Of(value, Definitions.Accuracy, Interval.Wilson(value, _effectiveRows, _options.Level));
    }

    private Figure Nll()
    {
        if (double.IsFinite(Value(ClassificationFigure.Nll))) return Sampled(ClassificationFigure.Nll, Definitions.Nll);

        int zeroRows = 0;
        double clipped = 0, sum = 0;
        for (int i = 0; i < _nll.Length; i++)
        {
            if (double.IsPositiveInfinity(_nll[i])) zeroRows++;
            clipped += _weights[i] * Math.Min(_nll[i], -Math.Log(Clip));
            sum += _weights[i];
        }
        string rows = zeroRows == 1 ? "1 row gives its label" : $"{zeroRows:N0} rows give their label";
        string reason = $"{rows} probability 0, so there is no interval; nll_clipped counts probabilities below 1e-15 as 1e-15";
        return Of(double.PositiveInfinity, Definitions.Nll, null, reason) with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["zero_rows"] = zeroRows, ["nll_clipped"] = clipped / sum },
        };
    }

    private Figure CalibrationError(ClassificationFigure figure, string definition)
    {
        double value = Value(figure);
        if (_options.Bootstrap == 0) return Of(value, definition, null);

        double[] underTruth = _drawn[figure - ClassificationFigure.Ece];
        int asLarge = underTruth.Count(simulated => simulated >= value);
        double p = (1.0 + asLarge) / (1 + underTruth.Length);
        var sorted = (double[])underTruth.Clone();
        Array.Sort(sorted);

        Interval? interval = Percentile(figure) is { } drawn
            ? new Interval(
                // Reversing corrects the bias but not all of it near 0, where the simulation is exact.
                p > 1 - _options.Level ? 0 : Math.Clamp((2 * value) - drawn.High, 0, value),
                Math.Clamp((2 * value) - drawn.Low, value, Math.Max(value, 1)))
            : null;
        return Of(value, definition, interval) with
        {
            Null95 = Interval.Quantile(sorted, 0.95),
            P = p,
        };
    }

    private Figure Auroc()
    {
        if (AllRight || AllWrong)
            return Of(null, Definitions.Auroc, null, $"every row is {(AllRight ? "right" : "wrong")}: there is nothing to tell apart");

        double value = Value(ClassificationFigure.Auroc), accuracy = Value(ClassificationFigure.Accuracy);
        var interval = Interval.Newcombe(value, accuracy * _effectiveRows, (1 - accuracy) * _effectiveRows, _options.Level);
        if (Percentile(ClassificationFigure.Auroc) is { } drawn) interval = interval.Hull(drawn);
        return Of(value, Definitions.Auroc, interval, FewToGoBy());
    }

    private Figure Area(ClassificationFigure figure, string definition)
    {
        double value = Value(figure);
        if (AllRight)
        {
            var interval = HonestIntervals.WithoutErrors(figure, _effectiveRows, _options.Level);
            return Of(value, definition, interval, "no row is wrong: the upper end is what an unseen error rate could cost at worst");
        }
        if (AllWrong)
        {
            var interval = HonestIntervals.WithoutSuccesses(figure, _effectiveRows, _options.Level);
            return Of(value, definition, interval, "no row is right: the interval is what an unseen share of right rows could change");
        }
        return Of(value, definition, Percentile(figure), FewToGoBy());
    }

    private Figure RiskAtCoverage()
    {
        double value = Value(ClassificationFigure.RiskAtCoverage80);
        var interval = Interval.Wilson(value, Math.Ceiling(0.8 * _effectiveRows), _options.Level);
        if (Percentile(ClassificationFigure.RiskAtCoverage80) is { } drawn) interval = interval.Hull(drawn);
        return Of(value, Definitions.RiskAtCoverage, interval);
    }

    private Figure CoverageAtRisk()
    {
        double value = Value(ClassificationFigure.CoverageAtRisk5);
        if (AllWrong)
        {
            var open = HonestIntervals.CoverageWithoutSuccesses(_effectiveRows, Classification.Risk, _options.Level);
            return Of(value, Definitions.CoverageAtRisk, open, "no row is right");
        }

        var interval = new Interval(Math.Min(_sureCoverage, value), value);
        if (Percentile(ClassificationFigure.CoverageAtRisk5) is { } drawn) interval = interval.Hull(drawn);
        string? reason = !AllRight ? FewToGoBy()
            : interval.Low == 1 ? "no row is wrong"
            : $"no row is wrong, but {_rows:N0} rows are too few to rule out more than 5 % of errors";
        return Of(value, Definitions.CoverageAtRisk, interval, reason);
    }

    private string? FewToGoBy()
    {
        if (_wrongRows < FewRows) return $"only {_wrongRows} of {_rows:N0} rows {(_wrongRows == 1 ? "is" : "are")} wrong: the interval is rough";
        int right = _rows - _wrongRows;
        return right < FewRows ? $"only {right} of {_rows:N0} rows {(right == 1 ? "is" : "are")} right: the interval is rough" : null;
    }

    private static EvaluationRows WithoutZeroWeights(EvaluationRows rows, scoped ref double[] weights)
    {
        var all = weights;
        int[] kept = Enumerable.Range(0, all.Length).Where(i => all[i] > 0).ToArray();
        if (kept.Length == all.Length) return rows;

        weights = Array.ConvertAll(kept, i => all[i]);
        return new EvaluationRows
        {
            Confidence = Keep(rows.Confidence, kept),
            Ranking = Keep(rows.Ranking, kept),
            Correct = Keep(rows.Correct, kept),
            Nll = Keep(rows.Nll, kept),
            Brier = Keep(rows.Brier, kept),
        };
    }

    private static T[] Keep<T>(ReadOnlySpan<T> column, int[] kept)
    {
        if (column.IsEmpty) return [];
        var result = new T[kept.Length];
        for (int i = 0; i < kept.Length; i++) result[i] = column[kept[i]];
        return result;
    }
}
