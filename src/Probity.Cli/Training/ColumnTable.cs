using System.Text.Json;
using Probity.Learning;
using Spectre.Console;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>What the columns of a table were taken for.</summary>
internal static class ColumnTable
{
    private const int Most = 60;

    public static void Print(IReadOnlyList<ColumnReading> columns)
    {
        var table = new Spectre.Console.Table().RoundedBorder();
        foreach (string name in (string[])["column", "kind", "why", "missing"]) table.AddColumn(name);
        foreach (ColumnReading column in columns.Take(Most))
            table.AddRow(Markup.Escape(column.Column), Kind(column.Kind), Markup.Escape(column.Why), column.MissingShare == 0 ? "" : Invariant($"{100 * column.MissingShare:0.0} %"));
        AnsiConsole.Write(table);
        if (columns.Count > Most) AnsiConsole.WriteLine(Invariant($"and {columns.Count - Most:N0} more columns: {string.Join(", ", columns.Skip(Most).GroupBy(column => column.Kind).Select(kind => Invariant($"{kind.Count():N0} {Kind(kind.Key)}")))}"));
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ColumnReading> columns)
    {
        json.WriteStartArray("columns");
        foreach (ColumnReading column in columns)
        {
            json.WriteStartObject();
            json.WriteString("column", column.Column);
            json.WriteString("kind", Kind(column.Kind));
            json.WriteString("why", column.Why);
            json.WriteNumber("missing_share", column.MissingShare);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Kind(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "number",
        ColumnKind.Category => "category",
        ColumnKind.Date => "date",
        ColumnKind.Text => "text",
        _ => "left out",
    };
}
