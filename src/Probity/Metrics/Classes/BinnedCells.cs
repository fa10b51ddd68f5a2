using Probity.Numerics;

namespace Probity.Metrics.Classes;

/// <summary>
/// Cells of rows, each with a stated probability and an outcome, arranged by group and bin once: for any weights of the rows one
/// pass gives the L1 calibration error of every group.
/// </summary>
internal sealed class BinnedCells
{
    private readonly int _bins;
    private readonly int[] _ends;     // exclusive, of every (group, bin)
    private readonly int[] _rows;     // of each cell, in that order
    private readonly double[] _stated, _gaps;

    /// <param name="groups">How many groups.</param>
    /// <param name="bins">B.</param>
    /// <param name="cells">How many cells.</param>
    /// <param name="cell">Row, group, stated probability and outcome of a cell.</param>
    public BinnedCells(int groups, int bins, int cells, Func<int, (int Row, int Group, double Stated, bool Outcome)> cell)
    {
        if ((long)groups * bins > ClassCells.MostSlots)
            throw new ArgumentException($"bins: {bins:N0} of each of {groups:N0} classes or labels; at most {ClassCells.MostSlots:N0} in all");
        _bins = bins;
        Groups = groups;
        _ends = new int[groups * bins];
        _rows = new int[cells];
        _stated = new double[cells];
        _gaps = new double[cells];
        for (int i = 0; i < cells; i++) _ends[Slot(cell(i))]++;
        int start = 0;
        for (int slot = 0; slot < _ends.Length; slot++) (_ends[slot], start) = (start, start + _ends[slot]);
        for (int i = 0; i < cells; i++)
        {
            var one = cell(i);
            int at = _ends[Slot(one)]++;   // the starts become the ends
            _rows[at] = one.Row;
            _stated[at] = one.Stated;
            _gaps[at] = one.Stated - (one.Outcome ? 1 : 0);
        }

        int Slot((int Row, int Group, double Stated, bool Outcome) one) => (one.Group * bins) + ConfidenceBins.WidthBin(one.Stated, bins);
    }

    public int Groups { get; }

    /// <summary>The error of every group, NaN where it has no weight.</summary>
    /// <param name="weights">One a row.</param>
    /// <param name="errors">One a group.</param>
    /// <returns>The error of all cells in common bins.</returns>
    public double Errors(ReadOnlySpan<double> weights, Span<double> errors) => Errors(weights, weights, _gaps, errors);

    /// <summary>The same with every row's gaps times its sign.</summary>
    /// <param name="weights">One a row.</param>
    /// <param name="signed">One a row, the weight or its negative.</param>
    /// <param name="errors">One a group.</param>
    public double Errors(ReadOnlySpan<double> weights, ReadOnlySpan<double> signed, Span<double> errors) => Errors(weights, signed, _gaps, errors);

    /// <summary>The same with outcomes drawn from the stated probabilities.</summary>
    /// <param name="words">Where the draws come from.</param>
    /// <param name="weights">One a row.</param>
    /// <param name="room">One value a cell.</param>
    /// <param name="errors">One a group.</param>
    public double DrawnErrors(ref RandomWords words, ReadOnlySpan<double> weights, Span<double> room, Span<double> errors)
    {
        for (int i = 0; i < _stated.Length; i++) room[i] = _stated[i] - (words.Next() < _stated[i] * 4294967296.0 ? 1 : 0);
        return Errors(weights, weights, room, errors);
    }

    private double Errors(ReadOnlySpan<double> weights, ReadOnlySpan<double> signed, ReadOnlySpan<double> gaps, Span<double> errors)
    {
        Span<double> pooled = _bins <= 128 ? stackalloc double[_bins] : new double[_bins];
        pooled.Clear();
        double all = 0;
        int start = 0;
        for (int group = 0; group < Groups; group++)
        {
            double total = 0, absolute = 0;
            for (int bin = 0; bin < _bins; bin++)
            {
                int end = _ends[(group * _bins) + bin];
                double sum = 0;
                for (int i = start; i < end; i++)
                {
                    total += weights[_rows[i]];
                    sum += signed[_rows[i]] * gaps[i];
                }
                start = end;
                absolute += Math.Abs(sum);
                pooled[bin] += sum;
            }
            all += total;
            errors[group] = total > 0 ? absolute / total : double.NaN;
        }

        double gap = 0;
        foreach (double sum in pooled) gap += Math.Abs(sum);
        return gap / all;
    }
}
