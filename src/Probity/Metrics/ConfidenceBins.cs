namespace Probity.Metrics;

/// <summary>
/// Rows in order of rising confidence, cut into bins. Equal confidences always share a bin, so the order within ties
/// does not matter.
/// </summary>
internal sealed class ConfidenceBins
{
    private readonly RankedRows _rows;
    private readonly int[] _widthEnds;

    public ConfidenceBins(ReadOnlySpan<double> confidence, int bins)
    {
        _rows = RankedRows.Ascending(confidence);
        Bins = bins;
        Confidence = _rows.Arrange(confidence);
        _widthEnds = new int[bins];
        foreach (double value in Confidence) _widthEnds[WidthBin(value, bins)]++;
        for (int bin = 1; bin < bins; bin++) _widthEnds[bin] += _widthEnds[bin - 1];
    }

    /// <summary>Bins wanted; there are fewer by mass where ties would be cut.</summary>
    public int Bins { get; }

    /// <summary>The original row at each position.</summary>
    public int[] Order => _rows.Order;

    /// <summary>Exclusive end position of each group of equal confidences.</summary>
    public int[] GroupEnds => _rows.GroupEnds;

    /// <summary>Ascending.</summary>
    public double[] Confidence { get; }

    /// <summary>Exclusive end position of each equal-width bin; bins may be empty.</summary>
    public ReadOnlySpan<int> WidthEnds => _widthEnds;

    /// <summary>
    /// The equal-width bin of a confidence: bin b is (b/B, (b+1)/B] with 0 in the first. Corrected against the edges as
    /// doubles, because c·B rounds: .07·100 is above 7.
    /// </summary>
    public static int WidthBin(double confidence, int bins)
    {
        int bin = Math.Clamp((int)(confidence * bins), 0, bins - 1);
        while (bin > 0 && confidence <= bin / (double)bins) bin--;
        while (bin < bins - 1 && confidence > (bin + 1) / (double)bins) bin++;
        return bin;
    }

    /// <summary>
    /// Cuts by cumulative weight into bins of ⌊total/B⌋, the first of them one heavier until nothing is left over. A bin ends with
    /// the first tie group at which the weight so far reaches its share; a group that reaches several uses them up.
    /// </summary>
    /// <param name="weights">In order of confidence; zeros are fine.</param>
    /// <param name="ends">Room for B exclusive end positions.</param>
    /// <returns>How many bins were cut, 1 to B, none of them without weight.</returns>
    public int CutByMass(ReadOnlySpan<double> weights, Span<int> ends)
    {
        double total = 0;
        for (int i = 0; i < weights.Length; i++) total += weights[i];
        double share = Math.Floor(total / Bins), over = total - (share * Bins);

        int bins = 0, cuts = 0, start = 0;   // cuts: how many shares have been reached
        double reached = 0, next = share + Math.Min(1, over);
        foreach (int end in _rows.GroupEnds)
        {
            for (int i = start; i < end; i++) reached += weights[i];
            start = end;
            if (reached < next) continue;
            if (reached > 0) ends[bins++] = end;
            while (cuts < Bins - 1 && reached >= next)
            {
                cuts++;
                next = ((cuts + 1) * share) + Math.Min(cuts + 1, over);
            }
            if (cuts >= Bins - 1) break;   // all that is left is the last bin
        }

        double left = 0;
        for (int i = start; i < weights.Length; i++) left += weights[i];
        if (left > 0 || bins == 0) bins++;
        ends[bins - 1] = weights.Length;
        return bins;
    }
}
