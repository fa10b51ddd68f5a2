namespace Probity.Reporting.Sections;

/// <summary>Bins of the reliability diagram: equal width as in ECE (right-closed, 0 in the first), and equal mass (never cut inside a tie).</summary>
internal static class ReliabilitySection
{
    private const int Bins = 15;

    public static ReliabilityBins Of(double[] confidence, bool[] right) => new(EqualWidth(confidence, right), EqualMass(confidence, right));

    private static ReliabilityBin[] EqualWidth(double[] confidence, bool[] right)
    {
        var rows = new int[Bins];
        var hits = new int[Bins];
        var sums = new double[Bins];
        for (int i = 0; i < confidence.Length; i++)
        {
            int bin = Math.Clamp((int)Math.Ceiling(confidence[i] * Bins) - 1, 0, Bins - 1);
            rows[bin]++;
            sums[bin] += confidence[i];
            if (right[i]) hits[bin]++;
        }

        return [.. Enumerable.Range(0, Bins).Where(b => rows[b] > 0)
            .Select(b => Bin(b / (double)Bins, (b + 1) / (double)Bins, rows[b], sums[b], hits[b]))];
    }

    private static ReliabilityBin[] EqualMass(double[] confidence, bool[] right)
    {
        var scores = (double[])confidence.Clone();
        var outcomes = (bool[])right.Clone();
        Array.Sort(scores, outcomes);

        var bins = new List<ReliabilityBin>(Bins);
        for (int start = 0, cut = 1; start < scores.Length; cut++)
        {
            int end = Math.Max((int)((long)cut * scores.Length / Bins), start);
            if (end == start) continue;
            while (end < scores.Length && scores[end] == scores[end - 1]) end++;
            double sum = 0;
            for (int i = start; i < end; i++) sum += scores[i];
            bins.Add(Bin(scores[start], scores[end - 1], end - start, sum, outcomes.AsSpan(start, end - start).Count(true)));
            start = end;
        }
        return [.. bins];
    }

    private static ReliabilityBin Bin(double from, double to, int rows, double sum, int hits)
    {
        var (low, high) = WilsonInterval.Of(hits, rows);
        return new(from, to, rows, sum / rows, hits / (double)rows, low, high);
    }
}
