using Probity.Decisions;

namespace Probity.IO;

/// <summary>A chosen threshold in a policy file.</summary>
internal static class ChoiceFile
{
    public const string Kind = "chosen";

    public static RuleManifest Describe(ChosenRule rule)
    {
        ChosenThreshold choice = rule.Choice;
        OperatingPoint point = choice.Point!;
        return new()
        {
            Kind = Kind,
            Version = 1,
            Accepted = point.Accepted,
            Choice = new()
            {
                Goal = choice.Target.ToString(),
                Rows = choice.Rows,
                On = rule.Rows.Token(),
                Precision = point.Precision,
                Recall = point.Recall,
                Coverage = point.Coverage,
                FalseAlarm = point.FalseAlarm,
                FBeta = point.FBeta,
                Cost = point.Cost,
                Stability = choice.Stability is not { } stability ? null : new()
                {
                    Replicates = stability.Replicates,
                    Level = stability.Level,
                    Threshold = Ends(stability.Threshold),
                    Deviation = stability.Deviation,
                    Unreached = stability.Unreached,
                    Optimism = stability.Optimism,
                    Precision = Ends(stability.Precision),
                    Recall = Ends(stability.Recall),
                    Coverage = Ends(stability.Coverage),
                    FalseAlarm = Ends(stability.FalseAlarm),
                    FBeta = Ends(stability.FBeta),
                },
            },
        };
    }

    public static ChosenRule Read(RuleManifest rule, double threshold, string name)
    {
        ChoiceManifest choice = rule.Choice ?? throw new InvalidDataException($"{name}: rule '{Kind}' lacks choice");
        int accepted = rule.Accepted ?? throw new InvalidDataException($"{name}: rule '{Kind}' lacks accepted");
        Expect(double.IsFinite(threshold), $"threshold {threshold}");
        Expect(accepted > 0 && accepted <= choice.Rows, $"{accepted} accepted of {choice.Rows} rows");
        foreach (double? share in (ReadOnlySpan<double?>)[choice.Precision, choice.Recall, choice.Coverage, choice.FalseAlarm, choice.FBeta, choice.Stability?.Unreached])
            Expect(share is null or (>= 0 and <= 1 + 1e-12), $"{share} is no share");
        var target = ThresholdTarget.Parse(choice.Goal);
        Expect((choice.Cost is not null) == (target.Goal == ThresholdGoal.Cost), $"cost {choice.Cost} with the goal {choice.Goal}");
        return new(
            new()
            {
                Target = target,
                Rows = choice.Rows,
                Point = new()
                {
                    Threshold = threshold,
                    Accepted = accepted,
                    Precision = choice.Precision,
                    Recall = choice.Recall,
                    Coverage = choice.Coverage,
                    FalseAlarm = choice.FalseAlarm,
                    FBeta = choice.FBeta,
                    Cost = choice.Cost,
                },
                Stability = choice.Stability is not { } stability ? null : Read(stability),
            },
            EstimationRowsNames.Parse(choice.On));

        ThresholdStability Read(StabilityManifest stability)
        {
            Expect(stability.Replicates > 0 && stability.Level is > 0 and < 1, $"{stability.Replicates} replicates at level {stability.Level}");
            return new()
            {
                Replicates = stability.Replicates,
                Level = stability.Level,
                Threshold = Interval(stability.Threshold),
                Deviation = stability.Deviation,
                Unreached = stability.Unreached,
                Optimism = stability.Optimism,
                Precision = Interval(stability.Precision),
                Recall = Interval(stability.Recall),
                Coverage = Interval(stability.Coverage),
                FalseAlarm = Interval(stability.FalseAlarm),
                FBeta = Interval(stability.FBeta),
            };
        }

        RateInterval? Interval(double[]? ends)
        {
            if (ends is null) return null;
            Expect(ends.Length == 2 && ends[0] <= ends[1], $"an interval of [{string.Join(", ", ends)}]");
            return new(ends[0], ends[1]);
        }

        void Expect(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException($"{name}: {otherwise}");
        }
    }

    private static double[]? Ends(RateInterval? interval) => interval is null ? null : [interval.Low, interval.High];
}

/// <summary>What a threshold was chosen for, on which rows, and what it does there.</summary>
internal sealed record ChoiceManifest
{
    public required string Goal { get; init; }
    public required int Rows { get; init; }
    public required string On { get; init; }
    public required double Precision { get; init; }
    public double? Recall { get; init; }
    public required double Coverage { get; init; }
    public double? FalseAlarm { get; init; }
    public double? FBeta { get; init; }
    public double? Cost { get; init; }
    public StabilityManifest? Stability { get; init; }
}

/// <summary>The bootstrap of it; intervals are two numbers.</summary>
internal sealed record StabilityManifest
{
    public required int Replicates { get; init; }
    public required double Level { get; init; }
    public double[]? Threshold { get; init; }
    public double? Deviation { get; init; }
    public required double Unreached { get; init; }
    public required double Optimism { get; init; }
    public double[]? Precision { get; init; }
    public double[]? Recall { get; init; }
    public double[]? Coverage { get; init; }
    public double[]? FalseAlarm { get; init; }
    public double[]? FBeta { get; init; }
}
