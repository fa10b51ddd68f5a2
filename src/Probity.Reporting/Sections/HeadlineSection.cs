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
        if (input.Policy is { } policy && explorer.PolicyIndex is { } at) sentences.Add(Decide(policy, explorer, at));
        return new([.. sentences], accuracy, before, after);
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
        int accepted = explorer.Accepted[at];
        string share = Percent(accepted / (double)explorer.Rows);
        string found = accepted == 0 ? "no row" : $"{share} of the rows, {Percent(explorer.Right[at] / (double)accepted)} of them rightly";
        return policy.TargetPrecision is { } target
            ? $"It may answer alone where it is at least {Percent(policy.Threshold)} sure, with a promise that {Percent(target)} of those answers are right: here {found}."
            : $"It may answer alone where it is at least {Percent(policy.Threshold)} sure: here {found}.";
    }

    /// <summary>One decimal, more where 100 % would be a lie.</summary>
    internal static string Percent(double share)
    {
        double percent = share * 100;
        int digits = 1;
        while (digits < 6 && percent < 100 && Math.Round(percent, digits) >= 100) digits++;
        return percent.ToString("0." + new string('#', digits)) + "\u202f%";
    }
}
