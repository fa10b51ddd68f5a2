using System.Text.Encodings.Web;
using System.Text.Json;
using Probity.Cli.Output;
using Probity.IO;

namespace Probity.Cli.Assessing;

/// <summary>A row a JSON object, with the same members as the columns of the csv.</summary>
internal sealed class JsonLinesAssessmentWriter(string path, AssessedRows rows, bool hasIds) : AssessmentWriter
{
    private readonly WholeFile _file = WholeFile.Create(path);
    private readonly MemoryStream _chunk = new();

    public override void Write(ReadOnlySpan<string> ids)
    {
        _chunk.SetLength(0);
        using var json = new Utf8JsonWriter(_chunk, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (int i = 0; i < rows.Count; i++)
        {
            json.WriteStartObject();
            if (hasIds) json.WriteString("id", ids[i]);
            else json.WriteNumber("row", rows.FirstRow + i);
            foreach (RowColumn column in rows.Columns)
            {
                switch (column)
                {
                    case WholeNumbers whole: json.WriteNumber(whole.Name, whole.Values[i]); break;
                    case Numbers numbers: json.Number(numbers.Name, numbers.Values[i]); break;
                    case Words words: json.WriteString(words.Name, words.Text(i)); break;
                    case Codes codes: json.WriteString(codes.Name, codes.Text(i)); break;
                }
            }
            json.WriteEndObject();
            json.Flush();
            _chunk.WriteByte((byte)'\n');
            json.Reset();
        }
        _chunk.WriteTo(_file.Stream);
    }

    public override void Complete() => _file.Complete();

    public override void Dispose()
    {
        _chunk.Dispose();
        _file.Dispose();
    }
}
