using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.IO;

/// <summary>Rows that lie one after the other in a stream, its position at the first.</summary>
internal sealed class StreamRows(string name, Stream stream, NumberType type, bool bigEndian, long rows, int columns, IDisposable? owner = null)
    : NumberReader
{
    private const int BufferBytes = 1 << 18;
    private const int ValuesAtOnce = 1 << 24;   // a span of bytes cannot cover a whole array of 2^31 doubles

    private byte[]? _buffer;
    private long _rowsLeft = rows;
    private bool _ended;

    public override string Name => name;

    public override int Columns => columns;

    public override long? Rows { get; } = rows;

    internal override NumberType? StoredAs => type;

    /// <summary>Whether anything after the last row is an error: for streams whose length cannot be compared beforehand.</summary>
    public bool MustEndThere { get; init; }

    public override int Read(Span<float> destination) => ReadRows(destination, type == NumberType.Float32);

    public override int Read(Span<double> destination) => ReadRows(destination, type == NumberType.Float64);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            owner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadRows<T>(Span<T> destination, bool sameType)
        where T : unmanaged, INumberBase<T>
    {
        int count = RowsToRead(destination.Length, _rowsLeft);
        var target = destination[..(count * columns)];
        int step = sameType ? ValuesAtOnce : BufferBytes / type.Size();
        for (int start = 0; start < target.Length; start += step)
        {
            var part = target.Slice(start, Math.Min(step, target.Length - start));
            if (sameType)
            {
                Fill(MemoryMarshal.AsBytes(part));
            }
            else
            {
                var bytes = (_buffer ??= new byte[BufferBytes]).AsSpan(0, part.Length * type.Size());
                Fill(bytes);
                NumberConversion.Convert(bytes, type, part);
            }
        }

        _rowsLeft -= count;
        if (_rowsLeft == 0 && MustEndThere && !_ended)
        {
            _ended = true;
            if (stream.ReadByte() >= 0) throw new InvalidDataException($"{name}: more data than its {Rows:N0} rows of {columns:N0} columns; it is damaged");
        }

        return count;
    }

    private void Fill(Span<byte> bytes)
    {
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            throw new InvalidDataException(
                $"{name}: the data end {bytes.Length - read:N0} bytes or more early, somewhere in the last {_rowsLeft:N0} of {Rows:N0} rows; the file is cut off or changes while it is read");
        }

        NumberConversion.Arrange(bytes, type, bigEndian);
    }
}
