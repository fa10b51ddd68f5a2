using System.Buffers.Binary;
using System.Text;
using Probity.IO;

namespace Probity.Tests.IO;

public class SafetensorsTests
{
    private const string TwoTensors = """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"a":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}}""";

    private static readonly byte[] TwoTensorsData = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 192, 0x80, 0x3F, 0x40, 0xC0];   // 1 2 3 −4, then 1 −3

    [Fact]
    public void Reads_a_file_laid_out_by_hand()
    {
        var file = SafetensorsFile.Read(new MemoryStream(Laid(TwoTensors, TwoTensorsData)), 1_000);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([1, 2, 3, -4], file.Tensors["b"].ToDoubles());
        Assert.Equal([2, 2], file.Tensors["b"].Shape);
        Assert.Equal([1f, -3f], file.Tensors["a"].ToFloats());
    }

    [Fact]
    public void Streams_one_tensor()
    {
        using var matrix = SafetensorsReader.Open(new MemoryStream(Laid(TwoTensors, TwoTensorsData)), "m.safetensors", "b");
        Assert.Equal(2, matrix.Columns);
        Assert.Equal([1, 2, 3, -4], matrix.ReadAllDouble());
        using var vector = SafetensorsReader.Open(new MemoryStream(Laid(TwoTensors, TwoTensorsData)), "m.safetensors", "a");
        Assert.Equal("m.safetensors#a", vector.Name);
        Assert.Equal([1f, -3f], vector.ReadAllFloat());
        var refusal = Assert.Throws<ArgumentException>(() => SafetensorsReader.Open(new MemoryStream(Laid(TwoTensors, TwoTensorsData)), "m.safetensors", "c"));
        Assert.Equal("m.safetensors: no tensor 'c'; there are b, a", refusal.Message);
    }

    [Fact]
    public void Same_content_gives_the_same_bytes_in_whatever_order()
    {
        var wide = SafetensorsTensor.Create("z", [1.0, double.NaN, -0.0, 1e300]);
        var narrow = SafetensorsTensor.Create("a", [1f, 2f], 2, 1);
        var bytes = SafetensorsTensor.Create("text", "é"u8);
        var first = Written(new() { ["x"] = "1", ["manifest"] = "{\"kind\":\"ü\"}" }, [bytes, narrow, wide]);
        Assert.Equal(first, Written(new() { ["manifest"] = "{\"kind\":\"ü\"}", ["x"] = "1" }, [wide, bytes, narrow]));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(first) % 8);
        Assert.StartsWith(
            """{"__metadata__":{"manifest":"{\"kind\":\"ü\"}","x":"1"},"z":{"dtype":"F64","shape":[4],"data_offsets":[0,32]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[32,40]},"text":""",
            Encoding.UTF8.GetString(first.AsSpan(8)),
            StringComparison.Ordinal);

        var back = SafetensorsFile.Read(new MemoryStream(first), first.Length);
        Assert.Equal("{\"kind\":\"ü\"}", back.Metadata["manifest"]);
        Assert.Equal([1.0, double.NaN, -0.0, 1e300], back.Tensors["z"].ToDoubles());
        Assert.Equal([2, 1], back.Tensors["a"].Shape);
        Assert.Equal("é"u8.ToArray(), back.Tensors["text"].Bytes.ToArray());
        Assert.Contains($"{first.Length:N0} bytes", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(new MemoryStream(first), first.Length - 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"shape":[4],"data_offsets":[0,8]}}""", "twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "gaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}}""", "followed by something else")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", "cut off")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}""", "does not fill")]
    [InlineData("""{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "F8_E4M3")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"code":"x"}}""", "code")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} x""", "not the JSON")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}""", "not the JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", "Number")]
    [InlineData("""[]""", "not a safetensors file")]
    public void Refuses_headers_that_are_wrong(string header, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(new MemoryStream(Laid(header, new byte[8])), 10_000)).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_header_longer_than_the_file_without_allocating()
    {
        byte[] file = Laid("{}", []);
        BinaryPrimitives.WriteInt64LittleEndian(file, 90_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(new MemoryStream(file), long.MaxValue));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Names_and_shapes_are_checked_before_writing()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create("a", [1.0, 2], 3));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.Create("__metadata__", [1.0]));
        var tensor = SafetensorsTensor.Create("a", [1.0]);
        Assert.Throws<ArgumentException>(() => Written([], [tensor, tensor]));
    }

    private static byte[] Written(Dictionary<string, string> metadata, SafetensorsTensor[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, metadata, tensors);
        return stream.ToArray();
    }

    internal static byte[] Laid(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. data];
    }
}
