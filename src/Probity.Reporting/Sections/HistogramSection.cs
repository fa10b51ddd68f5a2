namespace Probity.Reporting.Sections;

/// <summary>Scores of right, wrong and unknown rows in bins that are even on a scale on which the rows do not pile up.</summary>
internal static class HistogramSection
{
    private const int Bins = 40;

    /// <summary>Share of the rows beyond either outer edge.</summary>
    private const double Tail = .005;

    /// <summary>A linear axis is given up where one bin would hold more than this share of the rows.</summary>
    private const double Crowded = .25;

    public static Histogram[] Of(ReportInput input, double[] confidence, bool[] right)
    {
        var histograms = new List<Histogram>
        {
            Count("confidence", true, confidence, right, input.Unknowns?.Confidence, isGate: false),
        };
        if (input.ConfidenceAfter is not null) histograms.Add(Count("confidence_before", true, input.ConfidenceBefore, right, null, isGate: false));
        foreach (var score in input.Unknowns?.Scores ?? [])
            histograms.Add(Count(score.Token, false, score.Known, right, score.Unknown, score.IsGate));
        return [.. histograms];
    }

    private static Histogram Count(string token, bool probability, double[] known, bool[] right, double[]? unknown, bool isGate)
    {
        double[] pooled = [.. known, .. unknown ?? []];
        Array.Sort(pooled);
        string scale = probability ? "log-odds" : Scale(pooled);
        double tiny = scale == "log" ? -pooled.Last(v => v < 0) : 0;

        // Edges between the outer quantiles: a few far rows must not squeeze the rest into one bin.
        double low = Forward(Quantile(pooled, Tail)), high = Forward(Quantile(pooled, 1 - Tail));
        if (!(high > low)) (low, high) = (low - .5, high + .5);
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(i => Back(low + (high - low) * i / Bins))];

        var hits = new int[Bins];
        var misses = new int[Bins];
        for (int i = 0; i < known.Length; i++) (right[i] ? hits : misses)[Bin(known[i])]++;
        int[]? strangers = unknown is null ? null : new int[Bins];
        foreach (double value in unknown ?? []) strangers![Bin(value)]++;
        return new(token, scale, edges, hits, misses, strangers, isGate);

        int Bin(double value) => (int)Math.Clamp((Forward(value) - low) / (high - low) * Bins, 0, Bins - 1);

        double Forward(double value) => scale switch
        {
            "log-odds" => LogOdds.Of(value),
            "log" => -Math.Log10(Math.Max(-value, tiny)),
            _ => Math.Clamp(value, -1e300, 1e300),
        };

        double Back(double value) => scale switch
        {
            "log-odds" => LogOdds.Inverse(value),
            "log" => -Math.Pow(10, -value),
            _ => value,
        };
    }

    /// <summary>Linear where that shows something; log-odds for crowded shares; the logarithm of the size for crowded scores that end at 0.</summary>
    private static string Scale(double[] ascending)
    {
        double low = Quantile(ascending, Tail), high = Quantile(ascending, 1 - Tail), width = (high - low) / Bins;
        var counts = new int[Bins];
        if (width > 0)
        {
            foreach (double value in ascending) counts[(int)Math.Clamp((value - low) / width, 0, Bins - 1)]++;
        }
        if (counts.Max() <= Crowded * ascending.Length) return "linear";
        if (ascending[0] >= 0 && ascending[^1] <= 1) return "log-odds";
        return ascending[^1] <= 0 && ascending[0] < 0 ? "log" : "linear";
    }

    private static double Quantile(double[] ascending, double share) => ascending[(int)Math.Round(share * (ascending.Length - 1))];
}
