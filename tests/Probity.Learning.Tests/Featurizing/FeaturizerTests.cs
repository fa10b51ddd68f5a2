using Probity.Numerics;

namespace Probity.Learning.Tests.Featurizing;

public class FeaturizerTests
{
    private const int N = 60;

    private static string?[] Column(Func<int, string?> cell) => [.. Enumerable.Range(0, N).Select(cell)];

    private static readonly Table Mixed = Cells.Table(
        ("row", Column(i => $"{i}")), ("age", Column(i => i % 9 == 0 ? "" : $"{i * 37 % 23}")), ("city", Column(i => i % 2 == 0 ? "Rome" : "Oslo")),
        ("when", Column(i => $"2024-0{1 + (i % 9)}-11")), ("said", Column(i => $"it was a day number {i} of many")), ("same", Column(_ => "1")),
        ("none", Column(_ => "NA")), ("code", Column(i => $"x{i:000}")), ("user_id", Column(i => $"{1_000 + (i * 7919 % 4001)}")), ("mostly", Column(i => i == 3 ? "many" : $"{i % 5}")));

    [Fact]
    public void Kinds_are_inferred_with_reasons()
    {
        IReadOnlyList<ColumnReading> columns = Featurizer.Read(Mixed);
        Assert.Equal(
            [ColumnKind.Ignored, ColumnKind.Number, ColumnKind.Category, ColumnKind.Date, ColumnKind.Text, ColumnKind.Ignored, ColumnKind.Ignored, ColumnKind.Ignored, ColumnKind.Ignored, ColumnKind.Category],
            columns.Select(column => column.Kind));
        string[] why = [.. columns.Select(column => column.Why)];
        Assert.Equal("like an id: it counts the rows", why[0]);
        Assert.Equal("days written yyyy-M-d", why[3]);
        Assert.Equal("8.0 words a cell, 100 % of them different", why[4]);
        Assert.Equal("constant: every row is '1'", why[5]);
        Assert.Equal("no row has a value", why[6]);
        Assert.Equal("like an id: 60 different values in 60 rows", why[7]);
        Assert.Equal("like an id: whole numbers, all different, and so named", why[8]);
        Assert.Equal("6 different values; 1 of 60 values are no numbers, such as 'many'", why[9]);
        Assert.Equal(7.0 / 60, columns[1].MissingShare, 1e-12);
        Assert.Equal(1, columns[6].MissingShare);
    }

