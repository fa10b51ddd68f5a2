namespace Probity.Cli.Similarity;

/// <summary>Whether groups of two sources can be the same at all: words are names, and numbers are names only where names are known that could be numbers.</summary>
internal static class GroupKinds
{
    /// <summary>Refuses words where the others are numbers, and numbers where the others are words.</summary>
    /// <param name="name">Where the groups come from.</param>
    /// <param name="groups">Of every row; may be empty.</param>
    /// <param name="names">What they are called; null for numbers.</param>
    /// <param name="otherName">Where the others come from.</param>
    /// <param name="otherNames">What those are called; null for numbers.</param>
    /// <exception cref="ArgumentException">None could be the same.</exception>
    public static void RequireAlike(string name, int[] groups, IReadOnlyList<string>? names, string otherName, IReadOnlyList<string>? otherNames)
    {
        if (groups.Length == 0) return;
        if (names is not null && otherNames is null)
            throw new ArgumentException($"the groups of {name} are words ('{names[groups[0]]}'), but those of {otherName} are numbers, so that none is the same: give both as words or both as numbers");
        if (names is null || otherNames is not { Count: > 0 } || otherNames.Any(GroupLabels.IsNumber)) return;
        if (Array.TrueForAll(groups, group => GroupLabels.IsNumber(names[group])))
            throw new ArgumentException($"the groups of {name} are numbers ({names[groups[0]]}), but those of {otherName} are words ('{otherNames[0]}'), so that none is the same: give both as words or both as numbers");
    }
}
