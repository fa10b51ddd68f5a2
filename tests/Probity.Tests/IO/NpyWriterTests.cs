using Probity.IO;

namespace Probity.Tests.IO;

public class NpyWriterTests
{
    [Fact]
    public void Writes_the_very_bytes_of_numpy()
    {
        // numpy 1.24.2 pads the header to 128 bytes as well, and its save(float32 [[1.5, -2, 3], [.25, 65504, -0.]]) is the fixture.
        using var scratch = new Scratch();
        using (var writer = NpyWriter.Create(scratch["a.npy"], 3, NumberType.Float32))
        {
            writer.Append([1.5f, -2, 3]);
            writer.Append([0.25, 65504, -0.0]);
            Assert.Equal(2, writer.Rows);
            Assert.False(File.Exists(scratch["a.npy"]));
            writer.Complete();
        }

        Assert.Equal(NumpyFiles.Bytes("A_<f4"), File.ReadAllBytes(scratch["a.npy"]));
        Assert.Equal(["a.npy"], scratch.Files);
    }

    [Fact]
    public void Vectors_of_integers_come_back()
    {
        using var scratch = new Scratch();
        using (var writer = NpyWriter.CreateVector(scratch["v.npy"], NumberType.Int32))
        {
            writer.Append([3, -1, int.MaxValue]);
            Assert.Throws<ArgumentException>(() => writer.Append([1.5]));
            writer.Complete();
        }

        using var reader = NpyReader.Open(scratch["v.npy"]);
        Assert.Equal("v.npy", reader.Name);
        Assert.Equal([3, -1, int.MaxValue], reader.ReadAllDouble());
    }

    [Fact]
    public void Nothing_is_left_where_writing_was_given_up()
    {
        using var scratch = new Scratch();
        scratch.Write("old.npy", [1, 2, 3]);
        using (var writer = NpyWriter.Create(scratch["old.npy"], 2, NumberType.Float64)) writer.Append([1.0, 2.0]);
        Assert.Equal(["old.npy"], scratch.Files);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(scratch["old.npy"]));
    }

    [Fact]
    public void Rows_must_be_whole_and_the_directory_there()
    {
        using var scratch = new Scratch();
        using var writer = NpyWriter.Create(scratch["a.npy"], 2, NumberType.Float64);
        Assert.Throws<ArgumentException>(() => writer.Append([1.0, 2, 3]));
        Assert.Contains("does not exist", Assert.Throws<ArgumentException>(() => NpyWriter.Create(scratch["no/a.npy"], 2, NumberType.Float64)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NpyWriter.Create(scratch["b.npy"], 2, NumberType.UInt64));
        Assert.DoesNotContain("b.npy", string.Join(' ', scratch.Files), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_values_pass_through_the_buffer_in_order()
    {
        using var scratch = new Scratch();
        var values = new double[(1 << 20) + 6];
        for (int i = 0; i < values.Length; i++) values[i] = i;
        using (var writer = NpyWriter.Create(scratch["a.npy"], 2, NumberType.Float32))
        {
            writer.Append(values);
            writer.Complete();
        }

        using var reader = NpyReader.Open(scratch["a.npy"]);
        Assert.Equal(values, reader.ReadAllDouble());
    }
}
