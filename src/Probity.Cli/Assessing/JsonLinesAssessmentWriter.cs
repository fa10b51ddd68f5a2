using System.Text.Encodings.Web;
using System.Text.Json;
using Probity.Cli.Output;
using Probity.Decisions;
using Probity.IO;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>A row a JSON object, with the same members as the columns of the csv.</summary>
internal sealed class JsonLinesAssessmentWriter(string path, IReadOnlyList<Score> scores, IReadOnlyList<string>? names, bool hasIds) : AssessmentWriter
{
    private readonly WholeFile _file = WholeFile.Create(path);
    private readonly MemoryStream _chunk = new();

    public override void Write(AssessedRows rows, ReadOnlySpan<string> ids)
    {
        _chunk.SetLength(0);
        using var json = new Utf8JsonWriter(_chunk, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (int i = 0; i < rows.Count; i++)
        {
            json.WriteStartObject();
            if (hasIds) json.WriteString("id", ids[i]);
            else json.WriteNumber("row", rows.FirstRow + i);
            json.WriteNumber("predicted", rows.Predicted[i]);
            if (names is not null) json.WriteString("predicted_name", names[rows.Predicted[i]]);
            json.WriteNumber("confidence", rows.Confidence[i]);
            json.WriteString("decision", rows.Decisions[i].Token());
            json.WriteString("reason", rows.Reason(i));
            for (int s = 0; s < scores.Count; s++) json.Number(scores[s].Token(), rows.Scores[s][i]);
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
