using System.Runtime.InteropServices;

namespace Probity.Decisions;

/// <summary>Thresholds worth testing, from the learning rows' scores alone.</summary>
internal static class CandidateThresholds
{
    /// <summary>
    /// More would add nothing: neighbours half a percent of the rows apart accept nearly the same rows, so a finer grid
    /// could gain at most that much coverage, while each further test is a further chance for a sequence to stop.
    /// </summary>
    public const int Most = 200;

    /// <summary>At most <see cref="Most"/> distinct thresholds just below the upper quantiles i/200 of the finite scores, or below each where there are fewer; strict (high) to lax.</summary>
    public static double[] Of(ReadOnlySpan<double> learningScores)
    {
        var finite = new List<double>(learningScores.Length);
        foreach (double score in learningScores)
        {
            if (double.IsFinite(score)) finite.Add(score + 0.0);   // −0 and 0 are one threshold
        }
        finite.Sort();
        ReadOnlySpan<double> sorted = CollectionsMarshal.AsSpan(finite);

        var candidates = new List<double>(Most);
        int steps = Math.Min(Most, finite.Count);
        for (int i = 1; i <= steps; i++)
        {
            int rank = (int)((long)i * finite.Count / steps);
            double candidate = Cut.Below(sorted, finite.Count - rank);
            if (candidates.Count == 0 || candidate < candidates[^1]) candidates.Add(candidate);
        }
        return [.. candidates];
    }
}
