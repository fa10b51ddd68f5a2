namespace Probity.Reporting.Sections;

/// <summary>Scores of right, wrong and unknown rows in bins that are even on a scale on which the rows do not pile up.</summary>
internal static class HistogramSection
{
    private const int Bins = 40;

    /// <summary>Share of the rows beyond either outer edge.</summary>
    private const double Tail = .005;

    /// <summary>A linear axis is given up where one bin would hold more than this share of the rows.</summary>
    private const double Crowded = .25;

    public static Histogram[] Of(ReportInput input, bool[] right)
    {
        bool calibrated = input.ConfidenceAfter is not null;
        double[]? unknown = input.Unknowns?.Confidence, unknownRanking = input.Unknowns?.Ranking;
        var histograms = new List<Histogram>
        {
            calibrated
                ? Confidence("confidence", input.ConfidenceAfter!, input.RankingAfter, right, unknown, unknownRanking)
                : Confidence("confidence", input.ConfidenceBefore, input.RankingBefore, right, unknown, unknownRanking),
        };
        if (calibrated) histograms.Add(Confidence("confidence_before", input.ConfidenceBefore, input.RankingBefore, right, null, null));
        foreach (var score in input.Unknowns?.Scores ?? [])
            histograms.Add(Count(score.Token, null, score.Known, right, score.Unknown, score.IsGate));
        return [.. histograms];
    }

    /// <summary>Counted on log-odds where they are at hand: edges near 1 would be one and the same probability.</summary>
    public static Histogram Confidence(string token, double[] known, double[]? ranking, bool[] right, double[]? unknown, double[]? unknownRanking)
    {
        if (ranking is null) return Count(token, "log-odds", known, right, unknown, isGate: false);
        Histogram counted = Count(token, "linear", ranking, right, unknownRanking, isGate: false);
        return counted with { Scale = "log-odds", Edges = [.. counted.Edges.Select(LogOdds.Inverse)], LogOdds = counted.Edges };
    }

    private static Histogram Count(string token, string? wanted, double[] known, bool[] right, double[]? unknown, bool isGate)
    {
        double[] pooled = [.. known, .. unknown ?? []];
        Array.Sort(pooled);
        string scale = wanted ?? Scale(pooled);
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
        return new(token, scale, edges, hits, misses, strangers, isGate, null);

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
