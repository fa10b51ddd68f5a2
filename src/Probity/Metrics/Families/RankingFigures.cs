namespace Probity.Metrics.Families;

/// <summary>How well confidence tells right from wrong, and what accepting the most confident rows costs.</summary>
internal sealed class RankingFigures : FigureFamily
{
    private const double Coverage = 0.8, Risk = 0.05, Accuracy = 0.99;
    private const int Auroc = 0, Aurc = 1, Eaurc = 2, Augrc = 3, RiskAtCoverage = 4, CoverageAtRisk = 5, CoverageAtAccuracy = 6;

    private readonly Sample _sample;
    private readonly RankedRows _ranked;
    private readonly double[] _wrong;

    public RankingFigures(Sample sample, RankedRows ranked)
    {
        _sample = sample;
        _ranked = ranked;
        _wrong = _ranked.Indicate(sample.Correct, false);
    }

    public override int Count => 7;

    public override int Room => _sample.Rows;

    public override void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values)
    {
        var arranged = room[.._wrong.Length];
        for (int i = 0; i < arranged.Length; i++) arranged[i] = weights[_ranked.Order[i]];
        var risks = RiskCoveragePass.Run(_ranked.GroupEnds, _wrong, arranged, Coverage, Risk, Accuracy);
        values[Auroc] = risks.Auroc;
        values[Aurc] = risks.Aurc;
        values[Eaurc] = risks.Eaurc;
        values[Augrc] = risks.Augrc;
        values[RiskAtCoverage] = risks.RiskAtCoverage;
        values[CoverageAtRisk] = risks.CoverageAtRisk;
        values[CoverageAtAccuracy] = risks.CoverageAtAccuracy;
    }

    public override void Describe(Measured measured, Dictionary<string, Figure> figures)
    {
        Figure auroc = OfAuroc(measured);
        figures["auroc"] = auroc;
        figures["aurc"] = OfArea(measured, Aurc, RiskArea.Aurc, Definitions.Aurc);
        figures["eaurc"] = OfArea(measured, Eaurc, RiskArea.Eaurc, Definitions.Eaurc);
        figures["augrc"] = OfArea(measured, Augrc, RiskArea.Augrc, Definitions.Augrc);
        figures["risk_at_coverage_80"] = OfRiskAtCoverage(measured);
        figures["coverage_at_risk_5"] = OfCoverage(measured, CoverageAtRisk, Risk, Definitions.CoverageAtRisk);
        figures["sac_99"] = OfCoverage(measured, CoverageAtAccuracy, 1 - Accuracy, Definitions.Sac);
        // With right and wrong alone the ratio is the AUROC on another scale.
        figures["prr"] = auroc with { Value = Doubled(auroc.Value), Low = Doubled(auroc.Low), High = Doubled(auroc.High), Definition = Definitions.Prr };
    }

    private static double? Doubled(double? auroc) => (2 * auroc) - 1;

    private Figure OfAuroc(Measured measured)
    {
        if (_sample.AllRight || _sample.AllWrong)
            return measured.Of(null, Definitions.Auroc, null, $"every row is {(_sample.AllRight ? "right" : "wrong")}: there is nothing to tell apart");

        double value = measured.Value(Auroc), rows = _sample.EffectiveRows;
        var interval = Interval.Newcombe(value, _sample.Accuracy * rows, (1 - _sample.Accuracy) * rows, measured.Options.Level);
        if (measured.Percentile(Auroc) is { } drawn) interval = interval.Hull(drawn);
        return measured.Of(value, Definitions.Auroc, interval, measured.FewToGoBy());
    }

    private Figure OfArea(Measured measured, int index, RiskArea area, string definition) =>
        measured.RiskArea(index, area, definition, _sample.EffectiveRows);

    private Figure OfRiskAtCoverage(Measured measured)
    {
        double value = measured.Value(RiskAtCoverage);
        var interval = Interval.Wilson(value, Math.Ceiling(Coverage * _sample.EffectiveRows), measured.Options.Level);
        if (measured.Percentile(RiskAtCoverage) is { } drawn) interval = interval.Hull(drawn);
        return measured.Of(value, Definitions.RiskAtCoverage, interval);
    }

    private Figure OfCoverage(Measured measured, int index, double risk, string definition)
    {
        double value = measured.Value(index), level = measured.Options.Level;
        if (_sample.AllWrong)
            return measured.Of(value, definition, HonestIntervals.CoverageWithoutSuccesses(_sample.EffectiveRows, risk, level), "no row is right");

        var interval = new Interval(Math.Min(SureCoverage(risk, level), value), value);
        if (measured.Percentile(index) is { } drawn) interval = interval.Hull(drawn);
        string? reason = !_sample.AllRight ? measured.FewToGoBy()
            : interval.Low == 1 ? "no row is wrong"
            : $"no row is wrong, but {_sample.Rows:N0} rows are too few to rule out more than {Percent.Nearest(risk)} of errors";
        return measured.Of(value, definition, interval, reason);
    }

    /// <summary>
    /// Largest coverage whose risk is low enough even at the upper end of Wilson's interval, else 0. The coverage at risk
    /// is a maximum over noisy cuts and so biased upward; no resampling shows that.
    /// </summary>
    private double SureCoverage(double risk, double level)
    {
        double effective = _sample.EffectiveRows / _sample.TotalWeight;
        double m = 0, errors = 0, sure = 0;
        int i = 0;
        foreach (int end in _ranked.GroupEnds)
        {
            for (; i < end; i++)
            {
                double weight = _sample.Weights[_ranked.Order[i]];
                m += weight;
                errors += weight * _wrong[i];
            }
            if (errors / m <= risk && Interval.Wilson(errors / m, m * effective, level).High <= risk) sure = m;
        }
        return sure / m;
    }
}
