using System.Runtime.InteropServices;
using System.Text;
using Probity.IO;

namespace Probity.Tests.IO;

public class NpyReaderTests
{
    private static readonly double[] Floats = [1.5, -2, 3, 0.25, 65504, -0.0];
    private static readonly double[] Signed = [1, -2, 3, 100, 5, -128];
    private static readonly double[] Unsigned = [1, 2, 3, 100, 5, 200];

    [Theory]
    [InlineData("A_<f4")]
    [InlineData("A_<f8")]
    [InlineData("A_<f2")]
    [InlineData("A_>f4")]
    [InlineData("A_>f8")]
    [InlineData("A_>f2")]
    [InlineData("I_|i1")]
    [InlineData("I_<i2")]
    [InlineData("I_<i4")]
    [InlineData("I_<i8")]
    [InlineData("I_>i2")]
    [InlineData("I_>i4")]
    [InlineData("I_>i8")]
    [InlineData("U_|u1")]
    [InlineData("U_<u2")]
    [InlineData("U_<u4")]
    [InlineData("U_<u8")]
    [InlineData("U_>u2")]
    [InlineData("U_>u4")]
    [InlineData("U_>u8")]
    [InlineData("fortran_f4")]
    [InlineData("fortran_be8")]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Reads_what_numpy_wrote(string file)
    {
        double[] expected = file[0] == 'I' ? Signed : file[0] == 'U' ? Unsigned : Floats;
        using var doubles = NpyReader.Open(NumpyFiles.Stream(file), file);
        Assert.Equal(2, doubles.Rows);
        Assert.Equal(3, doubles.Columns);
        Assert.Equal(expected, doubles.ReadAllDouble());
        using var floats = NpyReader.Open(NumpyFiles.Stream(file), file);
        Assert.Equal(expected.Select(value => (float)value), floats.ReadAllFloat());
    }

    [Fact]
    public void Negative_zero_keeps_its_sign()
    {
        using var reader = NpyReader.Open(NumpyFiles.Stream("A_>f2"), "a");
        Assert.True(double.IsNegative(reader.ReadAllDouble()[^1]));
    }

    [Fact]
    public void Vectors_have_one_column_and_booleans_are_0_and_1()
    {
        using var vector = NpyReader.Open(NumpyFiles.Stream("vector"), "vector");
        Assert.Equal(1, vector.Columns);
        Assert.Equal([0, 1, 2, 3, 4], vector.ReadAllDouble());
        using var truths = NpyReader.Open(NumpyFiles.Stream("bool"), "bool");
        Assert.Equal([1f, 0f, 1f], truths.ReadAllFloat());
    }

    [Fact]
    public void A_table_without_rows_is_a_table()
    {
        using var reader = NpyReader.Open(NumpyFiles.Stream("empty"), "empty");
        Assert.Equal(0, reader.Rows);
        Assert.Equal(3, reader.Columns);
        Assert.Equal(0, reader.Read(new float[3]));
        Assert.Empty(reader.ReadAllFloat());
    }

