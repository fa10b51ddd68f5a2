namespace Probity.Data.Tests;

public class JsonLinesTests
{
    [Theory]
    [InlineData("[1, 2]\n\n[3.5,-4]\r\n")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"b\":-4,\"a\":3.5}")]
    [InlineData("{\"id\":\"x\",\"logits\":[1,2]}\n{\"logits\":[3.5,-4],\"id\":\"y\",\"more\":{\"z\":[1]}}\n")]
    [InlineData("\uFEFF{\"z\":[1,2]}\n  \n{\"z\":[3.5,-4]}")]
    public void The_three_shapes_of_a_row(string text)
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.jsonl", text));
        Assert.Equal(2, reader.Columns);
        Assert.Equal([1, 2, 3.5, -4], reader.ReadAllDouble());
        using var floats = NumberFile.Open(scratch["a.jsonl"]);
        Assert.Equal([1f, 2f, 3.5f, -4f], floats.ReadAllFloat());
    }

    [Fact]
    public void Properties_are_picked_and_ids_stand_beside()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.jsonl", "{\"id\":7,\"text\":\"hi\",\"b\":1,\"a\":2}\n{\"a\":3,\"id\":\"y\",\"b\":4}\n");
        using var reader = NumberFile.Open(path + "#a,b", "id");
        var rows = new double[4];
        Assert.Equal(2, reader.Read(rows));
        Assert.Equal([2, 1, 3, 4], rows);
        Assert.Equal(["7", "y"], reader.Ids.ToArray());
        Assert.Equal(["a", "b"], reader.ColumnNames);
    }

    [Fact]
    public void One_of_several_arrays_is_picked()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.jsonl", "{\"p\":[1,2],\"q\":[3,4,5]}\n");
        using var reader = NumberFile.Open(path + "#q");
        Assert.Equal([3, 4, 5], reader.ReadAllDouble());
        Assert.Contains("a.jsonl#p", Assert.Throws<ArgumentException>(() => NumberFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infinities_may_stand_as_text()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.jsonl", "[\"-Infinity\",\"NaN\",\"inf\"]"));
        Assert.Equal([double.NegativeInfinity, double.NaN, double.PositiveInfinity], reader.ReadAllDouble());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[1,2]\n[1]\n", "line 2 has 1 numbers where the first line has 2")]
    [InlineData("[1,2]\n\n[1,2,3]\n", "line 3 has more than the 2 numbers")]
    [InlineData("[1,\"2\"]\n", "line 1 holds the text '2', not a number")]
    [InlineData("[1,null]\n", "line 1 holds 'null', not a number")]
    [InlineData("[1,2]\n{\"a\":1}\n", "line 2 is not an array")]
    [InlineData("{\"a\":1}\n[1]\n", "line 2 is not an object")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"a\":1}\n", "line 2 has no 'b'")]
    [InlineData("{\"a\":1}\n{\"a\":1,\"b\":2}\n", "line 2 has 'b', which the first line has not")]
    [InlineData("{\"a\":1}\n{\"a\":1,\"a\":2}\n", "line 2 has 'a' twice")]
    [InlineData("{\"a\":1,\"a\":1}\n", "twice")]
    [InlineData("{\"a\":\"x\"}\n", "line 1 has as 'a' the text 'x', not a number; pick the columns of numbers by name: a.jsonl#a,b,c")]
    [InlineData("[1,2]\n[1,2\n", "line 2 is not valid JSON")]
    [InlineData("[1,2] [3]\n", "line 1 is not valid JSON")]
    [InlineData("[NaN]\n", "line 1 is not valid JSON")]
    [InlineData("3\n", "line 1 is not valid JSON")]
    [InlineData("[]\n", "line 1 has 0 numbers")]
    public void Refuses_with_the_line(string text, string words)
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.jsonl", text);
        var refusal = Assert.Throws<InvalidDataException>(() =>
        {
            using var reader = NumberFile.Open(path);
            reader.ReadAllDouble();
        });
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_whole()
    {
        using var scratch = new Scratch();
        string row = "[" + string.Join(',', Enumerable.Range(0, 30_000)) + "]";
        using var reader = NumberFile.Open(scratch.Write("a.jsonl", $"{row}\n{row}\n"));
        Assert.Equal(30_000, reader.Columns);
        Assert.Equal(60_000, reader.ReadAllDouble().Length);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_memory()
    {
        using var scratch = new Scratch();
        using (var writer = new StreamWriter(scratch["a.jsonl"]))
        {
            string block = new('1', 1 << 20);
            for (int i = 0; i < 70; i++) writer.Write(block);
        }

        Assert.Contains("longer than", Assert.Throws<InvalidDataException>(() => NumberFile.Open(scratch["a.jsonl"])).Message, StringComparison.Ordinal);
    }
}
