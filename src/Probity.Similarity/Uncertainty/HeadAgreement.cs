namespace Probity.Similarity;

/// <summary>
/// How far heads that were trained from different seeds agree on the neighbours of each query: after deep ensembles (Lakshminarayanan, Pritzel &amp; Blundell, NIPS 2017).
/// </summary>
/// <remarks>
/// Embeddings of different heads have no axes in common and their similarities no common scale, so neither means nor variances of them can be taken. Neighbours can be
/// compared: they are the same references for all.
/// </remarks>
public sealed class HeadAgreement
{
    private HeadAgreement(double[] overlap, double[] sameTop) => (Overlap, SameTop) = (overlap, sameTop);

    /// <summary>For each query the mean over pairs of heads of the share of common ones among their k neighbours, in [0, 1]: a confidence.</summary>
    public IReadOnlyList<double> Overlap { get; }

    /// <summary>For each query the share of heads whose closest item is the one that most heads name, in (0, 1].</summary>
    public IReadOnlyList<double> SameTop { get; }

    /// <summary>Compares the neighbours that heads find for the same queries among the same references.</summary>
    /// <param name="heads">At least two, of as many queries and the same k each.</param>
    /// <exception cref="ArgumentException">Fewer than two heads, or their shapes differ.</exception>
    public static HeadAgreement Of(IReadOnlyList<Neighbours> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count < 2) throw new ArgumentException($"heads: {heads.Count}; at least 2 are needed to agree or not");
        int queries = heads[0].Queries, k = heads[0].K;
        foreach (Neighbours head in heads)
        {
            Require.SameRows(queries, head.Queries, "queries of the first head", "queries of another");
            if (head.K != k) throw new ArgumentException($"heads: {k:N0} neighbours of one but {head.K:N0} of another; ask all for as many");
        }
        double[] overlap = new double[queries], sameTop = new double[queries];
        var named = new int[heads.Count * k];   // of all heads, in order: a reference that m heads name is common to m(m − 1)/2 pairs
        var tops = new int[heads.Count];
        for (int query = 0; query < queries; query++)
        {
            int count = 0;
            for (int head = 0; head < heads.Count; head++)
            {
                ReadOnlySpan<int> found = heads[head].Indices(query);
                tops[head] = found[0];
                foreach (int index in found)
                {
                    if (index >= 0) named[count++] = index;
                }
            }
            long common = Runs(named.AsSpan(0, count), out _);
            Runs(tops, out int most);
            // Heads find as many as there are references, up to k.
            overlap[query] = count == 0 ? 1 : common / (count * (heads.Count - 1) / 2.0);
            sameTop[query] = (double)most / heads.Count;
        }
        return new HeadAgreement(overlap, sameTop);
    }

    /// <summary>Σ m(m − 1)/2 over numbers that occur m times.</summary>
    private static long Runs(Span<int> numbers, out int longest)
    {
        numbers.Sort();
        long pairs = 0;
        longest = 0;
        for (int start = 0, end; start < numbers.Length; start = end)
        {
            for (end = start + 1; end < numbers.Length && numbers[end] == numbers[start];) end++;
            pairs += (long)(end - start) * (end - start - 1) / 2;
            longest = Math.Max(longest, end - start);
        }
        return pairs;
    }
}
