using Probity.Numerics;

namespace Probity.Learning.Featurizing;

/// <summary>
/// A number by its rank: linear between knots, the training rows' quantiles, whose values are normal scores; and how far it is through each of
/// some bins. Or standardised. Beyond the knots it stays what it is at the last one. A missing number is the median, with an input of its own where the training rows had some.
/// </summary>
internal sealed class NumberFeaturizer : ColumnFeaturizer
{
    private const int MostKnots = 256;

    private readonly NumberScaling _scaling;
    private readonly double[] _knots, _scores;   // ascending, the knots strictly
    private readonly double[] _edges;            // of bins, strictly ascending; none without bins
    private readonly double _median;
    private readonly bool _missing;

    private NumberFeaturizer(string column, NumberScaling scaling, double[] knots, double[] scores, double[] edges, double median, bool missing) : base(column)
    {
        (_scaling, _knots, _scores, _edges, _median, _missing) = (scaling, knots, scores, edges, median, missing);
        Width = 1 + Bins + (missing ? 1 : 0);
    }

    public override string Kind => "number";

    public override int Width { get; }

    private int Bins => Math.Max(0, _edges.Length - 1);

    /// <summary>Learns from the training rows.</summary>
    /// <exception cref="ArgumentException">A cell that is neither missing nor a number, or none that is a finite number.</exception>
    public static NumberFeaturizer Fit(string column, ReadOnlySpan<string?> cells, FeaturizerOptions options)
    {
        var values = new List<double>(cells.Length);
        bool missing = false;
        for (int i = 0; i < cells.Length; i++)
        {
            if (MissingCell.Is(cells[i])) missing = true;
            else if (!NumberCell.TryParse(cells[i]!, out double value)) throw NotANumber(column, cells[i]!);
            else if (double.IsFinite(value)) values.Add(value);
        }
        if (values.Count == 0) throw new ArgumentException($"column '{column}': none of its {cells.Length:N0} cells is a finite number; leave it out");
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double median = sorted[sorted.Length / 2];
        if (options.Numbers == NumberScaling.Standard)
        {
            (double mean, double deviation) = Moments(sorted);
            return new NumberFeaturizer(column, NumberScaling.Standard, [mean], [deviation > 1e-9 * Math.Abs(mean) ? 1 / deviation : 0], [], median, missing);
        }
        (double[] knots, double[] scores) = Knots(sorted);
        double[] edges = options.Numbers == NumberScaling.Piecewise ? Edges(sorted, options.Bins) : [];
        return new NumberFeaturizer(column, options.Numbers, knots, scores, edges, median, missing);
    }

    public override void Add(string? cell, int first, SparseRows row)
    {
        bool absent = MissingCell.Is(cell);
        double value = _median;
        if (!absent && !NumberCell.TryParse(cell!, out value)) throw NotANumber(Column, cell!);
        row.Add(first, (float)(_scaling == NumberScaling.Standard ? Standard(value) : Score(value)));
        for (int b = 0; b < Bins && value > _edges[b]; b++)
            row.Add(first + 1 + b, value >= _edges[b + 1] ? 1 : (float)((value - _edges[b]) / (_edges[b + 1] - _edges[b])));
        if (absent && _missing) row.Add(first + Width - 1, 1);
    }

    public override string FeatureName(int index) =>
        index == 0 ? Column : index <= Bins ? FormattableString.Invariant($"{Column} {_edges[index - 1]:G6}…{_edges[index]:G6}") : $"{Column} missing";

    public override string Explain()
    {
        string how = _scaling == NumberScaling.Standard
            ? FormattableString.Invariant($"to mean 0 and deviation 1 (mean {_knots[0]:G6})")
            : FormattableString.Invariant($"by rank to normal scores, {_knots[0]:G6} to {_knots[^1]:G6}") + (Bins > 0 ? FormattableString.Invariant($", and {Bins} bins") : "");
        return $"{Column}: number; {how}; a missing one counts as the median, {FormattableString.Invariant($"{_median:G6}")}{(_missing ? ", and is marked" : "")}";
    }

    /// <summary>What it has learned, for a file.</summary>
    public ColumnState State() => new(Kind, Column)
    {
        Scaling = Token(_scaling),
        Missing = _missing,
        Parts = [_knots.Length, _edges.Length],
        Numbers = [_median, .. _knots, .. _scores, .. _edges],
    };

