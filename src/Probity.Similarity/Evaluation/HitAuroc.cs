using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>AUROC of a confidence against "the closest item is right".</summary>
internal sealed class HitAuroc
{
    private const string Definition = "Chance that a query whose closest item is right has more confidence than one where it is not; ties count one half (R-AUROC).";

    private readonly RetrievalReport _report;
    private readonly double[] _ranking, _shares;
    private readonly bool[] _positive;
    private readonly int[] _units;
    private readonly double[] _resamples = [];

    public HitAuroc(RetrievalReport report, ReadOnlySpan<double> confidence)
    {
        Require.SameRows(report.Hit.Count, confidence.Length, "queries", nameof(confidence));
        Require.NoNaN(confidence, nameof(confidence));
        _report = report;
        // A query whose closest items are right and wrong ones at the same distance is as much of each as its chance says.
        _ranking = new double[2 * report.Queries];
        _positive = new bool[_ranking.Length];
        _shares = new double[_ranking.Length];
        _units = new int[_ranking.Length];
        int at = 0;
        for (int query = 0; query < confidence.Length; query++)
        {
            if (report.Relevant[query] == 0) continue;
            for (int side = 0; side < 2; side++, at++)
            {
                _ranking[at] = confidence[query];
                _positive[at] = side == 0;
                _shares[at] = side == 0 ? report.Hit[query] : 1 - report.Hit[query];
                _units[at] = report.Units.OfQuery[query];
            }
        }

        double right = 0;
        for (int i = 0; i < at; i += 2) right += _shares[i];
        if (right == 0 || right == report.Queries)
        {
            Reason = report.Queries == 0 ? "no query has a right item to find" : right == 0 ? "no query's closest item is right" : "every query's closest item is right";
            return;
        }
        Value = Auroc.Compute(_ranking, _positive, _shares);
        if (report.Options.Bootstrap > 0) _resamples = Resample();
    }

    /// <summary>NaN where there is none.</summary>
    private double Value { get; } = double.NaN;

    private string? Reason { get; }

    public static Figure Of(RetrievalReport report, ReadOnlySpan<double> confidence) => new HitAuroc(report, confidence).Figure();

    public Figure Figure()
    {
        if (Reason is not null) return new Figure { Value = null, Rows = _report.Queries, Definition = Definition, Reason = Reason };
        Interval? interval = _resamples.Length == 0 ? null : _report.Units.IntervalOf(Value, _resamples, _report.Options.Confidence);
        return new Figure
        {
            Value = Value,
            Low = interval?.Low,
            High = interval?.High,
            Rows = _report.Queries,
            Definition = interval is null ? Definition : $"{Definition} Interval: percentile bootstrap over {_report.Units.Words}, widened as Student's t of as many.",
        };
    }

    /// <summary>By how much it is above that of another confidence in the same answers, with a paired interval.</summary>
    public Figure GainOver(HitAuroc before, string name)
    {
        string definition = $"R-AUROC less that of {name} on the same queries, in [−1, 1].";
        if (Reason is not null) return new Figure { Value = null, Rows = _report.Queries, Definition = definition, Reason = Reason };
        double value = Value - before.Value;
        if (_resamples.Length == 0) return new Figure { Value = value, Rows = _report.Queries, Definition = definition };
        // The replicates drew the same units. Intervals are of figures in [0, 1].
        var shares = new double[_resamples.Length];
        for (int i = 0; i < shares.Length; i++) shares[i] = (_resamples[i] - before._resamples[i] + 1) / 2;
        Interval? interval = _report.Units.IntervalOf((value + 1) / 2, shares, _report.Options.Confidence);
        return new Figure
        {
            Value = value,
            Low = (2 * interval?.Low) - 1,
            High = (2 * interval?.High) - 1,
            Rows = _report.Queries,
            Definition = $"{definition} Interval: percentile bootstrap over {_report.Units.Words}, the same for both, widened as Student's t of as many.",
        };
    }

    private double[] Resample()
    {
        var draws = new MultinomialWeights(_report.Options.Seed, RetrievalStreams.Units, _report.Units.Count);
        int count = _report.Units.Count;
        return Replicates.Run(_report.Options.Bootstrap, 1, count + _ranking.Length, (replicate, scratch, values) =>
        {
            Span<double> drawn = scratch.AsSpan(0, count), weights = scratch.AsSpan(count, _ranking.Length);
            draws.FillAll(replicate, drawn);
            for (int i = 0; i < weights.Length; i++) weights[i] = _shares[i] * drawn[_units[i]];
            values[0] = Auroc.Compute(_ranking, _positive, weights);
        })[0];
    }
}
