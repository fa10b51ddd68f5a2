namespace Probity.Metrics;

/// <summary>One pass over ranked rows, from the highest down, for every figure of positives against negatives.</summary>
internal struct RankingPass
{
    /// <summary>Ties one half; NaN where a class is missing.</summary>
    public double Auroc;

    /// <summary>Share of negatives at or above the largest threshold that keeps the wanted share of positives.</summary>
    public double FalsePositiveRate;

    /// <summary>Step average precision of the positives, highest first.</summary>
    public double AveragePrecision;

    /// <summary>Step average precision of the negatives on the negated ranking, lowest first.</summary>
    public double AveragePrecisionOfNegatives;

    public static RankingPass Of(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights,
        string rankingName, string positiveName, double keep = 0.95)
    {
        Require.SomeRows(ranking.Length, rankingName);
        Require.SameRows(ranking.Length, positive.Length, rankingName, positiveName);
        Require.NoNaN(ranking, rankingName);
        Require.Weights(weights, ranking.Length, nameof(weights));
        var ranked = RankedRows.Descending(ranking);
        return Run(ranked.GroupEnds, ranked.Indicate(positive), ranked.Arrange(RepetitionWeights.Of(weights, ranking.Length)), keep);
    }

    /// <param name="groupEnds">Ends of the tie groups, highest ranking first.</param>
    /// <param name="positive">1 or 0 in that order.</param>
    /// <param name="weights">In that order; zeros are fine.</param>
    /// <param name="keep">Share of the positives that the threshold must keep.</param>
    public static RankingPass Run(ReadOnlySpan<int> groupEnds, ReadOnlySpan<double> positive, ReadOnlySpan<double> weights, double keep)
    {
        var (total, positives) = WeightedSums.Of(weights, positive);
        double negatives = total - positives;

        double seenPositives = 0, seenNegatives = 0, concordant = 0, precisions = 0, precisionsOfNegatives = 0;
        double passed = double.NaN;
        int start = 0;
        foreach (int end in groupEnds)
        {
            double hits = 0, group = 0;
            for (int i = start; i < end; i++)
            {
                group += weights[i];
                hits += weights[i] * positive[i];
            }
            start = end;
            if (group == 0) continue;

            double misses = group - hits;
            double negativesFromHere = negatives - seenNegatives;
            concordant += hits * (negativesFromHere - (misses / 2));
            if (misses > 0) precisionsOfNegatives += misses * (negativesFromHere / (negativesFromHere + positives - seenPositives));
            seenPositives += hits;
            seenNegatives += misses;
            if (hits > 0)
            {
                precisions += hits * (seenPositives / (seenPositives + seenNegatives));
                // A quotient, because keep·positives may round to just above a whole number.
                if (double.IsNaN(passed) && seenPositives / positives >= keep) passed = seenNegatives;
            }
        }

        bool both = positives > 0 && negatives > 0;
        return new RankingPass
        {
            Auroc = both ? concordant / positives / negatives : double.NaN,
            FalsePositiveRate = both ? (double.IsNaN(passed) ? negatives : passed) / negatives : double.NaN,
            AveragePrecision = positives > 0 ? precisions / positives : double.NaN,
            AveragePrecisionOfNegatives = negatives > 0 ? precisionsOfNegatives / negatives : double.NaN,
        };
    }
}
