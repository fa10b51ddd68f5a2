using System.Text;

namespace Probity.Data.Tests;

public class DelimitedTests
{
    [Fact]
    public void Header_numbers_and_names()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "x,y\n1,2.5\n-3e2, 4 \n"));
        Assert.Equal("a.csv", reader.Name);
        Assert.Null(reader.Rows);
        Assert.Equal(["x", "y"], reader.ColumnNames);
        Assert.Equal([1, 2.5, -300, 4], reader.ReadAllDouble());
    }

    [Fact]
    public void No_header_where_the_first_row_is_numbers()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "1,2\r\n3,4"));
        Assert.Null(reader.ColumnNames);
        Assert.Equal([1f, 2f, 3f, 4f], reader.ReadAllFloat());
    }

    [Fact]
    public void Counting_names_of_a_data_frame_are_a_header()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "0,1,2\n.1,.2,.7\n"));
        Assert.Equal([.1, .2, .7], reader.ReadAllDouble());
    }

    [Fact]
    public void Columns_are_picked_in_the_order_asked_for_and_ids_stand_beside()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.csv", "id,label,a,b\nr1,cat,1,2\n\"r,2\",dog,3,4\nr3,cat,5,6\n");
        using var reader = NumberFile.Open(path + "#b,a", "id");
        Assert.True(reader.HasIds);
        Assert.Equal("a.csv#b,a", reader.Name);
        var rows = new double[4];
        Assert.Equal(2, reader.Read(rows));
        Assert.Equal([2, 1, 4, 3], rows);
        Assert.Equal(["r1", "r,2"], reader.Ids.ToArray());
        Assert.Equal(1, reader.Read(rows));
        Assert.Equal(["r3"], reader.Ids.ToArray());
        Assert.Equal(0, reader.Read(rows));
        Assert.Equal(["cat", "dog", "cat"], TextColumn.Read(path + "#label"));
        Assert.Equal([0, 1, 0], LabelFile.Read(path + "#label", ["cat", "dog"]));
    }

    [Fact]
    public void An_id_column_is_not_among_the_numbers()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "p,id\n.5,x\n"), "id");
        Assert.Equal(["p"], reader.ColumnNames);
        Assert.Equal([.5], reader.ReadAllDouble());
    }

    [Fact]
    public void Not_a_number_and_the_infinities_are_read_as_such()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "a,b\nnan,inf\nNaN,-inf\n-Infinity,+INF\n"));
        Assert.Equal([double.NaN, double.PositiveInfinity, double.NaN, double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity], reader.ReadAllDouble());
    }

    [Fact]
    public void A_byte_order_mark_and_quotes_are_not_part_of_the_names()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["a.csv"], "\"a \"\"b\"\"\",c\n\"1\",\"2\"\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        using var reader = NumberFile.Open(scratch["a.csv"]);
        Assert.Equal(["a \"b\"", "c"], reader.ColumnNames);
        Assert.Equal([1, 2], reader.ReadAllDouble());
    }

    [Fact]
    public void Tabs_have_no_quoting()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.tsv", "n\ttext\n1\t5\" of rain\n2\t\"both\"\n");
        Assert.Equal(["5\" of rain", "both"], TextColumn.Read(path + "#text"));
        using var reader = NumberFile.Open(path + "#n");
        Assert.Equal([1, 2], reader.ReadAllDouble());
    }

    [Theory]
    [InlineData("", "a.csv: the file is empty")]
    [InlineData("\n\n", "a.csv: the file is empty")]
    [InlineData("a,b\n1,2\n3\n", "a.csv: line 3 has 1 columns where 2 are expected")]
    [InlineData("a,b\n1,2\n\n3,4,5\n", "a.csv: line 4 has 3 columns where 2 are expected")]
    [InlineData("a,b\n1,cat\n", "a.csv: line 2, column 'b' is 'cat', not a number; pick the columns of numbers by name: a.csv#a,b,c")]
    [InlineData("a,b\n1,\n", "a.csv: line 2, column 'b' is empty")]
    [InlineData("1,2\n1,x\n", "a.csv: line 2, column 2 is 'x', not a number")]
    [InlineData("1,2\n1,\"x\n2,3\n", "never closed")]
    [InlineData(",a,b\n0,1,2\n", "index=False")]
    [InlineData("a,b\n\"1\n\n\",2\n3,z", "a.csv: line 5, column 'b' is 'z'")]
    public void Refuses_with_line_and_column(string text, string words)
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.csv", text);
        var refusal = Assert.Throws<InvalidDataException>(() =>
        {
            using var reader = NumberFile.Open(path);
            reader.ReadAllDouble();
        });
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_not_there_or_twice_are_refused()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("a.csv", "a,b,b\n1,2,3\n");
        Assert.Equal("a.csv: no column 'c'; there are a, b, b", Assert.Throws<ArgumentException>(() => NumberFile.Open(path + "#c")).Message);
        Assert.Contains("two columns are named 'b'", Assert.Throws<InvalidDataException>(() => NumberFile.Open(path + "#b")).Message, StringComparison.Ordinal);
        Assert.Contains("picked twice", Assert.Throws<ArgumentException>(() => NumberFile.Open(path + "#a,a")).Message, StringComparison.Ordinal);
        Assert.Contains("both an id and a number", Assert.Throws<ArgumentException>(() => NumberFile.Open(path + "#a", "a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_alone_is_a_table_without_rows()
    {
        using var scratch = new Scratch();
        using var reader = NumberFile.Open(scratch.Write("a.csv", "a,b\n"));
        Assert.Equal(2, reader.Columns);
        Assert.Empty(reader.ReadAllDouble());
    }

    [Fact]
    public void A_record_without_end_is_refused_before_it_fills_memory()
    {
        using var scratch = new Scratch();
        using (var writer = new StreamWriter(scratch["a.csv"]))
        {
            writer.Write("a\n\"");
            string block = new('x', 1 << 20);
            for (int i = 0; i < 80; i++) writer.Write(block);
        }

        var refusal = Assert.Throws<InvalidDataException>(() =>
        {
            using var reader = NumberFile.Open(scratch["a.csv"]);
            reader.ReadAllDouble();
        });
        Assert.Contains("line 2 begins a record", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_rows_cost_no_memory_beyond_a_buffer()
    {
        using var scratch = new Scratch();
        using (var writer = new StreamWriter(scratch["a.csv"]))
        {
            writer.WriteLine("a,b,c");
            for (int i = 0; i < 200_000; i++) writer.WriteLine("0.25,-1.5,3");
        }

        using var reader = NumberFile.Open(scratch["a.csv"]);
        var rows = new float[3 * 64];
        long before = GC.GetAllocatedBytesForCurrentThread();
        double sum = 0;
        for (int read; (read = reader.Read(rows)) > 0;)
        {
            for (int i = 0; i < read * 3; i++) sum += rows[i];
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        Assert.Equal(200_000 * 1.75, sum);
    }
}