    /// <summary>The same featurizer again.</summary>
    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static NumberFeaturizer Restore(ColumnState state)
    {
        NumberScaling scaling = Array.Find(Enum.GetValues<NumberScaling>(), one => Token(one) == state.Scaling);
        bool known = Token(scaling) == state.Scaling;
        bool fits = known && state.Parts is [>= 1 and <= MostKnots, >= 0 and <= FeaturizerOptions.MostBinsOfAny + 1] && state.Numbers.Length == 1 + (2 * state.Parts[0]) + state.Parts[1]
            && Array.TrueForAll(state.Numbers, double.IsFinite);
        if (!fits) throw state.Contradiction();
        int knots = state.Parts[0];
        double[] numbers = state.Numbers, at = numbers[1..(1 + knots)], scores = numbers[(1 + knots)..(1 + (2 * knots))], edges = numbers[(1 + (2 * knots))..];
        bool standard = scaling == NumberScaling.Standard;
        if (!Ascend(at) || !Ascend(edges) || edges.Length == 1 || (standard && (knots != 1 || scores[0] < 0)) || (scaling != NumberScaling.Piecewise && edges.Length > 0)) throw state.Contradiction();
        return new NumberFeaturizer(state.Column, scaling, at, scores, edges, numbers[0], state.Missing);
    }

    private static string Token(NumberScaling scaling) => scaling switch
    {
        NumberScaling.Piecewise => "piecewise",
        NumberScaling.Quantile => "quantile",
        _ => "standard",
    };

    public static ArgumentException NotANumber(string column, string cell) =>
        new($"column '{column}' is one of numbers, but '{NumberCell.Shown(cell)}' is none (missing are: empty, ?, NA, N/A, NaN, null)");

    private static bool Ascend(double[] values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (!(values[i] > values[i - 1])) return false;
        }
        return true;
    }

    private double Standard(double value) => Math.Clamp((value - _knots[0]) * _scores[0], -1e6, 1e6);

    private double Score(double value)
    {
        int above = Array.BinarySearch(_knots, value);
        if (above >= 0) return _scores[above];
        above = ~above;
        if (above == 0) return _scores[0];
        if (above == _knots.Length) return _scores[^1];
        double share = (value - _knots[above - 1]) / (_knots[above] - _knots[above - 1]);
        return _scores[above - 1] + (share * (_scores[above] - _scores[above - 1]));
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values) mean += value / values.Length;
        foreach (double value in values) squares += (value - mean) / values.Length * (value - mean);
        return (mean, double.IsFinite(squares) ? Math.Sqrt(squares) : double.MaxValue);
    }

    /// <summary>Values at even ranks, each with the normal score of the middle of its ranks: equal values have one score.</summary>
    private static (double[] Knots, double[] Scores) Knots(double[] sorted)
    {
        double[] knots = EvenRanks(sorted, MostKnots);
        return (knots, Array.ConvertAll(knots, value => NormalDistribution.Quantile((LowerBound(sorted, value) + UpperBound(sorted, value)) / (2.0 * sorted.Length))));
    }

    private static double[] Edges(double[] sorted, int bins)
    {
        double[] edges = EvenRanks(sorted, bins + 1);
        return edges.Length > 2 ? edges : [];   // one bin says nothing beside the score
    }

    /// <summary>The least value, the greatest, and others between with as many rows from each to the next; where one value has more, the others share what is left.</summary>
    private static double[] EvenRanks(double[] sorted, int most)
    {
        List<double> chosen = [sorted[0]];
        int start = UpperBound(sorted, sorted[0]);
        for (int left = most - 1; left > 0 && start < sorted.Length; left--)
        {
            int rows = sorted.Length - start;
            double value = sorted[start + ((rows + left - 1) / left) - 1];
            chosen.Add(value);
            start = UpperBound(sorted, value);
        }
        return [.. chosen];
    }

    private static int LowerBound(double[] sorted, double value) => Bound(sorted, value, above: false);

    private static int UpperBound(double[] sorted, double value) => Bound(sorted, value, above: true);

    private static int Bound(double[] sorted, double value, bool above)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || (above && sorted[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
