namespace Probity.Learning.Tests.Featurizing;

/// <summary>Small tables, and what a featurizer makes of their rows.</summary>
internal static class Cells
{
    public static Table Table(params (string Name, string?[] Cells)[] columns) => new([.. columns.Select(column => column.Name)], [.. columns.Select(column => column.Cells)]);

    public static LabelledTable Labelled(Table table, int classes = 2) => new(table, [.. Enumerable.Range(0, table.Rows).Select(i => i % classes)], classes);

    public static Featurizer Fit(Table table, FeaturizerOptions options) => Featurizer.Fit(Labelled(table), null, options);

    /// <summary>The numbers of one row.</summary>
    public static float[] Row(Featurizer featurizer, params (string Name, string? Cell)[] cells)
    {
        Features features = featurizer.Transform(Table([.. cells.Select(cell => (cell.Name, (string?[])[cell.Cell]))]));
        var row = new float[features.Columns];
        features.Read<float>(0, row);
        return row;
    }

    public static FeaturizerOptions Said(string column, ColumnKind kind) => new() { Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { [column] = kind }, FewestRows = 1 };
}
