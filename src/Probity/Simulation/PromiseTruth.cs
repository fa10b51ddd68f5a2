using Probity.Decisions;

namespace Probity.Simulation;

/// <summary>What a certified rule truly does to a world that is known row by row.</summary>
internal static class PromiseTruth
{
    public static Resplit Of(DecisionRule rule, AnsweredRows world)
    {
        double accepted = 0, wrong = 0;
        var accepts = new bool[world.Count];
        for (int i = 0; i < accepts.Length; i++)
        {
            accepts[i] = (world.Passes.Length == 0 || world.Passes[i]) && world.Scores[i] >= rule.AcceptFrom(world.Answers[i]);
            if (!accepts[i]) continue;
            accepted++;
            if (!world.Correct[i]) wrong++;
        }
        return new Resplit
        {
            Coverage = accepted / world.Count,
            Precision = (accepted - wrong) / accepted,
            Parts = [.. Parts(rule).Select(part => Of(part.Class, part.Threshold, world, accepts))],
        };
    }

    /// <summary>The promises that a rule makes, each with the class that it is about, or null for all.</summary>
    private static IEnumerable<(int? Class, CertifiedThreshold Threshold)> Parts(DecisionRule rule) => rule switch
    {
        ThresholdRule one => [(null, one.Threshold)],
        ClassThresholdsRule each => [.. each.Classes.Index().Where(own => own.Item.Threshold is not null).Select(own => ((int?)own.Index, own.Item.Threshold!))],
        _ => throw new NotSupportedException($"rule '{rule.Kind}' makes no promise that could be simulated"),
    };

    private static ResplitPart Of(int? about, CertifiedThreshold threshold, AnsweredRows world, bool[] accepts)
    {
        DecisionPromise promise = threshold.Promise;
        double counted = 0, misses = 0;
        for (int i = 0; i < accepts.Length; i++)
        {
            // Of a class: rows answered with it are those that can be accepted as it, rows labelled with it those that ought to be.
            bool asIt = about is not { } k || world.Answers[i] == k, ofIt = about is { } own ? world.Labels[i] == own : world.Correct[i];
            bool accepted = accepts[i] && asIt;
            (bool counts, bool miss) = promise.Kind switch
            {
                PromiseKind.Precision => (accepted, !world.Correct[i]),
                PromiseKind.Recall => (ofIt, !accepted),
                PromiseKind.FalseAlarm => (!ofIt, accepted),
                PromiseKind.Coverage => (asIt, !accepted),
                _ => (true, accepted && !world.Correct[i]),
            };
            if (!counts) continue;
            counted++;
            if (miss) misses++;
        }
        double missed = misses / counted;   // NaN where nothing counts, of which anything holds
        return new(about, promise.Target, !(misses > promise.Limit * counted * (1 + 1e-12)), promise.Kind.IsFloor() ? 1 - missed : missed, threshold.Threshold);
    }
}

/// <summary>How one resplit went.</summary>
internal sealed record Resplit
{
    /// <summary>Why nothing was promised, or null.</summary>
    public string? Refusal { get; init; }

    public double Coverage { get; init; }

    /// <summary>NaN where nothing is accepted.</summary>
    public double Precision { get; init; }

    public IReadOnlyList<ResplitPart> Parts { get; init; } = [];

    public bool Kept => Parts.All(part => part.Kept);
}

/// <summary>How one of its promises fared: the rate that is promised, as it truly is.</summary>
internal sealed record ResplitPart(int? Class, double Target, bool Kept, double Rate, double Threshold);
