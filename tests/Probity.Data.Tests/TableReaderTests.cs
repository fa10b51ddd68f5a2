using System.Text;

namespace Probity.Data.Tests;

public sealed class TableReaderTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string Bytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(_scratch[name], bytes);
        return _scratch[name];
    }

    private static string?[][] All(string path, IReadOnlyCollection<string>? columns = null)
    {
        using var reader = TableReader.Open(path, columns);
        return [.. reader.Read()];
    }

    [Fact]
    public void Quotes_new_lines_and_a_byte_order_mark_are_read()
    {
        string path = _scratch.Write("t.csv", "\uFEFFname,said\r\n\"a, b\",\"one\ntwo \"\"three\"\"\"\r\nc,\r\n");
        using var reader = TableReader.Open(path);
        Assert.Equal(["name", "said"], reader.Names);
        IReadOnlyList<string?[]> columns = reader.Read();
        Assert.Equal((string?[])["a, b", "c"], columns[0]);
        Assert.Equal((string?[])["one\ntwo \"three\"", ""], columns[1]);
        Assert.Empty(reader.Read()[0]);
    }

    [Fact]
    public void Chunks_together_are_the_whole()
    {
        string path = _scratch.Write("t.csv", "i,word\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i},w{i % 7}\n")));
        using var reader = TableReader.Open(path);
        var words = new List<string?>();
        int chunks = 0;
        for (IReadOnlyList<string?[]> chunk = reader.Read(300); chunk[0].Length > 0; chunk = reader.Read(300), chunks++) words.AddRange(chunk[1]);
        Assert.Equal(4, chunks);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"w{i % 7}"), words);
        Assert.Same(words[0], words[7]);   // equal cells are one string, or a million rows would not fit
    }

    [Fact]
    public void Columns_asked_for_come_in_the_order_asked_and_absent_ones_not_at_all()
    {
        string csv = _scratch.Write("t.csv", "a,b,c\n1,2,3\n"), json = _scratch.Write("t.jsonl", "{\"a\":1,\"b\":2,\"c\":3}\n");
        foreach (string path in (string[])[csv, json, csv + "#c,a", json + "#c,a"])
        {
            using var reader = TableReader.Open(path, ["c", "x", "a"]);
            Assert.Equal(["c", "a"], reader.Names);
            Assert.Equal(["3", "1"], reader.Read().Select(column => column[0]));
        }
        Assert.Contains("no column 'x'", Assert.Throws<ArgumentException>(() => All(csv + "#x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_are_rows_with_gaps_where_a_member_is_absent_or_null()
    {
        string path = _scratch.Write("t.jsonl", "{\"a\":\"x\\n\\u00e9\",\"n\":1.50}\n\n{\"b\":true,\"a\":null}\n{\"n\":\"\"}\n");
        using var reader = TableReader.Open(path);
        Assert.Equal(["a", "n", "b"], reader.Names);
        IReadOnlyList<string?[]> columns = reader.Read();
        Assert.Equal((string?[])["x\né", null, null], columns[0]);
        Assert.Equal((string?[])["1.50", null, ""], columns[1]);
        Assert.Equal((string?[])[null, "true", null], columns[2]);
    }

    [Fact]
    public void Tabs_separate_and_quotes_are_quotes()
    {
        string?[][] columns = All(_scratch.Write("t.tsv", "a\tb\n5\" pipe\tx, y\n"));
        Assert.Equal("5\" pipe", columns[0][0]);
        Assert.Equal("x, y", columns[1][0]);
    }

    [Fact]
    public void A_column_without_a_name_is_called_by_its_place()
    {
        using var reader = TableReader.Open(_scratch.Write("t.csv", ",b\n0,x\n"));
        Assert.Equal(["column 1", "b"], reader.Names);
    }

    [Fact]
    public void Ten_thousand_columns_are_read()
    {
        int[] numbers = [.. Enumerable.Range(0, 10_000)];
        string?[][] columns = All(_scratch.Write("t.csv", string.Join(',', numbers.Select(i => $"c{i}")) + "\n" + string.Join(',', numbers) + "\n"));
        Assert.Equal(numbers.Select(i => $"{i}"), columns.Select(column => column[0]));
    }

    [Theory]
    [InlineData("t.csv", "a,a\n1,2\n", "two columns are named 'a'")]
    [InlineData("t.csv", "a,b\n1,2\n3\n", "line 3 has 1 columns where 2 are expected")]
    [InlineData("t.csv", "a,b\n1,2\n3,4,5\n", "line 3 has 3 columns where 2 are expected")]
    [InlineData("t.csv", "a,b\n1,\"2\n3,4\n", "never closed")]
    [InlineData("t.csv", "", "the file is empty")]
    [InlineData("t.jsonl", "", "the file is empty")]
    [InlineData("t.jsonl", "{}\n", "no members")]
    [InlineData("t.jsonl", "{\"a\":1}\n[1]\n", "line 2 is not an object")]
    [InlineData("t.jsonl", "{\"a\":1,\"a\":2}\n", "line 1 has 'a' twice")]
    [InlineData("t.jsonl", "{\"a\":[1]}\n", "line 1: 'a' is an array or an object")]
    [InlineData("t.jsonl", "{\"a\":1} x\n", "line 1 is not valid JSON")]
    [InlineData("t.jsonl", "{\"a\":\"\\ud800\"}\n", "line 1 is not valid JSON")]
    public void What_is_no_table_is_refused_with_the_line(string name, string text, string because) =>
        Assert.Contains(because, Assert.Throws<InvalidDataException>(() => All(_scratch.Write(name, text))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_member_that_turns_up_late_is_refused_unless_columns_were_asked_for()
    {
        string path = _scratch.Write("t.jsonl", string.Concat(Enumerable.Repeat("{\"a\":1}\n", 1_000)) + "{\"a\":1,\"z\":2}\n");
        Assert.Contains("line 1,001 has 'z'", Assert.Throws<InvalidDataException>(() => All(path)).Message, StringComparison.Ordinal);
        Assert.Equal(1_001, All(path, ["a"])[0].Length);
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_refused_with_its_place()
    {
        byte[] latin = [.. "a,b\nx,y\nx,caf"u8, 0xE9, (byte)'\n'];
        Assert.Contains("line 3, column 'b' is not UTF-8", Assert.Throws<InvalidDataException>(() => All(Bytes("t.csv", latin))).Message, StringComparison.Ordinal);
        byte[] header = [(byte)'a', 0xE9, .. ",b\n1,2\n"u8];
        Assert.Contains("line 1, column 1 is not UTF-8", Assert.Throws<InvalidDataException>(() => All(Bytes("h.csv", header))).Message, StringComparison.Ordinal);
        byte[] json = [.. "{\"a\":\"caf"u8, 0xE9, .. "\"}\n"u8];
        Assert.Contains("line 1", Assert.Throws<InvalidDataException>(() => All(Bytes("t.jsonl", json))).Message, StringComparison.Ordinal);
        string?[][] columns = All(Bytes("u.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,é\n")]));   // its mark says what it is
        Assert.Equal("é", columns[1][0]);
    }

    [Fact]
    public void Arrays_are_no_tables() =>
        Assert.Contains(".csv, .tsv or .jsonl", Assert.Throws<ArgumentException>(() => All(_scratch.Write("t.npy", "x"))).Message, StringComparison.Ordinal);
}
