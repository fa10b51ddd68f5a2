namespace Probity.Reporting.Sections;

/// <summary>In plain words: whether the feature groups choose one of their values for each item, and use them all.</summary>
internal static class FeatureGroupsVerdict
{
    /// <summary>From this mean largest share upwards choices are called sure, and from this share of the ceiling upwards all values are called in use.</summary>
    private const double Sure = .9;

    /// <summary>Below this mean largest share most items have no choice at all.</summary>
    private const double Halfway = .6;

    public static string Of(FeatureGroupsBlock block)
    {
        double share = FeatureGroupsSection.MeanInformation(block) / Math.Log(block.ValuesPerGroup);
        double surest = FeatureGroupsSection.MeanMaximum(block);
        int dead = block.Groups.Count(group => group.IsDead);
        string kind = (surest >= Sure, share >= Sure) switch
        {
            (true, true) => "are decisive: they choose surely and use nearly all their values alike",
            (true, false) => "choose surely, but do not use their values alike",
            _ when surest >= Halfway => "choose for the most part, but still spread some items over several values",
            _ => "are undecided: they spread an item over several values",
        };
        if (dead == block.Groups.Count) kind = "say nothing: they have collapsed";
        string lost = dead == 0 || dead == block.Groups.Count ? "" : $" {dead:N0} of them {(dead == 1 ? "says" : "say")} nothing.";
        return $"The {block.Groups.Count:N0} feature group{(block.Groups.Count == 1 ? "" : "s")} of {block.ValuesPerGroup:N0} values {kind}. Their information is {HeadlineSection.Percent(Math.Clamp(share, 0, 1))} of its ceiling, "
            + $"the mean largest share {HeadlineSection.Percent(surest)}.{lost}";
    }
}
