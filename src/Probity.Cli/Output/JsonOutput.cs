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
            writer.Members(figure);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static void Classes(this Utf8JsonWriter writer, IReadOnlyList<ClassFigures> classes, IReadOnlyList<string>? names)
    {
        writer.WriteStartArray("per_class");
        foreach (ClassFigures one in classes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("class", one.Class);
            if (names is not null) writer.WriteString("name", names[one.Class]);
            writer.WriteNumber("rows", one.Rows);
            writer.WriteNumber("predicted_rows", one.Predicted);
            writer.Figures("metrics", one.Figures);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void Labels(this Utf8JsonWriter writer, IReadOnlyList<LabelFigures> labels, IReadOnlyList<string>? names)
    {
        writer.WriteStartArray("per_label");
        foreach (LabelFigures one in labels)
        {
            writer.WriteStartObject();
            writer.WriteNumber("label", one.Label);
            if (names is not null) writer.WriteString("name", names[one.Label]);
            writer.WriteNumber("rows", one.Rows);
            writer.Figures("metrics", one.Figures);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void Groups(this Utf8JsonWriter writer, GroupTable table)
    {
        writer.WriteStartArray("groups");
        foreach (GroupFigures one in table.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("group", one.Group);
            writer.WriteNumber("rows", one.Rows);
            writer.Figures("metrics", one.Figures);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("group_gaps");
        foreach (var (name, gap) in table.Gaps)
        {
            writer.WriteStartObject(name);
            writer.Members(gap.Gap);
            if (gap.Gap.Value is not null)
            {
                writer.WriteString("highest", gap.Highest);
                writer.WriteString("lowest", gap.Lowest);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void Members(this Utf8JsonWriter writer, Figure figure)
    {
        writer.Number("value", figure.Value);
        writer.Number("low", figure.Low);
        writer.Number("high", figure.High);
        if (figure.P is { } p) writer.Number("p", p);
        if (figure.Null95 is { } null95) writer.Number("null95", null95);
        writer.WriteNumber("rows", figure.Rows);
        writer.WriteString("definition", figure.Definition);
        if (figure.Reason is { } reason) writer.WriteString("reason", reason);
        foreach (var (side, value) in figure.Beside ?? new Dictionary<string, double>(StringComparer.Ordinal)) writer.Number(side, value);
    }
}
