namespace Probity.Reporting.Sections;

/// <summary>The answer in plain words: what the model claims, what is true, and what to do about it.</summary>
internal static class HeadlineSection
{
    /// <summary>A gap between claimed and true accuracy below this is not worth a "but".</summary>
    private const double Noticeable = .01;

    public static Headline Of(ReportInput input, bool[] rightBefore, bool[] right, Outcome? outcome)
    {
        double accuracy = Share(rightBefore), accuracyAfter = Share(right);
        double before = input.ConfidenceBefore.Average();
        double? after = input.ConfidenceAfter?.Average();

        var sentences = new List<string> { Claim(accuracy, before) };
        if (after is { } claimed)
        {
            string moved = Percent(accuracyAfter) == Percent(accuracy) ? "" : $"is right on {Percent(accuracyAfter)} and ";
            sentences.Add(Math.Abs(claimed - accuracyAfter) < Math.Abs(before - accuracy)
                ? $"Calibrated, it {moved}claims {Percent(claimed)}."
                : $"After calibration it {moved}claims {Percent(claimed)}.");
        }
        string? decision = input.Policy is { } policy && outcome is not null ? Decide(policy, outcome, DecisionsSection.OfInterest(input)) : null;
        return new([.. sentences], decision, accuracy, before, after, after is null ? null : accuracyAfter);
    }

    private static double Share(bool[] right) => right.AsSpan().Count(true) / (double)right.Length;

    private static string Claim(double accuracy, double claimed)
    {
        string truth = $"The model is right on {Percent(accuracy)} of these rows";
        return (claimed - accuracy) switch
        {
            > Noticeable => $"{truth} but claims to be {Percent(claimed)} sure.",
            < -Noticeable => $"{truth} but claims to be only {Percent(claimed)} sure.",
            _ => $"{truth} and claims to be {Percent(claimed)} sure.",
        };
    }

    private static string Decide(PolicyBlock policy, Outcome outcome, string? ofInterest)
    {
        string unknown = outcome.UnknownAccepted is { } slipped
            ? $" Of {outcome.UnknownRows:N0} unknown inputs it lets in {(slipped == 0 ? "none" : slipped.ToString("N0"))}."
            : "";
        if (Rule(policy) is not { } rule)
        {
            return policy.GateScore is null
                ? "The policy has no threshold: it accepts nothing by itself."
                : $"The policy has no threshold and accepts nothing by itself. Its gate takes {Percent(outcome.Rejected / (double)outcome.Rows)} of these rows for unknown"
                    + (outcome.UnknownRejected is { } caught ? $", and {caught:N0} of {outcome.UnknownRows:N0} unknown inputs." : ".");
        }
        string when = $"It may answer alone where {rule}{(policy.GateScore is null ? "" : " and the input looks known")}";
        string promise = policy.TargetPrecision is { } target ? $", with a promise that at least {Percent(target, digits: 0)} of those answers are right"
            : policy.Promises.Count > 0 ? $", with a promise that {DecisionsSection.Words(policy.Promises[0], ofInterest)}{(policy.PerClass ? ", class by class" : "")}"
            : "";
        string found = outcome.Accepted == 0
            ? "here that is no row"
            : $"here that is {Percent(outcome.Accepted / (double)outcome.Rows)} of the rows, and {Percent(outcome.Right / (double)outcome.Accepted)} of those answers are right";
        string broken = policy.TargetPrecision > outcome.High
            ? " That falls short of the promise: these rows may differ from the rows that certified it."
            : "";
        return $"{when}{promise}: {found}.{broken}{unknown}";
    }

    private static string? Rule(PolicyBlock policy)
    {
        if (policy.RuleWords is { } words) return words;
        if (policy.Threshold is { } threshold) return $"it is at least {LogOdds.Words(threshold, policy.ThresholdLogOdds)} sure";
        return policy is { RuleScore: { } score, RuleThreshold: { } from } ? $"its {score} is at least {from:G4}" : null;
    }

    /// <summary>So many decimals, halves away from zero, more where fewer would say 100 % of what is less; with none asked for, all that there are.</summary>
    internal static string Percent(double share, int digits = 1)
    {
        double percent = Math.Round(share * 100, 10);
        if (digits == 0)
        {
            while (digits < 6 && Rounded(percent, digits) != percent) digits++;   // what is promised is never rounded to more
        }
        if (percent is 0 or 100) digits = 0;
        while (digits < 6 && percent < 100 && Rounded(percent, digits) >= 100) digits++;
        return Rounded(percent, digits).ToString("F" + digits) + "\u202f%";
    }

    // 54.95 has no double of its own: a share of counts that ends in a half is taken for one. The page's percent does the same.
    private static double Rounded(double percent, int digits) =>
        Math.Round(Math.Round(percent * Math.Pow(10, digits), 6), MidpointRounding.AwayFromZero) / Math.Pow(10, digits);
}
