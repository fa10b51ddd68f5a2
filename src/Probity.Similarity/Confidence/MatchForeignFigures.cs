using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Figures of a match confidence on queries that nothing in the reference is right for.</summary>
internal static class MatchForeignFigures
{
    public static Dictionary<string, Figure> Of(MatchEvaluation foreign, MatchEvaluation known, MatchConfidence match, RetrievalOptions options)
    {
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
        int strangers = foreign.Queries;
        figures.Add("mean_confidence", new Figure
        {
            Value = foreign.Assessments.Average(one => one.Confidence),
            Rows = strangers,
            Definition = "Mean of the stated probability that the closest reference is right; of foreign queries none is.",
        });
        int[] own = [.. Enumerable.Range(0, known.Queries).Where(i => known.HasRight[i])];
        const string ofConfidence = "Chance that a query with something right to find has more confidence than a foreign one; ties count one half.",
            ofAlike = "Chance that the closest references of a query with something right to find are more similar to it, in the mean, than those of a foreign one; ties count one half. What \"nothing like this\" goes by.";
        figures.Add("foreign_auroc_confidence", ToldApart(ofConfidence, [.. own.Select(i => known.LogOdds[i])], [.. foreign.LogOdds]));
        figures.Add("foreign_auroc_alike", ToldApart(ofAlike, [.. own.Select(i => known.MeanSimilarity[i])], foreign.MeanSimilarity));
        if (match.GateThreshold is not null)
            figures.Add("foreign_rejected", Decided(Decision.Reject, "Share of foreign queries that are told \"nothing like this in the reference\", which is the right answer to all."));
        if (match.Policy.Threshold is not null)
            figures.Add("foreign_accepted", Decided(Decision.Accept, "Share of foreign queries whose match is accepted, in error."));
        return figures;

        Figure Decided(Decision decision, string definition) =>
            MatchEvaluationFigures.Binomial(foreign.Assessments.Count(one => one.Decision == decision), strangers, definition, "no foreign queries", options);

        Figure ToldApart(string definition, double[] knownScores, double[] foreignScores)
        {
            int count = knownScores.Length;
            if (count == 0) return new Figure { Value = null, Rows = strangers, Definition = definition, Reason = "no known query has anything right to find" };
            double[] scores = [.. knownScores, .. foreignScores];
            var isKnown = new bool[scores.Length];
            isKnown.AsSpan(0, count).Fill(true);
            double value = Auroc.Compute(scores, isKnown);
            if (options.Bootstrap == 0) return new Figure { Value = value, Rows = scores.Length, Definition = definition };

            var units = ResamplingUnits.Of([.. own.Select(i => known.Groups[i])], _ => true, count);
            var draws = new MultinomialWeights(options.Seed, RetrievalStreams.Units, units.Count);
            var foreignDraws = new MultinomialWeights(options.Seed, RetrievalStreams.Foreign, strangers);
            double[] resamples = Replicates.Run(options.Bootstrap, 1, units.Count + scores.Length, (replicate, scratch, values) =>
            {
                Span<double> drawn = scratch.AsSpan(0, units.Count), weights = scratch.AsSpan(units.Count, scores.Length);
                draws.FillAll(replicate, drawn);
                for (int i = 0; i < count; i++) weights[i] = drawn[units.OfQuery[i]];
                foreignDraws.FillAll(replicate, weights[count..]);
                values[0] = Auroc.Compute(scores, isKnown, weights);
            })[0];
            Interval? interval = units.IntervalOf(value, resamples, options.Confidence);
            return new Figure
            {
                Value = value,
                Low = interval?.Low,
                High = interval?.High,
                Rows = scores.Length,
                Definition = $"{definition} Interval: percentile bootstrap over {units.Words} of known queries and over the {strangers:N0} foreign ones, references held, widened as Student's t of as many known units.",
            };
        }
    }
}
