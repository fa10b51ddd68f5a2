using Probity.Data;
using Probity.IO;

namespace Probity.Cli.Input;

/// <summary>What is asked of a file of features.</summary>
internal static class FeatureFile
{
    /// <summary>
    /// Opens features for what has seen others. Where both have names, the columns are picked by name, in the order that is needed, whatever
    /// their order in the file or behind its <c>#</c>; other columns are left aside. Without names they go by position.
    /// </summary>
    /// <param name="spec">The file, and columns of a table.</param>
    /// <param name="idColumn">The column of ids, or null.</param>
    /// <param name="columns">D.</param>
    /// <param name="names">D names, or null.</param>
    /// <param name="whose">Who needs them, such as <c>the model reads</c>.</param>
    public static NumberReader Open(string spec, string? idColumn, int columns, IReadOnlyList<string>? names, string whose)
    {
        NumberReader reader = NumberFile.Open(spec, idColumn);
        try
        {
            if (names is null || reader.ColumnNames is not { } present || present.SequenceEqual(names, StringComparer.Ordinal))
            {
                RequireColumns(reader, columns, whose);
                return reader;
            }
            var known = present.ToHashSet(StringComparer.Ordinal);
            if (names.FirstOrDefault(name => name != idColumn && !known.Contains(name)) is { } missing)
                throw new ArgumentException($"{reader.Name}: no column '{NumberText.Shown(missing)}', which {whose}; it has {NumberText.Listed(present)}");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
        reader.Dispose();
        return NumberFile.Open(FileSpec.Parse(spec) with { Picked = names }, idColumn);
    }

    /// <summary>The names of a file's columns, or null where it has none or two are the same.</summary>
    public static IReadOnlyList<string>? Names(NumberReader reader) =>
        reader.ColumnNames is { } names && names.Distinct(StringComparer.Ordinal).Count() == names.Count ? names : null;

    /// <summary>Refuses another number of columns than those that are needed.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="columns">D.</param>
    /// <param name="whose">Who needs them, such as <c>the model reads</c>.</param>
    private static void RequireColumns(NumberReader reader, int columns, string whose)
    {
        if (reader.Columns == columns) return;
        string advice = reader.ColumnNames is { Count: > 1 } names && names.Count > columns ? $"; pick the features' columns by name: {reader.Name}#{names[0]},{names[1]}…" : "";
        throw new ArgumentException($"{reader.Name}: {reader.Columns:N0} columns of features but {whose} {columns:N0}{advice}");
    }

    /// <summary>Refuses NaN and infinity, with the row's number in the file.</summary>
    public static void RequireFinite(string name, ReadOnlySpan<float> values, int columns, long firstRow)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InvalidDataException($"{name}: row {firstRow + (i / columns)}, column {i % columns} is {values[i]}; features must be finite numbers within float32: fill gaps, or leave the row out");
        }
    }

    /// <summary>Every row, finite.</summary>
    public static float[] ReadAll(NumberReader reader)
    {
        float[] values = reader.ReadAllFloat();
        if (values.Length == 0) throw new InvalidDataException($"{reader.Name}: no rows");
        RequireFinite(reader.Name, values, reader.Columns, 0);
        return values;
    }

    /// <summary>Width and height of the pictures of an idx file, or null where it holds something else.</summary>
    public static (int Width, int Height)? PictureSize(string path) =>
        IdxFile.ReadDimensions(path) is [_, var height, var width] ? (width, height) : null;
}
