using System.Globalization;
using Probity.Data;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>A table with a column of labels, whole in memory. Labels are names, also where they are numbers.</summary>
internal sealed record TableFile(string Name, LabelledTable Rows, IReadOnlyList<string> ClassNames)
{
    /// <param name="data">The file.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="names">The classes in their order; null takes those that occur, numbers in order of size, words by character.</param>
    public static TableFile Read(string data, string label, IReadOnlyList<string>? names)
    {
        using TableReader reader = TableReader.Open(data);
        int at = reader.Names.ToList().IndexOf(label);
        if (at < 0) throw new ArgumentException($"{reader.Name}: no column '{NumberText.Shown(label)}'; there are {NumberText.Listed([.. reader.Names])}{Separators(reader.Names)}");
        if (reader.Names.Count == 1) throw new ArgumentException($"{reader.Name}: no column beside the labels");
        IReadOnlyList<string?[]> columns = reader.Read();
        string?[] cells = columns[at];
        if (cells.Length == 0) throw new InvalidDataException($"{reader.Name}: no rows");
        int empty = Array.FindIndex(cells, string.IsNullOrWhiteSpace);
        if (empty >= 0) throw new InvalidDataException($"{reader.Name}: row {empty} has no label in column '{NumberText.Shown(label)}'; every row needs one");
        IReadOnlyList<string> classes = names ?? Classes(cells!);
        if (names is null) Require(reader.Name, label, cells.Length, classes);
        Dictionary<string, int> index = classes.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        var labels = new int[cells.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!index.TryGetValue(cells[i]!, out labels[i]))
                throw new InvalidDataException($"{reader.Name}: row {i} is of class '{NumberText.Shown(cells[i])}', which is not one of the {classes.Count:N0} classes: {NumberText.Listed([.. classes])}");
        }
        var table = new Table([.. reader.Names.Where((_, j) => j != at)], [.. columns.Where((_, j) => j != at)]);
        return new TableFile(reader.Name, new LabelledTable(table, labels, classes.Count), classes);
    }

    private static string Separators(IReadOnlyList<string> names) =>
        names.Count > 1 ? ""
        : names[0].Contains(';', StringComparison.Ordinal) ? ". The columns seem to be separated by semicolons: save the file with commas, or as .tsv with tabs"
        : names[0].Contains('\t', StringComparison.Ordinal) ? ". The columns seem to be separated by tabs: call the file .tsv"
        : "";

    private static string[] Classes(string[] cells)
    {
        string[] names = [.. cells.Distinct(StringComparer.Ordinal)];
        double[] numbers = Array.ConvertAll(names, name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN);
        if (Array.Exists(numbers, double.IsNaN)) Array.Sort(names, StringComparer.Ordinal);
        else Array.Sort(numbers, names);
        return names;
    }

    private static void Require(string file, string label, int rows, IReadOnlyList<string> classes)
    {
        if (classes.Count == 1) throw new InvalidDataException($"{file}: all {rows:N0} rows are of class '{NumberText.Shown(classes[0])}'; a classifier needs rows of two classes at least");
        if (classes.Count * 2 > rows && classes.Count > 20)
            throw new InvalidDataException($"{file}: column '{NumberText.Shown(label)}' has {classes.Count:N0} different values in {rows:N0} rows; this is no column of classes");
    }
}
