using System.Globalization;
using Probity.Data;

namespace Probity.Cli.Similarity;

/// <summary>The group of every row: any whole numbers, or words, which then have names. Where names are known numbers are words, too: "3" is a name and no position.</summary>
internal sealed record GroupLabels(int[] Groups, IReadOnlyList<string>? Names)
{
    /// <param name="spec">The file, and the column of a table.</param>
    /// <param name="known">Names that others have already; new ones follow them.</param>
    public static GroupLabels Read(string spec, IReadOnlyList<string>? known = null)
    {
        FileSpec file = FileSpec.Parse(spec);
        if (file.Kind is FileKind.Csv or FileKind.Tsv or FileKind.JsonLines)
        {
            string[] words = TextColumn.Read(spec);
            if (known is not null || !Array.TrueForAll(words, IsNumber)) return OfWords(file.Name, words, known);
        }
        int[] groups = LabelFile.Read(spec);
        if (groups.Length == 0) throw new InvalidDataException($"{file.Name}: no labels");
        return known is null ? new GroupLabels(groups, null) : OfWords(file.Name, Array.ConvertAll(groups, group => group.ToString(CultureInfo.InvariantCulture)), known);
    }

    private static GroupLabels OfWords(string file, string[] words, IReadOnlyList<string>? known)
    {
        int empty = Array.FindIndex(words, string.IsNullOrWhiteSpace);
        if (empty >= 0) throw new InvalidDataException($"{file}: row {empty} has no label; every row needs one");
        List<string> names = [.. known ?? []];
        HashSet<string> before = [.. names];
        names.AddRange(words.Distinct(StringComparer.Ordinal).Where(word => !before.Contains(word)).Order(StringComparer.Ordinal));
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++) indices.TryAdd(names[i], i);
        return new GroupLabels(Array.ConvertAll(words, word => indices[word]), names);
    }

    /// <summary>Whether a group's name could be a number.</summary>
    public static bool IsNumber(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
