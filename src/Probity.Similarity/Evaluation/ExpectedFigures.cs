using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>
/// Figures of one ranked list, as expected when items of equal distance come in random order (McSherry &amp; Najork, ECIR 2008).
/// </summary>
/// <remarks>
/// A level is a set of t items of one distance, a of them right, after s items of which h are right. Each of its places holds a right item with
/// chance a/t; given that, the others before it in the level are right with chance (a − 1)/(t − 1).
/// </remarks>
internal static class ExpectedFigures
{
    private const int Few = 32;   // up to so many places a sum is quicker and more exact than its closed form

    /// <summary>Right items among the first k.</summary>
    public static double HitsAt(QueryRanks ranks, int k)
    {
        double hits = 0;
        int right = 0;
        for (int level = 0; level < ranks.Levels; level++)
        {
            int before = right + ranks.WrongBefore(level), own = ranks.Hits(level), all = own + ranks.WrongTied(level);
            if (before >= k) break;
            hits += before + all <= k ? own : own * ((double)(k - before) / all);
            right += own;
        }
        return hits;
    }

    /// <summary>Chance of at least one right item among the first k.</summary>
    public static double AnyHitAt(QueryRanks ranks, int k)
    {
        if (ranks.Levels == 0) return 0;
        int before = ranks.WrongBefore(0), right = ranks.Hits(0), all = right + ranks.WrongTied(0), places = k - before;
        if (places <= 0) return 0;
        if (places > all - right) return 1;
        double none = 1;
        for (int i = 0; i < right; i++) none *= (double)(all - places - i) / (all - i);
        return 1 - none;
    }

    /// <summary>1 over the place of the first right item.</summary>
    public static double ReciprocalRank(QueryRanks ranks)
    {
        if (ranks.Levels == 0) return 0;
        int before = ranks.WrongBefore(0), right = ranks.Hits(0), all = right + ranks.WrongTied(0);
        double sum = 0, chance = (double)right / all;   // that the first right item is at place i of the level
        for (int i = 1; i <= all - right + 1 && chance > 0; i++)
        {
            sum += chance / (before + i);
            chance *= (double)(all - i - right + 1) / (all - i);
        }
        return sum;
    }

    /// <summary>Sum of the precisions at right items within the first <paramref name="places"/>.</summary>
    public static double Precisions(QueryRanks ranks, int places)
    {
        double sum = 0;
        int right = 0;
        for (int level = 0; level < ranks.Levels; level++)
        {
            int before = right + ranks.WrongBefore(level), own = ranks.Hits(level), all = own + ranks.WrongTied(level);
            if (before >= places) break;
            sum += all == 1 ? (right + 1.0) / (before + 1.0) : Precisions(before, right, own, all, Math.Min(all, places - before));
            right += own;
        }
        return sum;
    }

    /// <summary>Sum of a place's gain over right items within the first <paramref name="places"/>.</summary>
    /// <param name="ranks">One query's.</param>
    /// <param name="places">At least 1.</param>
    /// <param name="gains">Gains of the first i places in sum, for i from 0.</param>
    public static double Gains(QueryRanks ranks, int places, double[] gains)
    {
        double sum = 0;
        int right = 0;
        for (int level = 0; level < ranks.Levels; level++)
        {
            int before = right + ranks.WrongBefore(level), own = ranks.Hits(level), all = own + ranks.WrongTied(level);
            if (before >= places) break;
            double gain = gains[Math.Min(places, before + all)] - gains[before];
            sum += own == all ? gain : (double)own / all * gain;
            right += own;
        }
        return sum;
    }

    private static double Precisions(int before, int rightBefore, int own, int all, int places)
    {
        double share = all > 1 ? (own - 1.0) / (all - 1.0) : 0;   // of right items among those before a right one in the level
        double sum = 0;
        if (places <= Few)
        {
            for (int i = 1; i <= places; i++) sum += (rightBefore + 1 + ((i - 1) * share)) / (before + i);
        }
        else
        {
            // (h + 1 + (i − 1)·share)/(s + i) = share + (h + 1 − share·(s + 1))/(s + i)
            sum = (share * places) + ((rightBefore + 1 - (share * (before + 1))) * HarmonicNumbers.Difference(before, places));
        }
        return (double)own / all * sum;
    }
}
