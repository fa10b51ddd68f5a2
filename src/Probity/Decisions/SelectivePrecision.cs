using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>
/// The laxest threshold on a confidence whose accepted rows are right in at least a target share, with a guarantee that
/// holds for a finite number of rows: fixed-sequence testing with several starts (Angelopoulos et al., "Learn then Test",
/// 2021; exact binomial tests as in Geifman &amp; El-Yaniv, NeurIPS 2017).
/// </summary>
/// <remarks>
/// <para>
/// Candidates are quantiles of the learning rows' scores. On the certifying rows they are tested from strict to lax: with
/// n accepted and k of them wrong, "the precision is below p" is rejected when P(Bin(n, 1 − p) ≤ k) ≤ δ/J. A sequence
/// stops at its first failure. Its start is the first candidate that accepts enough rows to pass at all (a stricter one
/// fails whatever happens); J − 1 further starts are spread in equal ratios of the accepted count from there to all rows. The laxest
/// threshold that passed in any sequence is the answer. Each sequence errs with probability at most δ/J, all with at most δ.
/// </para>
/// <para>
/// What is certified, exactly. The learning rows must not be among the certifying rows, nor may the certifying
/// labels have touched score, gate or candidates. Starts depend on how many certifying rows each candidate accepts, never
/// on which are right. Given the certifying scores, the guarantee holds without any assumption for the mean probability
/// of being right over the accepted certifying rows (the labels are then independent, and Hoeffding, 1956, shows that
/// equal probabilities are the worst case of the binomial test, for δ/J ≤ 1/4 and p ≥ 1/2). For the precision on fresh rows of
/// the same kind it holds when, among candidates that miss the target, precision does not rise as the threshold falls:
/// then stopping short of a start can only mean fewer right rows, not more. For scores that rank upside down that step
/// is no proof; in the simulations among the tests the promise is kept there too.
/// </para>
/// <para>Fresh rows must come from where the certifying rows came from; nothing is promised after a shift. O(n log n), deterministic.</para>
/// </remarks>
public static class SelectivePrecision
{
    /// <summary>Looks for the threshold.</summary>
    /// <param name="learningScores">
    /// Confidences of the learning rows, high when to be trusted. Only their quantiles are used, as candidates; where nothing was learned,
    /// any values fixed without the certifying rows, such as an even grid. Infinite ones give no candidate.
    /// </param>
    /// <param name="certifyingScores">Confidences of the N certifying rows. Equal scores are accepted or refused together; −∞ is never accepted.</param>
    /// <param name="certifyingCorrect">N outcomes: whether the prediction of the row is right. An unknown that no class fits counts as wrong.</param>
    /// <param name="promise">The target precision, the confidence and the number of starts.</param>
    /// <param name="certifyingPassesGate">
    /// N answers of the gate for unknowns, or empty without one. A row that it stops is never accepted, so that what is
    /// certified is the precision of rows that pass the gate and reach the threshold.
    /// </param>
    /// <returns>A threshold, or the reason why none can carry the promise.</returns>
    /// <exception cref="ArgumentException">Lengths differ, no learning rows, or a score is NaN.</exception>
    public static ThresholdOutcome Certify(
        ReadOnlySpan<double> learningScores, ReadOnlySpan<double> certifyingScores, ReadOnlySpan<bool> certifyingCorrect,
        PrecisionPromise promise, ReadOnlySpan<bool> certifyingPassesGate = default)
    {
        ArgumentNullException.ThrowIfNull(promise);
        Require.SomeRows(learningScores.Length, "learning scores");
        Require.SameRows(certifyingScores.Length, certifyingCorrect.Length, "certifying scores", "certifying outcomes");
        if (!certifyingPassesGate.IsEmpty)
            Require.SameRows(certifyingScores.Length, certifyingPassesGate.Length, "certifying scores", "gate answers");
        Require.NoNaN(learningScores, "learning scores");
        Require.NoNaN(certifyingScores, "certifying scores");

        double[] candidates = CandidateThresholds.Of(learningScores);
        var (accepted, errors) = Count(candidates, certifyingScores, certifyingCorrect, certifyingPassesGate);
        var (tested, best) = Test(candidates, accepted, errors, certifyingScores.Length, promise);
        var outcome = new ThresholdOutcome
        {
            Promise = promise,
            Tested = tested,
            RowsLearned = learningScores.Length,
            RowsCertified = certifyingScores.Length,
        };
        if (best is null)
        {
            int most = accepted.Length == 0 ? 0 : accepted[^1];
            return outcome with { Refusal = ThresholdRefusal.Why(promise, outcome, candidates.Length, most) };
        }
        return outcome with
        {
            Threshold = new CertifiedThreshold
            {
                Threshold = best.Threshold,
                Promise = promise,
                RowsLearned = outcome.RowsLearned,
                RowsCertified = outcome.RowsCertified,
                Accepted = best.Accepted,
                Errors = best.Errors,
                Counted = best.Accepted,
                Misses = best.Errors,
                PValue = best.PValue,
                Bound = ClopperPearson.Lower(best.Accepted - best.Errors, best.Accepted, promise.Level),
                CandidatesTested = tested.Count,
            },
        };
    }

    /// <summary>For each candidate, how many certifying rows it accepts and how many of those are wrong.</summary>
    private static (int[] Accepted, int[] Errors) Count(
        double[] candidates, ReadOnlySpan<double> scores, ReadOnlySpan<bool> correct, ReadOnlySpan<bool> passesGate)
    {
        // Each row belongs to the strictest candidate that accepts it; running sums then do the rest.
        var accepted = new int[candidates.Length];
        var errors = new int[candidates.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            if (!passesGate.IsEmpty && !passesGate[row]) continue;
            int strictest = StrictestThatAccepts(candidates, scores[row]);
            if (strictest == candidates.Length) continue;
            accepted[strictest]++;
            if (!correct[row]) errors[strictest]++;
        }
        for (int i = 1; i < candidates.Length; i++)
        {
            accepted[i] += accepted[i - 1];
            errors[i] += errors[i - 1];
        }
        return (accepted, errors);
    }

    private static int StrictestThatAccepts(double[] descending, double score)
    {
        int low = 0, high = descending.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (score >= descending[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>Runs the sequences, each candidate at most once, as the test of a candidate is the same in all of them.</summary>
    private static (IReadOnlyList<TestedThreshold> Tested, TestedThreshold? Best) Test(
        double[] candidates, int[] accepted, int[] errors, int rows, PrecisionPromise promise)
    {
        var tested = new SortedDictionary<int, TestedThreshold>();
        int best = -1, needed = promise.RowsNeeded;
        for (int start = 0; start < promise.Starts && needed <= rows; start++)
        {
            // Fixed by the number of rows alone, so that a start is nothing but a count reached. Equal ratios rather than equal
            // steps: where a model is right often enough in few rows only, equal steps put all but one start beyond them.
            int wanted = (int)(needed * Math.Pow((double)rows / needed, (double)start / promise.Starts));
            int first = Array.FindIndex(accepted, count => count >= wanted);
            if (first < 0) break;
            for (int i = first; i < candidates.Length && !tested.ContainsKey(i); i++)
            {
                double pValue = promise.PValue(accepted[i], errors[i]);
                var result = new TestedThreshold(candidates[i], accepted[i], errors[i], pValue, promise.Passes(pValue));
                tested.Add(i, result);
                if (!result.Passed) break;
                best = Math.Max(best, i);
            }
        }
        return ([.. tested.Values], best < 0 ? null : tested[best]);
    }
}
