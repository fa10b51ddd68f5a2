using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>The figures of scores on in-distribution and unknown rows, all scores on the same resamples.</summary>
internal sealed class UnknownsReport
{
    private const int PerScore = RankedUnknowns.FigureCount;

    private readonly IReadOnlyList<UnknownScore> _scores;
    private readonly EvaluationOptions _options;
    private readonly bool _hasOutcomes;
    private readonly int _known, _unknown;
    private readonly double _effectiveKnown, _share;
    private readonly double[] _values;
    private readonly double[][] _replicates;

    /// <summary>Everything checked.</summary>
    public UnknownsReport(
        IReadOnlyList<UnknownScore> scores, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights, EvaluationOptions options, IProgress<double>? progress)
    {
        _scores = scores;
        _options = options;
        _hasOutcomes = !correct.IsEmpty;
        int[]? kept = Kept(weights);
        _known = kept?.Length ?? scores[0].InDistribution.Length;
        _unknown = scores[0].Unknown.Length;
        double[] inside = RepetitionWeights.Of(Rows(weights, kept), _known);
        var (sum, squares) = WeightedSums.Of(inside, inside);
        _effectiveKnown = sum * sum / squares;
        _share = sum / (sum + _unknown);

        var all = new double[checked(_known + _unknown)];
        inside.CopyTo(all, 0);
        all.AsSpan(_known).Fill(1);
        _values = new double[scores.Count * PerScore];
        var ranked = new RankedUnknowns[scores.Count];
        ReadOnlySpan<bool> outcomes = Rows(correct, kept);
        for (int i = 0; i < ranked.Length; i++)
        {
            ranked[i] = new RankedUnknowns(Rows(scores[i].InDistribution, kept), scores[i].Unknown, outcomes, scores[i].Stated);
            ranked[i].Compute(all, _values.AsSpan(i * PerScore, PerScore));
        }

        int done = 0;
        var knownDraws = new MultinomialWeights(options.Seed, ReplicateStreams.Known, _known);
        var unknownDraws = new MultinomialWeights(options.Seed, ReplicateStreams.Unknown, _unknown);
        _replicates = Replicates.Run(
            options.Bootstrap, _values.Length, all.Length,
            (replicate, drawn, figures) =>
            {
                knownDraws.Resample(replicate, all.AsSpan(0, _known), drawn.AsSpan(0, _known));
                unknownDraws.Resample(replicate, all.AsSpan(_known), drawn.AsSpan(_known));
                for (int i = 0; i < ranked.Length; i++) ranked[i].Compute(drawn, figures.Slice(i * PerScore, PerScore));
            },
            more => progress?.Report(Interlocked.Add(ref done, more) / (double)options.Bootstrap));
    }

    public Dictionary<string, Figure> Figures()
    {
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        for (int i = 0; i < _scores.Count; i++) Add(figures, _scores[i].Token, i * PerScore);
        return figures;
    }

    private void Add(Dictionary<string, Figure> figures, string token, int at)
    {
        double level = _options.Level;
        double auroc = _values[at + RankedUnknowns.Auroc], fpr = _values[at + RankedUnknowns.FalsePositiveRate], oscr = _values[at + RankedUnknowns.Oscr];
        var area = Interval.Newcombe(auroc, _effectiveKnown, _unknown, level);
        var rate = Interval.Wilson(fpr, _unknown, level);
        figures.Add($"ood_auroc_{token}", Of(auroc, Definitions.OodAuroc(token), Drawn(at + RankedUnknowns.Auroc)?.Hull(area)));
        figures.Add($"ood_fpr95_{token}", Of(fpr, Definitions.OodFpr95(token), Drawn(at + RankedUnknowns.FalsePositiveRate)?.Hull(rate)));
        figures.Add($"ood_aupr_in_{token}", Precision(at + RankedUnknowns.AuprIn, Definitions.OodAuprIn(token), auroc, area.Low, _share));
        figures.Add($"ood_aupr_out_{token}", Precision(at + RankedUnknowns.AuprOut, Definitions.OodAuprOut(token), auroc, area.Low, 1 - _share));
        figures.Add($"ood_autc_{token}", ThresholdArea(at + RankedUnknowns.Autc, Definitions.OodAutc(token)));
        if (!_hasOutcomes) return;
        // An AUROC in which a row that is wrong ranks below everything.
        var rightArea = Interval.Newcombe(oscr, _effectiveKnown, _unknown, level);
        figures.Add($"ood_oscr_{token}", Of(oscr, Definitions.OodOscr(token), Drawn(at + RankedUnknowns.Oscr)?.Hull(rightArea)));
    }

    private Figure Precision(int figure, string definition, double auroc, double areaLow, double share)
    {
        if (auroc == 1)
        {
            var interval = HonestIntervals.PerfectAveragePrecision(areaLow, share);
            return Of(_values[figure], definition, interval, "resamples cannot vary: the lower end follows from that of the AUROC");
        }
        if (auroc == 0)
            return Of(_values[figure], definition, null, "every unknown row ranks above every in-distribution one: resamples cannot vary");
        return Of(_values[figure], definition, Drawn(figure));
    }

    private Figure ThresholdArea(int figure, string definition)
    {
        double value = _values[figure];
        if (double.IsNaN(value)) return Of(null, definition, null, "the values are all the same or not all finite: there is no range to scale by");
        return value is 0 or 1
            ? Of(value, definition, null, "the two kinds of rows take one value each: resamples cannot vary")
            : Of(value, definition, Drawn(figure));
    }

    /// <summary>Draws as many rows as there are, with replacement: each row's weight times how often it was drawn.</summary>
    private Interval? Drawn(int figure) => Interval.Percentile(_replicates[figure], _options.Level);

    private Figure Of(double? value, string definition, Interval? interval, string? reason = null) => new()
    {
        Value = value,
        Low = _options.Bootstrap == 0 ? null : interval?.Low,
        High = _options.Bootstrap == 0 ? null : interval?.High,
        Rows = _known + _unknown,
        Definition = definition,
        Reason = reason,
    };

    /// <summary>The in-distribution rows of positive weight, or null for all of them.</summary>
    private static int[]? Kept(ReadOnlySpan<double> weights)
    {
        if (!weights.Contains(0)) return null;
        var kept = new List<int>(weights.Length);
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0) kept.Add(i);
        }
        return [.. kept];
    }

    private static ReadOnlySpan<T> Rows<T>(ReadOnlySpan<T> column, int[]? kept)
    {
        if (kept is null || column.IsEmpty) return column;
        var rows = new T[kept.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = column[kept[i]];
        return rows;
    }
}
