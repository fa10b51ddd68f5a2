using System.Globalization;
using System.Text;
using CsvHelper;
using Probity.IO;

namespace Probity.Data;

/// <summary>
/// The records of a csv (RFC 4180) or tsv file, streaming. The first one is the header where columns are picked by name, where
/// any of its fields is not a number, or where it counts 0, 1, 2 … as data frames do without names.
/// </summary>
internal sealed class DelimitedFile : IDisposable
{
    private const int MaxRecordBytes = 1 << 26;

    private readonly CsvReader _reader;
    private readonly bool _tabs;
    private readonly byte[][] _header = [];
    private bool _openQuote;
    private bool _pending;   // the first record is data and has not been handed out

    public DelimitedFile(FileSpec file, bool needsHeader)
    {
        Name = Path.GetFileName(file.Path);
        _tabs = file.Kind == FileKind.Tsv;
        _reader = CsvReader.Create(InputFile.Open(file.Path), new CsvReaderOptions
        {
            Separator = _tabs ? '\t' : ',',
            HasHeader = false,   // whether there is one is seen below
            Mode = _tabs ? CsvMode.NoEscape : CsvMode.Rfc4180,   // tab-separated text has no quoting: a lone quote is a quote
            MaxRecordSize = MaxRecordBytes,
            TrackLineNumbers = true,
            OnMalformedRecord = record => _openQuote |= record.Reason is CsvMalformedReason.UnterminatedQuote,
        });
        try
        {
            if (!Advance()) throw new InvalidDataException($"{Name}: the file is empty");
            Count = _reader.FieldCount;
            if (Count > NumberReader.MaxColumns) throw new InvalidDataException($"{Name}: {Count:N0} columns; at most {NumberReader.MaxColumns:N0} are read");
            if (needsHeader || FirstIsHeader())
            {
                Header = Enumerable.Range(0, Count).Select(Text).ToArray();
                _header = Enumerable.Range(0, Count).Select(j => Field(j).ToArray()).ToArray();
            }
            else
            {
                _pending = true;
            }
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    public string Name { get; }

    /// <summary>Fields in a record.</summary>
    public int Count { get; }

    /// <summary>Names of the columns; null where the first record is data.</summary>
    public string[]? Header { get; }

    /// <summary>The line on which the present record begins, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>Moves to the next record and checks its width; false at the end.</summary>
    public bool Next()
    {
        if (_pending)
        {
            _pending = false;
            return true;
        }

        if (!Advance()) return false;
        if (_reader.FieldCount != Count)
            throw new InvalidDataException($"{Name}: line {Line:N0} has {_reader.FieldCount:N0} columns where {Count:N0} are expected");
        return true;
    }

    /// <summary>A field of the present record, unquoted, as UTF-8; valid until the next record.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        var field = _reader.GetSpan(index);
        return _tabs && field.Length >= 2 && field[0] == '"' && field[^1] == '"' ? field[1..^1] : field;   // some programs quote all the same
    }

    /// <summary>A field of the present record, unquoted.</summary>
    public string Text(int index) => Unescaped(Encoding.UTF8.GetString(Field(index)));

    /// <summary>A field's text with double quotes for single ones, as some programs write them between tabs.</summary>
    public string Unescaped(string text) => _tabs ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;

    /// <summary>The name of a column as it stands in the file.</summary>
    public ReadOnlySpan<byte> HeaderBytes(int index) => _header[index];

    /// <summary>The name of a column, or its number where there are no names.</summary>
    public string ColumnName(int index) => Header is null ? $"{index + 1}" : $"'{NumberText.Shown(Header[index])}'";

    /// <summary>Where a named column stands.</summary>
    public int Find(string column)
    {
        int index = Array.IndexOf(Header!, column);
        if (index < 0) throw new ArgumentException($"{Name}: no column '{column}'; there are {NumberText.Listed(Header!)}");
        if (Array.IndexOf(Header!, column, index + 1) >= 0) throw new InvalidDataException($"{Name}: two columns are named '{column}'; which one is meant cannot be told");
        return index;
    }

    public void Dispose() => _reader.Dispose();

    private bool Advance()
    {
        try
        {
            bool found = _reader.Read();
            if (_openQuote) throw new InvalidDataException($"{Name}: a quote opened in the record of line {Line:N0} is never closed");
            return found;
        }
        catch (CsvFormatException refusal)
        {
            throw new InvalidDataException(
                $"{Name}: line {Math.Max(1, refusal.LineNumber):N0} begins a record that cannot be split into fields, or that is longer than {MaxRecordBytes:N0} bytes (a quote that is never closed?)", refusal);
        }
    }

    private bool FirstIsHeader()
    {
        bool counts = Count > 2;
        for (int i = 0; i < Count; i++)
        {
            if (!NumberText.TryParse(Field(i), out double _)) return true;
            counts &= Text(i) == i.ToString(CultureInfo.InvariantCulture);
        }

        return counts;
    }
}
