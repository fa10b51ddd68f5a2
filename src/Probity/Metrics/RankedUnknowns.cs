namespace Probity.Metrics;

/// <summary>
/// In-distribution and unknown rows of one score, ranked once: every figure then follows in one pass for any weights.
/// Rows are numbered with the in-distribution ones first.
/// </summary>
internal sealed class RankedUnknowns
{
    /// <summary>Where each figure is written.</summary>
    public const int Auroc = 0, FalsePositiveRate = 1, AuprIn = 2, AuprOut = 3, Autc = 4, Oscr = 5, FigureCount = 6;

    private const double Keep = 0.95;

    private readonly int _knownRows;
    private readonly bool _hasOutcomes;
    private readonly int[] _order, _groupEnds;
    private readonly double[] _known, _right;   // 1 or 0, in ranked order
    private readonly double[] _scaled;          // in [0, 1], in order of rows; empty where there is no such scale

    /// <param name="inDistribution">Values of N rows.</param>
    /// <param name="unknown">Values of M rows.</param>
    /// <param name="correct">N outcomes, or empty.</param>
    /// <param name="stated">To the scale that AUTC moves its threshold on.</param>
    public RankedUnknowns(
        ReadOnlySpan<double> inDistribution, ReadOnlySpan<double> unknown, ReadOnlySpan<bool> correct, Func<double, double>? stated = null)
    {
        _knownRows = inDistribution.Length;
        var all = new double[checked(inDistribution.Length + unknown.Length)];
        inDistribution.CopyTo(all);
        unknown.CopyTo(all.AsSpan(_knownRows));

        var ranked = RankedRows.Descending(all);
        _order = ranked.Order;
        _groupEnds = ranked.GroupEnds;
        _known = new double[all.Length];
        _right = new double[all.Length];
        _hasOutcomes = !correct.IsEmpty;
        for (int i = 0; i < all.Length; i++)
        {
            int row = _order[i];
            if (row >= _knownRows) continue;
            _known[i] = 1;
            if (_hasOutcomes && correct[row]) _right[i] = 1;
        }
        _scaled = Scale(all, stated);
    }

    /// <summary>Checks the columns and computes the figures once.</summary>
    public static double[] Figures(
        ReadOnlySpan<double> inDistribution, ReadOnlySpan<double> unknown, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights)
    {
        Require.SomeRows(inDistribution.Length, nameof(inDistribution));
        Require.SomeRows(unknown.Length, nameof(unknown));
        Require.NoNaN(inDistribution, nameof(inDistribution));
        Require.NoNaN(unknown, nameof(unknown));
        Require.Weights(weights, inDistribution.Length, nameof(weights));
        double[] all = [.. RepetitionWeights.Of(weights, inDistribution.Length), .. RepetitionWeights.Of(default, unknown.Length)];
        var figures = new double[FigureCount];
        new RankedUnknowns(inDistribution, unknown, correct).Compute(all, figures);
        return figures;
    }

    /// <summary>Writes the figures; NaN where undefined, and as OSCR where no outcomes were given.</summary>
    /// <param name="weights">One a row, in-distribution rows first; zeros are fine.</param>
    /// <param name="figures">Room for <see cref="FigureCount"/>.</param>
    public void Compute(ReadOnlySpan<double> weights, Span<double> figures)
    {
        ReadOnlySpan<double> inside = weights[.._knownRows], outside = weights[_knownRows..];
        double positives = Sum(inside), negatives = Sum(outside);
        var pass = new RankingPass(positives, negatives, Keep);
        double above = _groupEnds.Length == _order.Length ? WalkRows(ref pass, weights) : WalkGroups(ref pass, weights);
        figures[Auroc] = pass.Auroc;
        figures[FalsePositiveRate] = pass.FalsePositiveRate;
        figures[AuprIn] = pass.AveragePrecision;
        figures[AuprOut] = pass.AveragePrecisionOfNegatives;
        figures[Autc] = _scaled.Length == 0 ? double.NaN
            : (1 - WeightedSums.Of(inside, _scaled.AsSpan(0, _knownRows)).Mean + WeightedSums.Of(outside, _scaled.AsSpan(_knownRows)).Mean) / 2;
        figures[Oscr] = _hasOutcomes && positives > 0 && negatives > 0 ? above / positives / negatives : double.NaN;
    }

    /// <returns>Weight of the pairs where a row that is right ranks above an unknown one, ties one half.</returns>
    private double WalkRows(ref RankingPass pass, ReadOnlySpan<double> weights)
    {
        var walk = pass;   // in registers
        double above = 0;
        ReadOnlySpan<int> order = _order;
        ReadOnlySpan<double> known = _known.AsSpan(0, order.Length), right = _right.AsSpan(0, order.Length);
        for (int i = 0; i < order.Length; i++)
        {
            double weight = weights[order[i]];
            double hits = weight * known[i];
            above += weight * right[i] * walk.Add(hits, weight - hits);
        }
        pass = walk;
        return above;
    }

    private double WalkGroups(ref RankingPass pass, ReadOnlySpan<double> weights)
    {
        double above = 0;
        int i = 0;
        foreach (int end in _groupEnds)
        {
            double hits = 0, rights = 0, group = 0;
            for (; i < end; i++)
            {
                double weight = weights[_order[i]];
                group += weight;
                hits += weight * _known[i];
                rights += weight * _right[i];
            }
            above += rights * pass.Add(hits, group - hits);
        }
        return above;
    }

    /// <summary>The values as stated, from 0 at the least to 1 at the largest; empty where they are all the same or one is infinite.</summary>
    private static double[] Scale(double[] values, Func<double, double>? stated)
    {
        var scaled = stated is null ? [.. values] : Array.ConvertAll(values, value => stated(value));
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        foreach (double value in scaled)
        {
            least = Math.Min(least, value);
            largest = Math.Max(largest, value);
        }
        // By halves, because the range of large numbers may be infinite.
        double half = (largest / 2) - (least / 2);
        if (!double.IsFinite(half) || half <= 0) return [];
        for (int i = 0; i < scaled.Length; i++) scaled[i] = ((scaled[i] / 2) - (least / 2)) / half;
        return scaled;
    }

    private static double Sum(ReadOnlySpan<double> weights) => WeightedSums.Of(weights, weights).Weight;
}
