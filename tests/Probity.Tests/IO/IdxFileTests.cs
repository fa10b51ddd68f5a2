using System.IO.Compression;
using Probity.IO;

namespace Probity.Tests.IO;

public class IdxFileTests
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];

    [Theory]
    [InlineData("i-idx3-ubyte")]
    [InlineData("i-idx3-ubyte.gz")]
    public void Reads_plain_and_gzipped(string name)
    {
        var idx = IdxFile.Read(Stream(Images, name), name);
        Assert.Equal([2, 2, 3], idx.Dimensions);
        Assert.Equal(Images[16..], idx.Bytes);
        using var table = IdxFile.Open(Stream(Images, name), name);
        Assert.Equal(6, table.Columns);
        Assert.Equal(2, table.Rows);
        Assert.Equal(Images[16..].Select(value => (double)value), table.ReadAllDouble());
    }

    [Fact]
    public void Wide_values_are_big_endian()
    {
        using var table = IdxFile.Open(new MemoryStream([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 0, 255, 255]), "a.idx");
        Assert.Equal([256, -1], table.ReadAllDouble());
    }

    [Theory]
    [InlineData("i.idx", 27)]
    [InlineData("i.idx", 29)]
    [InlineData("i.gz", 27)]
    [InlineData("i.gz", 29)]
    [InlineData("i.gz", 10)]
    [InlineData("i.gz", 2)]
    public void Refuses_too_few_and_too_many_bytes(string name, int length)
    {
        byte[] file = [.. Images, 1];
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(Stream(file[..length], name), name));
        Assert.Throws<InvalidDataException>(() =>
        {
            using var table = IdxFile.Open(Stream(file[..length], name), name);
            table.ReadAllFloat();
        });
    }

    [Theory]
    [InlineData("i.idx")]
    [InlineData("i.gz")]
    public void A_claim_of_gigabytes_is_refused_without_allocating(string name)
    {
        byte[] file = [.. Images];
        file[4] = 0x10;   // 268 million images
        var stream = Stream(file, name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, name));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000);
    }

    [Fact]
    public void Refuses_what_is_not_idx()
    {
        Assert.Contains("it starts with 504B0304", Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream([0x50, 0x4B, 3, 4, 0]), "x.idx")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(new MemoryStream([1, 2, 3, 4, 5, 6]), "x.gz"));
    }

    internal static MemoryStream Stream(byte[] content, string name)
    {
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) return new MemoryStream(content);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(content);
        return new MemoryStream(packed.ToArray());
    }
}