    [Fact]
    public void What_is_said_overrides_and_text_only_reads_what_is_named()
    {
        var said = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["code"] = ColumnKind.Category, ["age"] = ColumnKind.Ignored };
        IReadOnlyList<ColumnReading> columns = Featurizer.Read(Mixed, new FeaturizerOptions { Kinds = said });
        Assert.Equal((ColumnKind.Category, ColumnKind.Ignored), (columns[7].Kind, columns[1].Kind));
        columns = Featurizer.Read(Mixed, new FeaturizerOptions { TextOnly = true, Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["age"] = ColumnKind.Number } });
        Assert.Equal(["age", "said"], columns.Where(column => column.Kind != ColumnKind.Ignored).Select(column => column.Column));
        Assert.Contains("no column 'x'", Assert.Throws<ArgumentException>(() => Featurizer.Read(Mixed, Cells.Said("x", ColumnKind.Text))).Message, StringComparison.Ordinal);
        Assert.Contains("no column is left", Assert.Throws<ArgumentException>(() => Featurizer.Read(Cells.Table(("same", ["1", "1"])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_may_come_in_any_order_beside_others_but_must_be_there()
    {
        Featurizer featurizer = Cells.Fit(Cells.Table(("a", ["1", "2", "3"]), ("b", ["x", "y", "x"])), new FeaturizerOptions { FewestRows = 1 });
        Assert.Equal(["a", "b"], featurizer.Columns);
        Assert.Equal(Cells.Row(featurizer, ("a", "2"), ("b", "y")), Cells.Row(featurizer, ("z", "?"), ("b", "y"), ("a", "2")));
        Assert.Contains("no column 'b', which the model reads", Assert.Throws<ArgumentException>(() => Cells.Row(featurizer, ("a", "2"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_beside_a_number_stays_sparse_and_both_are_named()
    {
        Featurizer featurizer = Cells.Fit(Mixed, new FeaturizerOptions { TextOnly = true, Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["city"] = ColumnKind.Category } });
        Assert.True(featurizer.HasText);
        Assert.IsType<SparseFeatures>(featurizer.Transform(Mixed));
        Assert.Equal("city=Oslo", featurizer.FeatureName(0));
        Assert.StartsWith("said", featurizer.FeatureName(2), StringComparison.Ordinal);
        Assert.Equal(2, featurizer.Explain().Split('\n').Length);
    }

    [Fact]
    public void A_column_that_tells_the_label_is_warned_of_with_the_figure()
    {
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i * 7 % 3)];
        var random = new RandomStream(1, 2);
        string?[] noise = [.. labels.Select(_ => $"{random.NextDouble():0.0000}")], half = [.. labels.Select((label, i) => i % 2 == 0 ? $"{label}" : "9")];
        Table table = Cells.Table(("grade", [.. labels.Select(label => "abc"[label].ToString())]), ("score", [.. labels.Select((label, i) => $"{label + (i * 37 % 100 / 1000.0)}")]), ("noise", noise), ("half", half));
        var rows = new LabelledTable(table, labels, 3);
        IReadOnlyList<string> warnings = Featurizer.Warnings(rows, Featurizer.Read(table));
        Assert.Equal(2, warnings.Count);
        Assert.StartsWith("column 'grade' alone tells the label of 100.0 % of rows (cross-validated; the commonest class has 33.5 %)", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("column 'score' alone", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Uneven_classes_are_noticed()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 95 ? 0 : 1)];
        Table table = Cells.Table(("x", [.. labels.Select((_, i) => $"{i * 37 % 10}")]));
        string warning = Assert.Single(Featurizer.Warnings(new LabelledTable(table, labels, 2), Featurizer.Read(table), ["ham", "spam"]));
        Assert.StartsWith("classes are uneven: 'ham' has 95 rows (95.0 %), 'spam' has 5", warning, StringComparison.Ordinal);
    }

    /// <summary>Columns are read from all rows; a part of these may have no value of one, days that would fit another form, or words that no two texts share.</summary>
    [Fact]
    public void A_part_of_the_rows_is_read_as_all_of_them_are()
    {
        string?[] numbers = [.. Enumerable.Range(0, 40).Select(i => i == 39 ? "7.5" : null)], words = [.. Enumerable.Range(0, 40).Select(i => i > 37 ? $"w{i % 2}" : null)];
        string?[] days = [.. Enumerable.Range(0, 40).Select(i => i == 39 ? "25/12/2024" : $"0{1 + (i % 9)}/11/2024")];
        Table all = Cells.Table(("n", numbers), ("c", words), ("d", days));
        FeaturizerOptions said = new() { Kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal) { ["c"] = ColumnKind.Category } };
        IReadOnlyList<ColumnReading> columns = Featurizer.Read(all, said);
        Featurizer part = Featurizer.Fit(Cells.Labelled(all.Select([.. Enumerable.Range(0, 37)])), columns, said);
        Assert.Equal(["n missing", "c missing"], Enumerable.Range(0, 2).Select(part.FeatureName));
        Features rest = part.Transform(all.Select([37, 38, 39]));
        var row = new float[rest.Columns];
        rest.Read<float>(2, row);
        Assert.Equal((0, 0), (row[0], row[1]));
        Assert.Equal(1, row[Enumerable.Range(0, row.Length).Single(i => part.FeatureName(i) == "d month=12")]);   // 25 December, whatever 1/11 may be
        Assert.InRange(row[2], -3, 3);
    }

    [Fact]
    public void Texts_that_share_no_word_are_told_by_their_characters()
    {
        Featurizer featurizer = Cells.Fit(Cells.Table(("t", ["日本語", "日本人", "大日本", "本人"])), Cells.Said("t", ColumnKind.Text) with { Text = new TextOptions { LongestCharacters = 2 } });
        Assert.Contains(Cells.Row(featurizer, ("t", "日本")), value => value > 0);
        Assert.Contains("0 n-grams of words", featurizer.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_does_not_fit_is_refused_before_anything_is_learned()
    {
        IReadOnlyList<ColumnReading> columns = Featurizer.Read(Cells.Table(("n", ["1", "2.5", "?"]), ("d", ["2024-01-31", "", "2024-02-01"])));
        Featurizer.RequireReadable(Cells.Table(("d", ["2025-01-01"]), ("n", ["NA"]), ("x", ["left aside"])), columns);
        Assert.Contains("no column 'd'", Refused(("n", ["1"])), StringComparison.Ordinal);
        Assert.Contains("row 1: column 'n' is one of numbers, but 'one' is none", Refused(("n", ["1", "one"]), ("d", ["", ""])), StringComparison.Ordinal);
        Assert.Contains("row 0: column 'd' is one of days written yyyy-M-d, but '1.1.2025' is none", Refused(("n", ["1"]), ("d", ["1.1.2025"])), StringComparison.Ordinal);

        string Refused(params (string, string?[])[] cells) => Assert.Throws<ArgumentException>(() => Featurizer.RequireReadable(Cells.Table(cells), columns)).Message;
    }
}
