namespace Probity.Reporting.Sections;

/// <summary>The answer in plain words: what the model claims, what is true, and what to do about it.</summary>
internal static class HeadlineSection
{
    /// <summary>A gap between claimed and true accuracy below this is not worth a "but".</summary>
    private const double Noticeable = .01;

    public static Headline Of(ReportInput input, bool[] right, Explorer explorer)
    {
        double accuracy = right.AsSpan().Count(true) / (double)right.Length;
        double before = input.ConfidenceBefore.Average();
        double? after = input.ConfidenceAfter?.Average();

        var sentences = new List<string> { Claim(accuracy, before) };
        if (after is { } claimed)
        {
            sentences.Add(Math.Abs(claimed - accuracy) < Math.Abs(before - accuracy)
                ? $"Calibrated, it claims {Percent(claimed)}."
                : $"After calibration it claims {Percent(claimed)}.");
        }
        string? decision = input.Policy is { } policy && explorer.PolicyIndex is { } at ? Decide(policy, explorer, at) : null;
        return new([.. sentences], decision, accuracy, before, after);
    }

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

    private static string Decide(PolicyBlock policy, Explorer explorer, int at)
    {
        string when = $"It may answer alone where it is at least {Percent(policy.Threshold)} sure{(policy.GateScore is null ? "" : " and the input looks known")}";
        string promise = policy.TargetPrecision is { } target ? $", with a promise that at least {Percent(target, digits: 0)} of those answers are right" : "";
        int accepted = explorer.Accepted[at];
        string found = accepted == 0
            ? "here that is no row"
            : $"here that is {Percent(accepted / (double)explorer.Rows)} of the rows, and {Percent(explorer.Right[at] / (double)accepted)} of those answers are right";
        string unknown = explorer.UnknownAccepted is { } slipped
            ? $" Of {explorer.UnknownRows:N0} unknown inputs it lets in {(slipped[at] == 0 ? "none" : slipped[at].ToString("N0"))}."
            : "";
        string broken = policy.TargetPrecision > explorer.High[at]
            ? " That falls short of the promise: these rows may differ from the rows that certified it."
            : "";
        return $"{when}{promise}: {found}.{broken}{unknown}";
    }

    /// <summary>So many decimals, more where fewer would say 100 % of what is less.</summary>
    internal static string Percent(double share, int digits = 1)
    {
        double percent = Math.Round(share * 100, 10);
        if (digits == 0 && percent != Math.Round(percent)) digits = 1;
        if (percent is 0 or 100) digits = 0;
        while (digits < 6 && percent < 100 && Math.Round(percent, digits) >= 100) digits++;
        return percent.ToString("F" + digits) + "\u202f%";
    }
}
