using System.Globalization;

namespace Probity.Data;

/// <summary>Reads one column as text: ids, groups.</summary>
public static class TextColumn
{
    /// <summary>Reads a whole column.</summary>
    /// <param name="spec">
    /// <c>file.csv#column</c>, <c>file.tsv#column</c> or <c>file.jsonl#property</c>; the name may be left out where there is one column
    /// only (a lone column of text begins with its name). Arrays of numbers (npy, npz, safetensors, idx) of one column are read as their numbers' shortest text.
    /// </param>
    /// <exception cref="ArgumentException">No such column, or none named where there are several.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not hold what its format asks.</exception>
    public static string[] Read(string spec)
    {
        var file = FileSpec.Parse(spec);
        return file.Kind switch
        {
            FileKind.Csv or FileKind.Tsv or FileKind.JsonLines => Cells(file).Select(cell => cell.Value).ToArray(),
            FileKind.Unknown => throw file.UnknownFormat(),
            _ => Array.ConvertAll(Numbers(spec), value => value.ToString(CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>The cells of one column of a text file, with their lines.</summary>
    /// <param name="file">The file and the column.</param>
    /// <param name="isValue">Tells whether the first line of a lone column is a value rather than the column's name.</param>
    internal static IEnumerable<(long Line, string Value)> Cells(FileSpec file, Func<string, bool>? isValue = null)
    {
        if (file.Kind == FileKind.JsonLines) return JsonLinesColumn.Read(file, file.Part);
        return Delimited(file, isValue);
    }

    /// <summary>An array of one column, as numbers.</summary>
    internal static double[] Numbers(string spec)
    {
        using var reader = NumberFile.Open(spec);
        if (reader.Columns != 1)
            throw new InvalidDataException($"{reader.Name}: {reader.Columns:N0} columns; one value a row is needed here (rows of one-hot labels: save argmax(axis=1))");
        return reader.ReadAllDouble();
    }

    private static IEnumerable<(long Line, string Value)> Delimited(FileSpec file, Func<string, bool>? isValue)
    {
        using var records = new DelimitedFile(file, needsHeader: file.Part is not null);
        if (file.Part is null && records.Count > 1)
        {
            string listed = records.Header is null ? "it has no names on its first line" : $"there are {NumberText.Listed(records.Header)}";
            throw new ArgumentException($"{file.Name}: {records.Count:N0} columns; say which one: {file.Name}#label ({listed})");
        }

        int column = file.Part is null ? 0 : records.Find(file.Part);
        if (file.Part is null && records.Header is not null && isValue?.Invoke(records.Header[0]) == true) yield return (1, records.Header[0]);
        while (records.Next()) yield return (records.Line, records.Text(column));
    }
}
