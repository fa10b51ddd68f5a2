using System.Globalization;
using Probity.Data;

namespace Probity.Cli.Training;

/// <summary>The class of every row, and the names of the classes where there are any.</summary>
internal sealed record ClassLabels(string Name, int[] Labels, IReadOnlyList<string>? ClassNames)
{
    private const int MostClasses = 1_000_000;
    private const int AlwaysFine = 10_000;   // classes that cost little, however few the rows

    /// <summary>K: what the names say, else one more than the largest label; 2 at least.</summary>
    public int Classes => ClassNames?.Count ?? Math.Max(2, Labels.Max() + 1);

    /// <summary>
    /// Reads labels of any form. Words need no list of names: without one the words themselves are the names, in their order by character.
    /// </summary>
    /// <param name="spec">The file, and the column of a table.</param>
    /// <param name="names">Names by index, or null.</param>
    public static ClassLabels Read(string spec, IReadOnlyList<string>? names)
    {
        FileSpec file = FileSpec.Parse(spec);
        if (names is null && file.Kind is FileKind.Csv or FileKind.Tsv or FileKind.JsonLines)
        {
            string[] words = TextColumn.Read(spec);
            if (words.Length > 0 && !words.Any(IsNumber)) return OfWords(file.Name, words);
        }
        int[] labels = LabelFile.Read(spec, names);
        if (labels.Length == 0) throw new InvalidDataException($"{file.Name}: no labels");
        int wrong = Array.FindIndex(labels, label => label < 0 || label >= (names?.Count ?? MostClasses));
        if (wrong >= 0)
        {
            string range = names is null ? $"labels are class indices from 0 to {MostClasses - 1:N0}" : $"{names.Count:N0} names are given, for labels from 0 to {names.Count - 1:N0}";
            throw new InvalidDataException($"{file.Name}: row {wrong} is {labels[wrong]}; {range}");
        }
        if (names is null && labels.Max() is var largest && largest >= Math.Max(AlwaysFine, labels.Length))
        {
            throw new InvalidDataException(
                $"{file.Name}: row {Array.IndexOf(labels, largest)} is {largest:N0}, but {labels.Length:N0} rows cannot teach {largest + 1:N0} classes; labels are class indices from 0: number the classes anew, or write them as words");
        }
        return new ClassLabels(file.Name, labels, names);
    }

    /// <summary>Refuses labels that nothing can be learned from.</summary>
    public void RequireTwoClasses()
    {
        if (Array.TrueForAll(Labels, label => label == Labels[0]))
            throw new InvalidDataException($"{Name}: all {Labels.Length:N0} rows are of class {ClassNames?[Labels[0]] ?? Labels[0].ToString(CultureInfo.InvariantCulture)}; a classifier needs rows of two classes at least");
    }

    private static ClassLabels OfWords(string file, string[] words)
    {
        string[] names = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int empty = Array.FindIndex(words, string.IsNullOrWhiteSpace);
        if (empty >= 0) throw new InvalidDataException($"{file}: row {empty} has no label; every row needs one");
        if (names.Length == words.Length && words.Length > 2)
            throw new InvalidDataException($"{file}: every one of the {words.Length:N0} rows has a label of its own; this is no column of classes");
        Dictionary<string, int> indices = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        return new ClassLabels(file, Array.ConvertAll(words, word => indices[word]), names);
    }

    private static bool IsNumber(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
