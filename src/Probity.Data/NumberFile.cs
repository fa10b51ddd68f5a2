using Probity.IO;

namespace Probity.Data;

/// <summary>Opens a table of numbers of any format that Probity reads.</summary>
public static class NumberFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="spec">
    /// <c>path.npy</c>, <c>path.npz#array</c>, <c>path.safetensors#tensor</c>, <c>path.csv</c>, <c>path.tsv</c>, <c>path.jsonl</c>,
    /// the last three with <c>#a,b,c</c> to pick columns by name, or an idx file (<c>…-idx3-ubyte</c>, gzipped with .gz).
    /// </param>
    /// <param name="idColumn">A column of a csv, tsv or jsonl file that identifies the rows; it is not among the numbers.</param>
    /// <exception cref="ArgumentException">An unknown format, an array or column that is not there, or an id column where there can be none.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not hold what its format asks.</exception>
    public static NumberReader Open(string spec, string? idColumn = null) => Open(FileSpec.Parse(spec), idColumn);

    internal static NumberReader Open(FileSpec file, string? idColumn)
    {
        var kind = file.Kind;
        bool isText = kind is FileKind.Csv or FileKind.Tsv or FileKind.JsonLines;
        if (idColumn is not null && !isText && kind != FileKind.Unknown)
            throw new ArgumentException($"{file.Name}: has no column '{idColumn}' of ids; those can stand in csv, tsv and jsonl files only");
        if (file.Part is not null && kind is (FileKind.Npy or FileKind.Idx))
            throw new ArgumentException($"{file.Name}: holds one array only; leave out #{file.Part}");
        return kind switch
        {
            FileKind.Npy => NpyReader.Open(file.Path),
            FileKind.Npz => NpzReader.Open(file.Path, file.Part),
            FileKind.Safetensors => SafetensorsReader.Open(file.Path, file.Part),
            FileKind.Csv or FileKind.Tsv => new DelimitedReader(file, idColumn),
            FileKind.JsonLines => new JsonLinesReader(file, idColumn),
            FileKind.Idx => IdxFile.Open(file.Path),
            _ => throw file.UnknownFormat(),
        };
    }
}
