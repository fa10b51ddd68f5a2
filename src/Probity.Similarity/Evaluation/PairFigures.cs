using System.Globalization;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>AUC, equal error rate and rates of true accepts over all pairs, with intervals.</summary>
internal sealed class PairFigures
{
    private readonly RetrievalOptions _options;
    private readonly PairGrid _grid;
    private readonly PairCounts _counts;
    private readonly ResamplingUnits _units;
    private readonly bool _own;

    public PairFigures(RetrievalSet set, RetrievalOptions options)
    {
        _options = options;
        _own = set.Relevance.OwnReference;
        _units = ResamplingUnits.Of(set.Relevance.Groups, _ => true, set.Relevance.Queries);
        _grid = PairGrid.Of(set, options.Seed);
        _counts = new PairCounts(set, _grid, options.Bootstrap > 0 ? _units : null, options.Seed);
    }

    /// <summary>Given to the pass over all pairs.</summary>
    public IPairSink NewSink() => _counts.NewSink();

    /// <summary>After the pass: adds the figures.</summary>
    public void AddTo(Dictionary<string, Figure> figures)
    {
        double[] right = _counts.Of(positive: true), wrong = _counts.Of(positive: false);
        var values = new double[2 + _options.FalseAcceptRates.Count];
        PairCurve.Read(right, wrong, _options.FalseAcceptRates, values);
        double allRight = PairCurve.Sum(right), allWrong = PairCurve.Sum(wrong);
        string? reason = allRight == 0 ? "no two items belong together" : allWrong == 0 ? "all items belong together" : null;
        double[][] resamples = reason is null && _options.Bootstrap > 0 ? Resample(values) : [];
        string pairs = _own ? "unordered pair of different items" : "pair of a query and a reference";
        Add("pair_auroc", 0, $"Chance that a {pairs} that belongs together is closer than one that does not; ties count one half.",
            reason is null && !_grid.IsExact ? PairCurve.Bound(right, wrong) : null);
        Add("pair_eer", 1, $"Rate of errors at the threshold on distance where as large a share of pairs that belong together is rejected as of others accepted; each {pairs}.");
        for (int i = 0; i < _options.FalseAcceptRates.Count; i++)
        {
            double rate = _options.FalseAcceptRates[i];
            string few = rate * allWrong < 10 ? $"only {allWrong:N0} pairs that do not belong together: some {rate * allWrong:0.#} of them set the threshold" : "";
            Add(NameAt(rate), 2 + i, $"Share of pairs that belong together accepted at the threshold on distance that accepts {rate} of the others; read linearly between distances; each {pairs}.",
                warning: few.Length > 0 ? few : null);
        }

        void Add(string name, int column, string definition, double? bound = null, string? warning = null)
        {
            Interval? interval = resamples.Length == 0 ? null : _units.IntervalOf(values[column], resamples[column], _options.Confidence);
            figures[name] = new Figure
            {
                Value = reason is null ? values[column] : null,
                Low = interval?.Low,
                High = interval?.High,
                Rows = _units.OfQuery.Length,
                Definition = resamples.Length == 0 ? definition : $"{definition} {Words}",
                Reason = reason ?? warning,
                Beside = Beside(allRight, allWrong, bound),
            };
        }
    }

    /// <summary>As a figure is named: <c>tar_at_far_1e-3</c>.</summary>
    public static string NameAt(double rate) => string.Create(CultureInfo.InvariantCulture, $"tar_at_far_{rate:0.###e-0}");

    private string Words =>
        $"Interval: bootstrap over {_units.Words}, a pair weighing as often as its items are drawn, to first order"
        + $"{(_own ? "" : ", references held")}; widened as Student's t of as many.";

    private static Dictionary<string, double> Beside(double right, double wrong, double? bound)
    {
        var beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["pairs_together"] = right, ["pairs_apart"] = wrong };
        if (bound is { } most) beside.Add("error_bound", most);
        return beside;
    }

    /// <summary>Resamples of the coarse counts; what they differ by from the coarse figures is added to the exact ones.</summary>
    private double[][] Resample(double[] values)
    {
        int bins = _grid.CoarseCount, batches = _counts.Batches;
        double[] right = _counts.OfBatches(positive: true), wrong = _counts.OfBatches(positive: false);
        // Pairs within a drawn group come with it. Of others both items must be drawn: u·v is u + v − 1 to first order.
        bool within = !_own || _units.AreGroups;
        double each = _own ? .5 : 1;
        double[] allRight = Columns(right, bins, each), allWrong = Columns(wrong, bins, each), centre = new double[values.Length];
        PairCurve.Read(allRight, allWrong, _options.FalseAcceptRates, centre);

        var draws = new MultinomialWeights(_options.Seed, RetrievalStreams.PairUnits, batches);
        return Replicates.Run(_options.Bootstrap, values.Length, batches + (2 * bins), (replicate, scratch, figures) =>
        {
            Span<double> weights = scratch.AsSpan(0, batches), drawnRight = scratch.AsSpan(batches, bins), drawnWrong = scratch.AsSpan(batches + bins, bins);
            draws.FillAll(replicate, weights);
            Weigh(right, weights, within ? each : 1, drawnRight);
            Weigh(wrong, weights, 1, drawnWrong);
            for (int bin = 0; bin < bins; bin++)
            {
                if (!within) drawnRight[bin] = Math.Max(0, drawnRight[bin] - allRight[bin]);
                if (_own) drawnWrong[bin] = Math.Max(0, drawnWrong[bin] - allWrong[bin]);
            }
            PairCurve.Read(drawnRight, drawnWrong, _options.FalseAcceptRates, figures);
            for (int i = 0; i < figures.Length; i++) figures[i] += values[i] - centre[i];
        });
    }

    private static double[] Columns(double[] counts, int bins, double each)
    {
        var sums = new double[bins];
        for (int i = 0; i < counts.Length; i++) sums[i % bins] += each * counts[i];
        return sums;
    }

    private static void Weigh(double[] counts, ReadOnlySpan<double> weights, double each, Span<double> sums)
    {
        sums.Clear();
        for (int row = 0; row < weights.Length; row++)
        {
            double weight = weights[row] * each;
            if (weight == 0) continue;
            ReadOnlySpan<double> own = counts.AsSpan(row * sums.Length, sums.Length);
            for (int bin = 0; bin < own.Length; bin++) sums[bin] += weight * own[bin];
        }
    }
}
