using Probity.IO;

namespace Probity.Cli.Assessing;

/// <summary>An array a column, behind one of ids where there are ids.</summary>
internal sealed class NpzAssessmentWriter : AssessmentWriter
{
    private readonly NpzWriter _archive;
    private readonly AssessedRows _rows;
    private readonly NpyTextWriter? _id;
    private readonly List<(RowColumn Column, NpyWriter? Numbers, NpyTextWriter? Text)> _arrays = [];
    private readonly int[] _codes;

    public NpzAssessmentWriter(string path, AssessedRows rows, bool hasIds)
    {
        _rows = rows;
        _codes = new int[rows.Capacity];
        _archive = NpzWriter.Create(path);
        _id = hasIds ? _archive.AddText("id") : null;
        foreach (RowColumn column in rows.Columns)
        {
            switch (column)
            {
                case Words { OnlyInText: true }: break;
                case Words: _arrays.Add((column, null, _archive.AddText(column.Name))); break;
                case Numbers: _arrays.Add((column, _archive.Add(column.Name, NumberType.Float64), null)); break;
                default: _arrays.Add((column, _archive.Add(column.Name, NumberType.Int32), null)); break;
            }
        }
    }

    public override void Write(ReadOnlySpan<string> ids)
    {
        for (int i = 0; i < ids.Length; i++) _id?.Append(ids[i]);
        foreach (var (column, numbers, text) in _arrays)
        {
            switch (column)
            {
                case WholeNumbers whole: numbers!.Append(whole.Values.AsSpan(0, _rows.Count)); break;
                case Numbers values: numbers!.Append(values.Values.AsSpan(0, _rows.Count)); break;
                case Codes codes:
                    for (int i = 0; i < _rows.Count; i++) _codes[i] = codes.Code(i);
                    numbers!.Append(_codes.AsSpan(0, _rows.Count));
                    break;
                case Words words:
                    for (int i = 0; i < _rows.Count; i++) text!.Append(words.Text(i));
                    break;
            }
        }
    }

    public override void Complete() => _archive.Complete();

    public override void Dispose() => _archive.Dispose();
}
