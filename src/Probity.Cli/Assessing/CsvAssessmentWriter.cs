using System.Globalization;
using CsvHelper;
using Probity.IO;

namespace Probity.Cli.Assessing;

/// <summary>A row a line: id or row, then every column.</summary>
internal sealed class CsvAssessmentWriter : AssessmentWriter
{
    private readonly WholeFile _file;
    private readonly CsvWriter _csv;
    private readonly AssessedRows _rows;

    public CsvAssessmentWriter(string path, AssessedRows rows, bool hasIds)
    {
        _rows = rows;
        _file = WholeFile.Create(path);
        _csv = CsvWriter.Create(_file.Stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        _csv.WriteField(hasIds ? "id" : "row");
        foreach (RowColumn column in rows.Columns) _csv.WriteField(column.Name);
        _csv.EndRecord();
    }

    public override void Write(ReadOnlySpan<string> ids)
    {
        for (int i = 0; i < _rows.Count; i++)
        {
            _csv.WriteField(ids.IsEmpty ? (_rows.FirstRow + i).ToString(CultureInfo.InvariantCulture) : ids[i]);
            foreach (RowColumn column in _rows.Columns)
            {
                switch (column)
                {
                    case WholeNumbers whole: _csv.WriteField(whole.Values[i]); break;
                    case Numbers numbers: _csv.WriteField(numbers.Values[i]); break;
                    case Words words: _csv.WriteField(words.Text(i)); break;
                    case Codes codes: _csv.WriteField(codes.Text(i)); break;
                }
            }
            _csv.EndRecord();
        }
    }

    public override void Complete()
    {
        _csv.Flush();
        _csv.Dispose();
        _file.Complete();
    }

    public override void Dispose()
    {
        _csv.Dispose();
        _file.Dispose();
    }
}
