using System.Text;

namespace Probity.Data;

/// <summary>Reads a table as text, column by column, some rows at a time: csv, tsv or jsonl. What the cells mean is for the caller to say.</summary>
/// <remarks>
/// The first line of csv and tsv holds the names; a byte-order mark before it is passed over, and a column without a name is called <c>column 3</c> by its place.
/// A line of jsonl is an object of texts, numbers, truth values and nulls. Equal short cells share one string.
/// </remarks>
public abstract class TableReader : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string?[] _known = new string?[1 << 14];   // of short cells, by their hash

    private protected TableReader(string name) => Name = name;

    /// <summary>Of the file, for messages.</summary>
    public string Name { get; }

    /// <summary>Names of the columns, all different, in their order.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">.csv, .tsv, .jsonl or .ndjson; columns may be picked behind a <c>#</c>: <c>file.csv#a,b</c>.</param>
    /// <param name="columns">Columns to read where the file has them, in this order; the others are passed over. Null reads all.</param>
    /// <exception cref="ArgumentException">Of another format, or no such column.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">No names, two that are the same, or not UTF-8.</exception>
    public static TableReader Open(string path, IReadOnlyCollection<string>? columns = null)
    {
        FileSpec file = FileSpec.Parse(path);
        return file.Kind switch
        {
            FileKind.Csv or FileKind.Tsv => new DelimitedTable(file, columns),
            FileKind.JsonLines => new JsonLinesTable(file, columns),
            FileKind.Unknown => throw file.UnknownFormat(),
            _ => throw new ArgumentException($"{file.Name}: an array of numbers; a table is read from .csv, .tsv or .jsonl"),
        };
    }

    /// <summary>The next rows.</summary>
    /// <param name="most">Rows at most.</param>
    /// <returns>One array a column, all of equal length, which is 0 at the end; null where a jsonl object has no such member.</returns>
    /// <exception cref="InvalidDataException">A row with too few or too many cells, one that is not UTF-8, or a quote that is never closed; with the line.</exception>
    public IReadOnlyList<string?[]> Read(int most = int.MaxValue)
    {
        var columns = new List<string?>[Names.Count];
        for (int j = 0; j < columns.Length; j++) columns[j] = [];
        for (int i = 0; i < most && ReadRow(columns); i++)
        {
        }
        return Array.ConvertAll(columns, column => column.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a cell to every column; false at the end.</summary>
    private protected abstract bool ReadRow(List<string?>[] columns);

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Bytes as text; equal short ones are the same string, as categories are equal in most rows.</summary>
    private protected string Text(ReadOnlySpan<byte> bytes, long line, string column)
    {
        if (bytes.Length is 0 or > 40 || !Ascii.IsValid(bytes)) return Decoded(bytes, Name, line, column);
        uint hash = 2166136261;
        foreach (byte b in bytes) hash = (hash ^ b) * 16777619;
        ref string? known = ref _known[(hash ^ (hash >> 15)) & (uint)(_known.Length - 1)];
        return known is not null && Ascii.Equals(bytes, known) ? known : known = Encoding.ASCII.GetString(bytes);
    }

    private protected static string Decoded(ReadOnlySpan<byte> bytes, string name, long line, string column)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException refusal)
        {
            throw new InvalidDataException($"{name}: line {line:N0}, column {column} is not UTF-8; save the file as UTF-8", refusal);
        }
    }
}
