using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Means over queries, with intervals by drawing units of queries anew; the references stay.</summary>
internal sealed class QueryIntervals
{
    private readonly ResamplingUnits _units;
    private readonly RetrievalOptions _options;
    private readonly double[][] _columns;
    private readonly int[]? _groups;
    private readonly int _macro;
    private readonly bool _stretches;

    /// <param name="found">Every query's figures.</param>
    /// <param name="groups">One a query; null where there are none.</param>
    /// <param name="ownReference">Whether the queries are references, too.</param>
    /// <param name="options">How.</param>
    public QueryIntervals(QueryColumns found, int[]? groups, bool ownReference, RetrievalOptions options)
    {
        _options = options;
        _units = ResamplingUnits.Of(groups, query => found.Relevant[query] > 0, found.Relevant.Length);
        _stretches = ownReference && !_units.AreGroups;
        _columns = found.Values;
        Figures = found.Figures;
        if (groups is null) return;
        _macro = found.Figures.ToList().FindIndex(figure => figure.Metric == RetrievalMetric.RPrecision);
        var dense = new Dictionary<int, int>();
        _groups = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            if (_units.OfQuery[i] < 0) continue;
            dense.TryAdd(groups[i], dense.Count);
            _groups[i] = dense[groups[i]];
        }
        Groups = dense.Count;
    }

    private IReadOnlyList<QueryFigure> Figures { get; }

    private int Groups { get; }

    private bool HasMacro => _groups is not null;

    /// <summary>Adds every figure, in order of display.</summary>
    public void AddTo(Dictionary<string, Figure> figures, int queries, int candidates)
    {
        int count = Figures.Count + (HasMacro ? 1 : 0);
        var values = new double[count];
        Means(weights: [], new double[2 * Groups], values);
        double[][] resamples = _options.Bootstrap == 0 || _units.Count == 0 ? [] : Resample(count);
        for (int i = 0; i < Figures.Count; i++)
        {
            QueryFigure figure = Figures[i];
            string? reason = queries == 0 ? "no query has a right item to find: every group has one item"
                : figure.Fits(candidates) ? null
                : $"k is {figure.At:N0} but a query has {candidates:N0} items to choose from";
            figures.Add(figure.Name, Of(values[i], figure.Definition, i, queries, reason));
            if (!HasMacro || i != _macro) continue;
            const string macro = "Share of right items among the first R of a query, R = its right items; mean over the queries of a group, then over groups. "
                + "Expected under random order of ties.";
            figures.Add("r_precision_macro", Of(values[^1], macro, count - 1, queries, reason));
        }

        Figure Of(double value, string definition, int column, int rows, string? reason)
        {
            double stretch = _stretches ? Figures[column < Figures.Count ? column : _macro].StretchOfOwnReference : 1;
            Interval? interval = resamples.Length == 0 || reason is not null ? null : _units.IntervalOf(value, resamples[column], _options.Confidence, stretch);
            return new Figure
            {
                Value = reason is null ? value : null,
                Low = interval?.Low,
                High = interval?.High,
                Rows = rows,
                Definition = resamples.Length == 0 ? definition : $"{definition} {Words}",
                Reason = reason,
            };
        }
    }

    private string Words => $"Interval: percentile bootstrap over {_units.Words}, references held, widened as Student's t of as many"
        + (_stretches ? ", and by up to 2 because queries are references, too." : ".");

    private double[][] Resample(int count)
    {
        var draws = new MultinomialWeights(_options.Seed, RetrievalStreams.Units, _units.Count);
        return Replicates.Run(_options.Bootstrap, count, _units.Count + (2 * Groups), (replicate, scratch, values) =>
        {
            Span<double> weights = scratch.AsSpan(0, _units.Count);
            draws.FillAll(replicate, weights);
            Means(weights, scratch.AsSpan(_units.Count), values);
        });
    }

    /// <param name="weights">One a unit; empty for one each.</param>
    /// <param name="sums">Room for two numbers a group.</param>
    /// <param name="means">One a figure, then the mean over groups.</param>
    private void Means(ReadOnlySpan<double> weights, Span<double> sums, Span<double> means)
    {
        ReadOnlySpan<int> units = _units.OfQuery;
        means.Clear();
        double total = 0;
        for (int query = 0; query < units.Length; query++)
        {
            if (units[query] >= 0) total += weights.IsEmpty ? 1 : weights[units[query]];
        }
        for (int figure = 0; figure < Figures.Count; figure++)
        {
            ReadOnlySpan<double> column = _columns[figure];
            double sum = 0;
            for (int query = 0; query < units.Length; query++)
            {
                if (units[query] >= 0) sum += (weights.IsEmpty ? 1 : weights[units[query]]) * column[query];
            }
            means[figure] = sum / total;
        }
        if (_groups is null) return;

        Span<double> sumOf = sums[..Groups], weightOf = sums.Slice(Groups, Groups);
        sums[..(2 * Groups)].Clear();
        for (int query = 0; query < units.Length; query++)
        {
            if (units[query] < 0) continue;
            double weight = weights.IsEmpty ? 1 : weights[units[query]];
            sumOf[_groups[query]] += weight * _columns[_macro][query];
            weightOf[_groups[query]] += weight;
        }
        double all = 0, groups = 0;
        for (int group = 0; group < Groups; group++)
        {
            if (weightOf[group] == 0) continue;
            // A group drawn twice counts twice (units are numbered as groups are); where queries are drawn, every group that is there counts once.
            double times = _units.AreGroups && !weights.IsEmpty ? weights[group] : 1;
            all += times * sumOf[group] / weightOf[group];
            groups += times;
        }
        means[Figures.Count] = all / groups;
    }
}
