namespace Probity.Learning;

/// <summary>Settings to try, with what to call them.</summary>
/// <param name="Name">In words, such as <c>256 hidden, dropout 0.5</c>.</param>
/// <param name="Settings">What is passed on to whoever measures them.</param>
public sealed record Candidate<T>(string Name, T Settings);

/// <summary>What a candidate has reached.</summary>
/// <param name="Name">Of the candidate.</param>
/// <param name="Loss">The mean over the parts that it was measured on: lower is better.</param>
/// <param name="Parts">Parts that it was measured on: fewer than the others where it was given up.</param>
public sealed record TriedCandidate(string Name, double Loss, int Parts);

/// <summary>Where a choice stands after a part of a candidate was measured.</summary>
/// <param name="Candidate">The one at work.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Candidates">How many there are.</param>
/// <param name="Part">The part just measured, from 1.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Loss">The candidate's mean loss so far.</param>
/// <param name="Best">The name of the best candidate that is done, or null.</param>
/// <param name="BestLoss">Its loss; NaN without one.</param>
/// <param name="Elapsed">Time spent.</param>
public sealed record ChoiceProgress(string Candidate, int Number, int Candidates, int Part, int Parts, double Loss, string? Best, double BestLoss, TimeSpan Elapsed);

/// <summary>What was chosen, and among what.</summary>
/// <param name="Best">The chosen candidate; the first where there was time for none.</param>
/// <param name="Tried">Candidates that were measured, in order.</param>
/// <param name="Offered">Candidates that there were.</param>
/// <param name="Elapsed">Time spent.</param>
public sealed record Choice<T>(Candidate<T> Best, IReadOnlyList<TriedCandidate> Tried, int Offered, TimeSpan Elapsed)
{
    /// <summary>What was tried and chosen, in plain words.</summary>
    public string Explain() => Tried.Count == 0
        ? $"there was no time to try any of {Offered:N0} settings; the first is taken: {Best.Name}"
        : FormattableString.Invariant($"{Tried.Count:N0} of {Offered:N0} settings tried; chosen: {Best.Name}");
}

/// <summary>A choice among settings by what they reach on rows that they have not learned from (cross-validation, or one split), within a time budget.</summary>
/// <remarks>
/// Candidates are tried one after the other, in the order given: put the default first. One that is a tenth worse than the best on the parts that both were
/// measured on is given up. What is chosen depends on the clock only through how many were tried, which is stated: ask for as many again, without
/// a budget, and the choice is the same. The least loss of several is a little too good; measure anew what was chosen.
/// </remarks>
public static class Choice
{
    private const double GivenUpBeyond = 1.1;
    private const double Final = 1.5;   // time that is kept back to train the chosen one on all rows, in parts

    /// <summary>Chooses.</summary>
    /// <param name="candidates">At least one, in the order to try them.</param>
    /// <param name="parts">Folds, or 1 for one split; at least 1.</param>
    /// <param name="loss">The loss of settings on a part, from 0, trained without it; NaN where training failed. It should end when it is told to.</param>
    /// <param name="budget">Time for all, with what training the chosen one on all rows will take; null for no limit.</param>
    /// <param name="mostTried">Candidates to try at most; null for all.</param>
    /// <param name="progress">Called after every part.</param>
    /// <param name="clock">Null takes the system's.</param>
    /// <param name="cancellation">Ends the choice by an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">No candidates, or a number out of range.</exception>
    public static Choice<T> Run<T>(
        IReadOnlyList<Candidate<T>> candidates, int parts, Func<T, int, CancellationToken, double> loss, TimeSpan? budget = null, int? mostTried = null,
        Action<ChoiceProgress>? progress = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(loss);
        if (candidates.Count == 0) throw new ArgumentException("candidates: none; at least one is needed");
        Require.InRange(parts, 1, int.MaxValue, nameof(parts));
        if (mostTried is { } most) Require.InRange(most, 1, int.MaxValue, "candidates to try");
        if (budget is { } time) Require.Positive(time.TotalSeconds, "budget in seconds");
        clock ??= TimeProvider.System;
        long began = clock.GetTimestamp();
        using var end = budget is { } limit ? new CancellationTokenSource(limit, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);

        var tried = new List<TriedCandidate>();
        double[] bestLosses = [];   // of each part
        int best = -1;
        TimeSpan longest = default;
        for (int i = 0; i < Math.Min(candidates.Count, mostTried ?? int.MaxValue); i++)
        {
            if (Measure(i) is not { } losses) break;
            double mean = losses.Average();
            tried.Add(new TriedCandidate(candidates[i].Name, mean, losses.Count));
            if (losses.Count < parts || double.IsNaN(mean) || (best >= 0 && !(mean < bestLosses.Average()))) continue;
            (best, bestLosses) = (i, [.. losses]);
        }
        return new Choice<T>(candidates[Math.Max(0, best)], tried, candidates.Count, Elapsed());

        // Null where the time is over.
        List<double>? Measure(int number)
        {
            var losses = new List<double>();
            for (int part = 0; part < parts; part++)
            {
                cancellation.ThrowIfCancellationRequested();
                TimeSpan before = Elapsed();
                if (budget is { } all && before + ((1 + Final) * longest) > all) return null;
                try
                {
                    losses.Add(loss(candidates[number].Settings, part, either.Token));
                }
                catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellation.IsCancellationRequested)
                {
                    return null;
                }
                TimeSpan took = Elapsed() - before;
                longest = took > longest ? took : longest;
                double mean = losses.Average();
                progress?.Invoke(new ChoiceProgress(
                    candidates[number].Name, number + 1, candidates.Count, part + 1, parts, mean, best < 0 ? null : candidates[best].Name, best < 0 ? double.NaN : bestLosses.Average(), Elapsed()));
                if (double.IsNaN(mean) || (best >= 0 && mean > GivenUpBeyond * bestLosses.Take(losses.Count).Average())) break;
            }
            return losses;
        }

        TimeSpan Elapsed() => clock.GetElapsedTime(began);
    }
}