    [Theory]
    [InlineData("three_d", "shape (2, 2, 2)")]
    [InlineData("scalar", "shape ()")]
    [InlineData("object", "Python objects")]
    [InlineData("structured", "structured array")]
    [InlineData("text", "array of text ('<U3')")]
    [InlineData("complex", "complex numbers")]
    public void Refuses_by_name_what_is_no_table_of_numbers(string file, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => NpyReader.Open(NumpyFiles.Stream(file), "x.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void Reads_in_pieces_of_whole_rows()
    {
        foreach (string file in new[] { "A_<f4", "A_>f8", "fortran_f4" })
        {
            using var reader = NpyReader.Open(NumpyFiles.Stream(file), file);
            var five = new float[5];
            Assert.Equal(1, reader.Read(five));
            Assert.Equal([1.5f, -2, 3, 0, 0], five);
            Assert.Equal(1, reader.Read(five));
            Assert.Equal([0.25f, 65504, -0f, 0, 0], five);
            Assert.Equal(0, reader.Read(five));
            Assert.Contains("has 3", Assert.Throws<ArgumentException>(() => reader.Read(new float[2])).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(7, 23, 37)]
    [InlineData(37, 23, 1)]
    [InlineData(16, 600, 1_000)]
    [InlineData(33, 5_000, 700)]
    public void Fortran_order_is_gathered_over_blocks_and_tiles(int columns, int blockRows, int rowsAtOnce)
    {
        const int rows = 1_500;
        var stored = new float[rows * columns];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++) stored[(j * rows) + i] = (i * 100) + j;
        }

        using var reader = new ColumnMajorRows(
            "f", new MemoryStream(MemoryMarshal.AsBytes<float>(stored).ToArray()), NumberType.Float32, false, rows, columns, blockRows * columns * 4);
        var piece = new double[rowsAtOnce * columns];
        int row = 0;
        for (int read; (read = reader.Read(piece)) > 0; row += read)
        {
            for (int k = 0; k < read * columns; k++) Assert.Equal(((row + (k / columns)) * 100) + (k % columns), piece[k]);
        }

        Assert.Equal(rows, row);
    }

    [Fact]
    public void Refuses_a_header_that_lies_about_a_trillion_rows_without_allocating()
    {
        byte[] file = WithShape("(1000000000000, 10)", 1024);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<InvalidDataException>(() => NpyReader.Open(new MemoryStream(file), "lie.npy"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal("lie.npy: shape (1000000000000, 10) of <f4 needs 40,000,000,000,000 bytes of data but the file has 1,024; it is cut off or its header is wrong", refusal.Message);
    }

    [Theory]
    [InlineData("(9223372036854775807, 16777216)", "needs 618,970,019,642,690,")]
    [InlineData("(99999999999999999999, 1)", "beyond 2^63")]
    [InlineData("(-4, 1)", "negative dimension")]
    [InlineData("(4)", "not a tuple")]
    [InlineData("(0, 2000000000)", "2,000,000,000 columns")]
    [InlineData("(0, 0)", "0 columns")]
    [InlineData("(1, 2, )}, 'x': 1}", "follows the closing brace")]
    [InlineData("(1,), 'shape': (1,)", "twice")]
    [InlineData("(1,), 'colour': 'red'", "'colour' is not one of")]
    [InlineData("(1 + 1,)", "not a tuple")]
    [InlineData("(1, 1 + 1)", "')' is missing")]
    [InlineData("(1, ", "a dimension is missing")]
    [InlineData("[1, 1]", "'(' is missing")]
    [InlineData("(1,)} #", "follows the closing brace")]
    [InlineData("(255,)", "followed by something else")]
    [InlineData("(257,)", "cut off")]
    public void Refuses_damaged_headers(string shape, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => NpyReader.Open(new MemoryStream(WithShape(shape, 1024)), "x.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void Python_2_sizes_are_read()
    {
        using var reader = NpyReader.Open(new MemoryStream(WithShape("(128L, 2L)", 1024)), "x.npy");
        Assert.Equal(128, reader.Rows);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("504B030414000000", "zip archive")]
    [InlineData("8004950000000000", "pickle")]
    [InlineData("CAFEBABE00000000", "not an npy file (it starts with CAFEBABE00000000)")]
    [InlineData("934E554D50590100", "ends within its npy header")]
    [InlineData("934E554D50590900FFFF", "version 9.0")]
    [InlineData("934E554D50590200FFFFFFFF", "header claims 4,294,967,295 bytes but the whole file has 12")]
    public void Says_what_a_file_is_that_is_not_npy(string hex, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => NpyReader.Open(new MemoryStream(Convert.FromHexString(hex)), "x.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_or_a_directory_is_said_to_be_one()
    {
        using var scratch = new Scratch();
        Assert.Contains("no such file", Assert.Throws<FileNotFoundException>(() => NpyReader.Open(scratch["none.npy"])).Message, StringComparison.Ordinal);
        Assert.Contains("a directory", Assert.Throws<ArgumentException>(() => NpyReader.Open(scratch["."])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_numbers_than_an_array_holds_are_refused_in_words()
    {
        using var reader = new StreamRows("big.npy", new MemoryStream([]), NumberType.UInt8, false, 3_000_000_000, 1);
        Assert.Contains("3,000,000,000 rows of 1 columns", Assert.Throws<InvalidDataException>(reader.ReadAllFloat).Message, StringComparison.Ordinal);
    }

    internal static byte[] WithShape(string shape, int dataBytes)
    {
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. new byte[dataBytes]];
    }
}
