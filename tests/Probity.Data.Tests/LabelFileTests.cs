using System.IO.Compression;
using Probity.IO;

namespace Probity.Data.Tests;

public class LabelFileTests
{
    [Fact]
    public void Whole_numbers_of_any_stored_type()
    {
        using var scratch = new Scratch();
        using (var writer = NpyWriter.CreateVector(scratch["y.npy"], NumberType.Float32))
        {
            writer.Append([2f, 0, 1]);
            writer.Complete();
        }

        Assert.Equal([2, 0, 1], LabelFile.Read(scratch["y.npy"]));
        SafetensorsWriter.Write(scratch["y.safetensors"], new Dictionary<string, string>(), [SafetensorsTensor.Create("y", "\u0002\0\u0001"u8, 3, 1)]);
        Assert.Equal([2, 0, 1], LabelFile.Read(scratch["y.safetensors"] + "#y"));
        using (var archive = NpzWriter.Create(scratch["y.npz"]))
        {
            archive.Add("labels", NumberType.Int32).Append([2, 0, 1]);
            archive.Complete();
        }

        Assert.Equal([2, 0, 1], LabelFile.Read(scratch["y.npz"] + "#labels"));
        Assert.Equal([2, 0, 1], LabelFile.Read(scratch["y.npz"]));
        Assert.Equal(["2", "0", "1"], TextColumn.Read(scratch["y.npz"]));
    }

    [Fact]
    public void Gzipped_idx_labels()
    {
        using var scratch = new Scratch();
        using (var gzip = new GZipStream(File.Create(scratch["t-labels-idx1-ubyte.gz"]), CompressionMode.Compress)) gzip.Write([0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 7]);
        Assert.Equal([9, 0, 7], LabelFile.Read(scratch["t-labels-idx1-ubyte.gz"]));
    }

    [Theory]
    [InlineData("y.csv", "label\n2\n0\n1.0\n")]
    [InlineData("y.csv", "2\n0\n1\n")]
    [InlineData("y.jsonl", "2\n0\n1\n")]
    public void A_lone_column_of_text(string name, string text)
    {
        using var scratch = new Scratch();
        Assert.Equal([2, 0, 1], LabelFile.Read(scratch.Write(name, text)));
    }

    [Fact]
    public void A_lone_column_of_names_may_lack_its_own()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("y.csv", "dog\ncat\n");
        Assert.Equal([1, 0], LabelFile.Read(path, ["cat", "dog"]));
        scratch.Write("y.csv", "animal\ndog\ncat\n");
        Assert.Equal([1, 0], LabelFile.Read(path, ["cat", "dog"]));
    }

    [Fact]
    public void Names_are_looked_up_before_numbers()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("y.jsonl", "{\"y\":\"1\"}\n{\"y\":2}\n");
        Assert.Equal([0, 1], LabelFile.Read(path + "#y", ["1", "2"]));
        Assert.Equal([1, 2], LabelFile.Read(path + "#y", ["cat", "dog", "cow"]));
    }

    [Theory]
    [InlineData("y\n0\ncat\n", null, "line 3 is 'cat'; labels are whole numbers, the index of the class; to use names give the list")]
    [InlineData("y\ncat\nfish\n", "cat", "line 3 is 'fish', which is not one of the 1 class names")]
    [InlineData("y\n0.5\n", null, "line 2 is '0.5'")]
    [InlineData("y\n3000000000\n", null, "line 2 is '3000000000'")]
    [InlineData("y\nnan\n", null, "line 2 is 'nan'")]
    public void Refuses_with_line_and_value(string text, string? name, string words)
    {
        using var scratch = new Scratch();
        string path = scratch.Write("y.csv", text);
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => LabelFile.Read(path, name is null ? null : [name])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_fractions_and_one_hot_rows_in_arrays()
    {
        using var scratch = new Scratch();
        foreach (var (name, columns) in new[] { ("a.npy", 1), ("b.npy", 2) })
        {
            using var writer = NpyWriter.Create(scratch[name], columns, NumberType.Float64);
            writer.Append([1, .5]);
            writer.Complete();
        }

        Assert.Contains("row 1 is 0.5", Assert.Throws<InvalidDataException>(() => LabelFile.Read(scratch["a.npy"])).Message, StringComparison.Ordinal);
        Assert.Contains("2 columns", Assert.Throws<InvalidDataException>(() => LabelFile.Read(scratch["b.npy"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_must_be_named_where_there_are_several()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("y.csv", "a,label\n1,2\n");
        Assert.Equal("y.csv: 2 columns; say which one: y.csv#label (there are a, label)", Assert.Throws<ArgumentException>(() => LabelFile.Read(path)).Message);
    }
}
