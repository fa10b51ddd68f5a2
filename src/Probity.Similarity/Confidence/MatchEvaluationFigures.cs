using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Figures of a match confidence on queries whose groups are known.</summary>
internal static class MatchEvaluationFigures
{
    private const string Paired = "resamples are the same for both";

    public static Dictionary<string, Figure> Of(MatchEvaluation found, MatchConfidence match, bool areReferences, RetrievalOptions options)
    {
        var units = ResamplingUnits.Of(found.Groups, _ => true, found.Queries);
        var replicates = new MatchReplicates(units, options);
        // Each query is a reference of others, too: as for precision_at_1.
        double stretch = areReferences && !units.AreGroups ? Math.Sqrt(2) : 1;
        bool[] right = [.. found.Right];
        double[] confidence = [.. found.Assessments.Select(one => one.Confidence)];
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);

        (double[] means, double[][] drawn) = replicates.Run(2, (weights, values) =>
        {
            (values[0], values[1]) = (Mean(weights, i => right[i] ? 1 : 0), Mean(weights, i => confidence[i]));
        });
        figures.Add("right", replicates.Share(means[0], drawn[0], "Share of queries whose closest reference is right (P@1); a query that nothing is right for counts as wrong.", stretch));
        figures.Add("mean_confidence", replicates.Share(means[1], drawn[1], "Mean over queries of the stated probability that the closest reference is right."));
        double[] gaps = [.. drawn[0].Zip(drawn[1], (share, stated) => stated - share)];
        figures.Add("confidence_gap", replicates.Difference(means[1] - means[0], gaps, "mean_confidence less right: above 0 where more is claimed than is true.", stretch));
        AddRankings(figures, found, right, replicates);
        MatchCalibration.AddTo(figures, confidence, right, units, options);
        if (match.Policy.Threshold is { } rule) AddAccepted(figures, found, replicates, rule.Promise.Target, options);
        if (match.GateThreshold is not null) AddStopped(figures, found, match, replicates, options);
        return figures;
    }

    private static void AddRankings(Dictionary<string, Figure> figures, MatchEvaluation found, bool[] right, MatchReplicates replicates)
    {
        const string ofConfidence = "Chance that a right match has more confidence than a wrong one (by log-odds); ties count one half.",
            ofSimilarity = "Chance that a right match has a higher similarity than a wrong one; ties count one half.";
        const string ofGain = $"auroc_confidence less auroc_similarity, in [−1, 1]; {Paired}.";
        int hits = right.Count(true);
        if (hits == 0 || hits == right.Length)
        {
            string reason = hits == 0 ? "no query's closest reference is right" : "every query's closest reference is right";
            figures.Add("auroc_confidence", replicates.Undefined(ofConfidence, reason));
            figures.Add("auroc_similarity", replicates.Undefined(ofSimilarity, reason));
            figures.Add("auroc_gain", replicates.Undefined(ofGain, reason));
            return;
        }
        double[] logOdds = [.. found.LogOdds], similarity = [.. found.Assessments.Select(one => one.Similarity)];
        (double[] values, double[][] drawn) = replicates.Run(3, (weights, results) =>
        {
            (results[0], results[1]) = (Auroc.Compute(logOdds, right, weights), Auroc.Compute(similarity, right, weights));
            results[2] = results[0] - results[1];
        });
        figures.Add("auroc_confidence", replicates.Share(values[0], drawn[0], ofConfidence));
        figures.Add("auroc_similarity", replicates.Share(values[1], drawn[1], ofSimilarity));
        figures.Add("auroc_gain", replicates.Difference(values[2], drawn[2], ofGain));
    }

    private static void AddAccepted(Dictionary<string, Figure> figures, MatchEvaluation found, MatchReplicates replicates, double target, RetrievalOptions options)
    {
        bool[] accepted = [.. found.Assessments.Select(one => one.Decision == Decision.Accept)];
        figures.Add("coverage", Told(replicates, accepted, "Share of queries whose match is accepted."));
        int count = accepted.Count(true), hits = accepted.Zip(found.Right).Count(pair => pair is { First: true, Second: true });
        string definition = FormattableString.Invariant($"Share of accepted matches that are right; promised were {target}.");
        figures.Add("precision_accepted", Binomial(hits, count, definition, "no match is accepted", options));
    }

    private static void AddStopped(Dictionary<string, Figure> figures, MatchEvaluation found, MatchConfidence match, MatchReplicates replicates, RetrievalOptions options)
    {
        bool[] stopped = [.. found.MeanSimilarity.Select(similarity => similarity < match.GateThreshold)];
        figures.Add("told_nothing_alike", Told(replicates, stopped, "Share of queries that are told \"nothing like this in the reference\"."));
        int known = found.HasRight.Count(true), alarms = stopped.Zip(found.HasRight).Count(pair => pair is { First: true, Second: true });
        string definition = FormattableString.Invariant($"Share of queries with something right to find that are told there is nothing like them; {match.MaxFalseAlarm} was aimed at.");
        figures.Add("false_alarm", Binomial(alarms, known, definition, "no query has anything right to find", options));
    }

    /// <summary>A share of independent queries.</summary>
    public static Figure Binomial(int hits, int count, string definition, string none, RetrievalOptions options)
    {
        const string words = "Interval: Clopper–Pearson, as if queries were independent of each other; those of one group are alike, so that of few groups it is too narrow.";
        if (count == 0) return new Figure { Value = null, Rows = 0, Definition = $"{definition} {words}", Reason = none };
        double tail = (1 - options.Confidence) / 2;
        return new Figure
        {
            Value = hits / (double)count,
            Low = ClopperPearson.Lower(hits, count, tail),
            High = ClopperPearson.Upper(hits, count, tail),
            Rows = count,
            Definition = $"{definition} {words}",
        };
    }

    private static Figure Told(MatchReplicates replicates, bool[] told, string definition)
    {
        (double[] values, double[][] drawn) = replicates.Run(1, (weights, results) => results[0] = Mean(weights, i => told[i] ? 1 : 0));
        return replicates.Share(values[0], drawn[0], definition);
    }

    private static double Mean(ReadOnlySpan<double> weights, Func<int, double> of)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * of(i);
            total += weights[i];
        }
        return sum / total;
    }
}
