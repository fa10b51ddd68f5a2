using System.Globalization;

namespace Probity.Data;

/// <summary>Reads labels: the index of the right class for every row.</summary>
public static class LabelFile
{
    /// <summary>Reads all labels.</summary>
    /// <param name="spec">
    /// An array of whole numbers (npy, npz, safetensors, idx) of one column, or a column of a csv, tsv or jsonl file
    /// (<c>file.csv#label</c>) that holds whole numbers or, with <paramref name="classNames"/>, names.
    /// </param>
    /// <param name="classNames">
    /// Names of the classes in the order of their indices. A text column counts as names where its first value is one of them.
    /// </param>
    /// <returns>One label a row, as stored: whether it lies within the classes of a model is for the caller to check.</returns>
    /// <exception cref="ArgumentException">No such array or column, or none named where there are several.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A value that is neither a whole number nor a known name, with its row; or a damaged file.</exception>
    public static int[] Read(string spec, IReadOnlyList<string>? classNames = null)
    {
        var file = FileSpec.Parse(spec);
        if (file.Kind == FileKind.Unknown) throw file.UnknownFormat();
        return file.Kind is FileKind.Csv or FileKind.Tsv or FileKind.JsonLines ? FromText(file, classNames) : FromNumbers(file, spec);
    }

    private static int[] FromNumbers(FileSpec file, string spec)
    {
        var values = TextColumn.Numbers(spec);
        var labels = new int[values.Length];
        for (int row = 0; row < values.Length; row++)
        {
            labels[row] = (int)values[row];
            if (labels[row] != values[row]) throw new InvalidDataException($"{file.Name}: row {row} is {values[row]}; labels are whole numbers, the index of the class");
        }

        return labels;
    }

    private static int[] FromText(FileSpec file, IReadOnlyList<string>? classNames)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < (classNames?.Count ?? 0); i++)
        {
            if (!indices.TryAdd(classNames![i], i)) throw new ArgumentException($"classNames: '{classNames[i]}' names two classes");
        }

        var labels = new List<int>();
        bool byName = false;
        foreach (var (line, value) in TextColumn.Cells(file, indices.ContainsKey))
        {
            if (labels.Count == 0) byName = indices.ContainsKey(value);
            labels.Add(byName ? Named(file, line, value, indices) : Number(file, line, value, classNames));
        }

        return [.. labels];
    }

    private static int Named(FileSpec file, long line, string value, Dictionary<string, int> indices) =>
        indices.TryGetValue(value, out int index)
            ? index
            : throw new InvalidDataException($"{file.Name}: line {line:N0} is '{NumberText.Shown(value)}', which is not one of the {indices.Count:N0} class names");

    private static int Number(FileSpec file, long line, string value, IReadOnlyList<string>? classNames)
    {
        // "3.0" is what a column with gaps becomes in a data frame.
        bool parsed = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        int label = (int)number;
        if (!parsed || label != number)
        {
            string advice = classNames is null ? "the index of the class; to use names give the list of class names" : $"the index of the class, or one of the {classNames.Count:N0} class names";
            throw new InvalidDataException($"{file.Name}: line {line:N0} is '{NumberText.Shown(value)}'; labels are whole numbers, {advice}");
        }

        return label;
    }
}
