namespace Probity.Similarity;

/// <summary>What is wrong with feature groups, in words.</summary>
internal static class GroupWarnings
{
    private const double Undecided = .9, MostlyDead = .5, Redundant = .5, Crossing = .1;
    private const int ItemsPerValue = 10, Named = 8;

    public static IReadOnlyList<string> Of(GroupHealth health)
    {
        var warnings = new List<string>();
        IReadOnlyList<FeatureGroupHealth> groups = health.FeatureGroups;
        int all = groups.Count;
        if (health.Items < ItemsPerValue * health.ValuesPerGroup)
            warnings.Add($"{health.Items:N0} items are few for {health.ValuesPerGroup:N0} values a group: unused values may be chance, and shared information is rough; give {ItemsPerValue * health.ValuesPerGroup:N0} or more");

        List<int> dead = Which(group => group.IsDead);
        if (dead.Count == all)
            warnings.Add($"no feature group says anything: each has below a hundredth of {health.Ceiling:F2} nats; the head has collapsed; lower its temperature, normalise before the softmax, or add the entropy penalty");
        else if (dead.Count > 0)
            warnings.Add($"{Count(dead)} of {all:N0} feature groups say nothing ({List(dead)}): below a hundredth of {health.Ceiling:F2} nats; the entropy penalty revives them");

        List<int> undecided = Which(group => !group.IsDead && group.MeanNormalizedEntropy > Undecided);
        if (undecided.Count > 0)
            warnings.Add($"{Count(undecided)} of {all:N0} feature groups are undecided ({List(undecided)}): mean entropy above {Percent.Nearest(Undecided)} of its most; lower the temperature");

        List<int> unused = Which(group => !group.IsDead && group.DeadValues > MostlyDead * health.ValuesPerGroup);
        if (unused.Count > 0)
            warnings.Add($"{Count(unused)} of {all:N0} feature groups use less than half of their {health.ValuesPerGroup:N0} values ({List(unused)}); fewer values would do, or weigh the marginal entropy more");

        List<GroupRedundancy> twins = [.. health.Redundancy.Where(pair => pair.Shared > Redundant)];
        if (twins.Count > 0)
        {
            GroupRedundancy most = twins.MaxBy(pair => pair.Shared)!;
            warnings.Add($"{twins.Count:N0} of {health.Redundancy.Count:N0} pairs of feature groups say mostly the same, most of all {most.First} and {most.Second} ({Percent.Nearest(most.Shared)} shared); the decorrelation penalty parts them");
        }
        if (health.Codes.ItemsThatShareAcrossGroups is { } across && across > Crossing * health.Items)
            warnings.Add($"{across:N0} of {health.Items:N0} items have the code of an item of another group: their codes do not tell the groups apart");
        return warnings;

        List<int> Which(Func<FeatureGroupHealth, bool> holds) => [.. Enumerable.Range(0, all).Where(g => holds(groups[g]))];
    }

    private static string Count(List<int> groups) => $"{groups.Count:N0}";

    private static string List(List<int> groups) => string.Join(", ", groups.Take(Named)) + (groups.Count > Named ? ", …" : "");
}
