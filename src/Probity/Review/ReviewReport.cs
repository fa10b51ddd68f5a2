using Probity.Decisions;

namespace Probity.Review;

/// <summary>What the answers to a queue say of the policy that asked.</summary>
public sealed record ReviewReport
{
    /// <summary>All rows that were assessed.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows in the queue.</summary>
    public required int Asked { get; init; }

    /// <summary>Rows of the queue with an answer.</summary>
    public required int Answered { get; init; }

    /// <summary>Strata that have rows.</summary>
    public required IReadOnlyList<StratumAnswers> Strata { get; init; }

    /// <summary>Share of right predictions by decision; for accepted rows that is the precision achieved. Decisions that no row got are left out.</summary>
    public required IReadOnlyDictionary<Decision, ReviewedShare> Decisions { get; init; }

    /// <summary>Share of right predictions among all rows.</summary>
    public required ReviewedShare All { get; init; }

    /// <summary>Whether the policy's promise holds; null where it has none, or one a class.</summary>
    public required PromiseCheck? Promise { get; init; }

    /// <summary>Whether the promise of each class holds, each tested at the level split evenly over them (Bonferroni), so that chance breaks one of them at that level at most; empty where there are none.</summary>
    public required IReadOnlyList<PromiseCheck> ClassPromises { get; init; }

    /// <summary>K names, or null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What to bear in mind, in plain words.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Accepted share of all rows. It is counted, not estimated: no answer is needed for it.</summary>
    public double Coverage => Rows == 0 ? 0 : (double)Strata.Where(one => one.Stratum.Decision == Decision.Accept).Sum(one => one.Rows) / Rows;

    /// <summary>All of it in plain words.</summary>
    public string Explain() => string.Join('\n', ReviewExplanation.Lines(this));

    internal static ReviewReport Of(ReviewQueue queue, JoinedAnswers joined, IReadOnlyList<StratumAnswers> strata, ConfidencePolicy policy, double level) => new()
    {
        Rows = strata.Sum(one => one.Rows),
        Asked = queue.Items.Count,
        Answered = joined.Labels.Count(label => label is not null),
        Strata = strata,
        Decisions = strata.GroupBy(one => one.Stratum.Decision).ToDictionary(group => group.Key, group => ReviewedShare.Of(group)),
        All = ReviewedShare.Of(strata),
        Promise = policy.Threshold is not { } threshold ? null : PromiseCheck.Of(threshold.Promise, queue.Items, joined.Labels, level, policy.Positive),
        ClassPromises = policy.Rule is ClassThresholdsRule rule ? OfClasses(rule, queue.Items, joined.Labels, level) : [],
        ClassNames = policy.ClassNames,
        Notes = joined.Notes,
    };

    private static PromiseCheck[] OfClasses(ClassThresholdsRule rule, IReadOnlyList<ReviewItem> items, int?[] labels, double level)
    {
        int promised = rule.Classes.Count(one => one.Threshold is not null);
        return [.. rule.Classes.Index().Where(one => one.Item.Threshold is not null).Select(one => PromiseCheck.OfClass(one.Index, one.Item.Threshold!.Promise, items, labels, level / promised))];
    }
}
