using Probity.IO;

namespace Probity.Data.Tests;

public class NumberFileTests
{
    [Fact]
    public void A_hash_within_a_file_name_belongs_to_it()
    {
        using var scratch = new Scratch();
        scratch.Write("run#2.csv", "a,b\n1,2\n");
        using var whole = NumberFile.Open(scratch["run#2.csv"]);
        Assert.Equal(2, whole.Columns);
        using var part = NumberFile.Open(scratch["run#2.csv#b"]);
        Assert.Equal([2], part.ReadAllDouble());
    }

    [Theory]
    [InlineData("a.npy#x", "holds one array only; leave out #x")]
    [InlineData("a.npz#", "nothing follows the #")]
    [InlineData("a.parquet", "the format cannot be told")]
    [InlineData("a.csv.gz", "the format cannot be told")]
    [InlineData("", "no file name")]
    public void Refuses_what_cannot_be_meant(string spec, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => NumberFile.Open(spec)).Message, StringComparison.Ordinal);

    [Fact]
    public void Ids_stand_in_text_files_only() =>
        Assert.Contains("no column 'id' of ids", Assert.Throws<ArgumentException>(() => NumberFile.Open("a.npy", "id")).Message, StringComparison.Ordinal);

    [Fact]
    public void Endings_count_in_any_case()
    {
        using var scratch = new Scratch();
        using (var writer = NpyWriter.Create(scratch["A.NPY"], 2, NumberType.Float64))
        {
            writer.Append([1, 2.0]);
            writer.Complete();
        }

        using var reader = NumberFile.Open(scratch["A.NPY"]);
        Assert.Equal([1, 2], reader.ReadAllDouble());
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Contains("no such file", Assert.Throws<FileNotFoundException>(() => NumberFile.Open("nowhere.csv#a")).Message, StringComparison.Ordinal);
}
