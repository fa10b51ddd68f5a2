using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Probity.Metrics;

namespace Probity.Cli.Output;

/// <summary>One JSON object on standard output.</summary>
internal static class JsonOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints what <paramref name="members"/> writes inside an object.</summary>
    public static void Print(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        Console.OutputEncoding = Utf8;   // JSON is UTF-8 whatever the locale says
        Console.Out.Write(Utf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        Console.Out.Write('\n');
    }

    /// <summary>A number; infinite ones by name, null where there is none.</summary>
    public static void Number(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is null || double.IsNaN(value.Value)) writer.WriteNull(name);
        else if (double.IsFinite(value.Value)) writer.WriteNumber(name, value.Value);
        else writer.WriteString(name, value > 0 ? "Infinity" : "-Infinity");
    }

    public static void Strings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    public static void Figures(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, Figure> figures)
    {
        writer.WriteStartObject(name);
        foreach (var (key, figure) in figures)
        {
            writer.WriteStartObject(key);
            writer.Number("value", figure.Value);
            writer.Number("low", figure.Low);
            writer.Number("high", figure.High);
            if (figure.P is { } p) writer.Number("p", p);
            if (figure.Null95 is { } null95) writer.Number("null95", null95);
            writer.WriteNumber("rows", figure.Rows);
            writer.WriteString("definition", figure.Definition);
            if (figure.Reason is { } reason) writer.WriteString("reason", reason);
            foreach (var (side, value) in figure.Beside ?? new Dictionary<string, double>(StringComparer.Ordinal)) writer.Number(side, value);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
