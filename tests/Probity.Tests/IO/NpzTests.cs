using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Probity.IO;

namespace Probity.Tests.IO;

public class NpzTests
{
    private static readonly double[] Floats = [1.5, -2, 3, 0.25, 65504, -0.0];

    [Theory]
    [InlineData("npz0")]
    [InlineData("npz1")]
    public void Reads_what_numpy_wrote_stored_and_deflated(string file)
    {
        using var logits = NpzReader.Open(NumpyFiles.Stream(file), "d.npz", "logits");
        Assert.Equal("d.npz#logits", logits.Name);
        Assert.Equal(Floats, logits.ReadAllDouble());
        using var fortran = NpzReader.Open(NumpyFiles.Stream(file), "d.npz", "fortran.npy");
        Assert.Equal(Floats, fortran.ReadAllDouble());
        using var labels = NpzReader.Open(NumpyFiles.Stream(file), "d.npz", "labels");
        Assert.Equal([2, 0], labels.ReadAllDouble());
    }

    [Fact]
    public void A_wrong_or_missing_name_is_answered_by_those_there_are()
    {
        Assert.Equal(
            "d.npz: no array 'logit'; there are logits, fortran, labels",
            Assert.Throws<ArgumentException>(() => NpzReader.Open(NumpyFiles.Stream("npz1"), "d.npz", "logit")).Message);
        Assert.Contains("3 arrays; say which one", Assert.Throws<ArgumentException>(() => NpzReader.Open(NumpyFiles.Stream("npz1"), "d.npz")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_of_the_data_is_noticed()
    {
        byte[] file = NumpyFiles.Bytes("npz0");
        int at = file.AsSpan().IndexOf(BitConverter.GetBytes(65504f));   // within the stored logits
        file[at] ^= 1;
        using var reader = NpzReader.Open(new MemoryStream(file), "d.npz", "logits");
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(reader.ReadAllFloat).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_is_not_the_declared_length_is_refused()
    {
        byte[] file = Zip("a.npy", NpyReaderTests.WithShape("(1000000000000, 10)", 1024));
        Assert.Contains("needs 40,000,000,000,000 bytes of data but the file has 1,024", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_length_beyond_what_deflate_can_hold_is_refused()
    {
        // The length in the archive's directory is set to match a header that claims 100 million rows.
        byte[] file = Zip("a.npy", NpyReaderTests.WithShape("(100000000, 10)", 1024));
        int directory = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(directory + 24), 4_000_000_128);
        Assert.Contains("more than compression can hold", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_longer_than_declared_are_never_read()
    {
        byte[] file = Zip("a.npy", NpyReaderTests.WithShape("(256,)", 4096));
        int directory = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(directory + 24), 128 + 1024);
        Assert.Throws<InvalidDataException>(() =>
        {
            using var reader = NpzReader.Open(new MemoryStream(file), "d.npz");
            reader.ReadAllFloat();
        });
    }

    [Fact]
    public void Not_an_archive_and_an_archive_without_arrays_are_refused()
    {
        Assert.Contains("not a readable npz archive", Refusal(Encoding.ASCII.GetBytes("not a zip file at all, is it")), StringComparison.Ordinal);
        Assert.Contains("without arrays", Refusal(Zip("a.txt", [1])), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_written_side_by_side_come_back_and_the_bytes_repeat()
    {
        using var scratch = new Scratch();
        Assert.Equal(Write(scratch["a.npz"]), Write(scratch["b.npz"]));
        Assert.Equal(["a.npz", "b.npz"], scratch.Files);
        Assert.Equal(["p", "label"], NpzReader.Names(scratch["a.npz"]));
        using var p = NpzReader.Open(scratch["a.npz"], "p");
        Assert.Equal([.1, .9, .5, .5], p.ReadAllDouble());
        using var label = NpzReader.Open(scratch["a.npz"], "label");
        Assert.Equal([1, 0], label.ReadAllDouble());
    }

    [Fact]
    public void An_archive_given_up_leaves_nothing()
    {
        using var scratch = new Scratch();
        using (var writer = NpzWriter.Create(scratch["a.npz"]))
        {
            writer.Add("p", NumberType.Float64).Append([1.0]);
            Assert.Throws<ArgumentException>(() => writer.Add("p", NumberType.Float64));
        }

        Assert.Empty(scratch.Files);
    }

    [Fact]
    public void Text_is_what_numpy_writes()
    {
        // numpy 1.24.2: numpy.array(["accept", "é𝒳"]) is <U6, so 48 bytes of UTF-32 after a header of 128.
        using var scratch = new Scratch();
        using (var writer = NpzWriter.Create(scratch["a.npz"]))
        {
            var text = writer.AddText("decision");
            text.Append("accept");
            text.Append("é𝒳");
            Assert.Throws<ArgumentException>(() => text.Append(new string('x', 1_025)));
            writer.Complete();
        }

        using var archive = ZipFile.OpenRead(scratch["a.npz"]);
        using var entry = archive.GetEntry("decision.npy")!.Open();
        using var content = new MemoryStream();
        entry.CopyTo(content);
        Assert.Equal(Convert.FromBase64String("k05VTVBZAQB2AHsnZGVzY3InOiAnPFU2JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAYwAAAGMAAABlAAAAcAAAAHQAAADpAAAAs9QBAAAAAAAAAAAAAAAAAAAAAAA="), content.ToArray());
    }

    [Fact]
    public void Checksum_is_that_of_zip() =>
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "12345"u8), "6789"u8));   // the check value of CRC-32

    private static byte[] Write(string path)
    {
        using var writer = NpzWriter.Create(path);
        var p = writer.Add("p", NumberType.Float64, 2);
        var label = writer.Add("label", NumberType.Int32);
        p.Append([.1, .9]);
        label.Append([1]);
        p.Append([.5, .5]);
        label.Append([0]);
        writer.Complete();
        return File.ReadAllBytes(path);
    }

    private static string Refusal(byte[] file) => Assert.Throws<InvalidDataException>(() => NpzReader.Open(new MemoryStream(file), "d.npz")).Message;

    private static byte[] Zip(string name, byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }

        return buffer.ToArray();
    }
}
