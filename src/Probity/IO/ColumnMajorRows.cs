using System.Numerics;

namespace Probity.IO;

/// <summary>
/// Rows of a Fortran-ordered array: blocks of rows are gathered, one positioned read a column and block.
/// </summary>
/// <remarks>
/// Positioned reads rather than a memory map: pages of a map count as the process's own memory, so a large file would not
/// stay within bounds, and a file cut short while mapped kills the process instead of raising an error.
/// </remarks>
internal sealed class ColumnMajorRows(string name, Stream stream, NumberType type, bool bigEndian, long rows, int columns, int blockBytes = 1 << 25)
    : NumberReader
{
    private const int TileColumns = 16;   // a cache line of float32 is written at once
    private const int TileRows = 512;

    private readonly long _start = stream.Position;
    private readonly int _blockRows = (int)Math.Clamp(blockBytes / ((long)columns * type.Size()), 1, Math.Max(1, rows));
    private byte[][]? _blocks;   // one slice of the block a column: a single array could pass 2^31 bytes
    private long _row;           // next row to hand out
    private long _blockStart;
    private int _blockFilled;

    public override string Name => name;

    public override int Columns => columns;

    public override long? Rows => rows;

    public override int Read(Span<float> destination) => ReadRows(destination);

    public override int Read(Span<double> destination) => ReadRows(destination);

    protected override void Dispose(bool disposing)
    {
        if (disposing) stream.Dispose();
        base.Dispose(disposing);
    }

    private int ReadRows<T>(Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        int count = RowsToRead(destination.Length, rows - _row);
        int size = type.Size();
        var tile = new T[TileColumns * Math.Min(TileRows, Math.Max(1, Math.Min(count, _blockRows)))];
        for (int done = 0; done < count;)
        {
            if (_row == _blockStart + _blockFilled) Gather();
            int offset = (int)(_row - _blockStart);
            int take = Math.Min(tile.Length / TileColumns, Math.Min(count - done, _blockFilled - offset));
            for (int first = 0; first < columns; first += TileColumns)
            {
                int width = Math.Min(TileColumns, columns - first);
                for (int k = 0; k < width; k++)
                    NumberConversion.Convert(_blocks![first + k].AsSpan(offset * size, take * size), type, tile.AsSpan(k * take, take));
                for (int i = 0; i < take; i++)
                {
                    var target = destination.Slice(((done + i) * columns) + first, width);
                    for (int k = 0; k < target.Length; k++) target[k] = tile[(k * take) + i];
                }
            }

            done += take;
            _row += take;
        }

        return count;
    }

    private void Gather()
    {
        int size = type.Size();
        if (_blocks is null)
        {
            _blocks = new byte[columns][];
            for (int column = 0; column < columns; column++) _blocks[column] = new byte[_blockRows * size];
        }

        int count = (int)Math.Min(_blockRows, rows - _row);
        for (int column = 0; column < columns; column++)
        {
            var bytes = _blocks[column].AsSpan(0, count * size);
            stream.Position = _start + (((column * rows) + _row) * size);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new InvalidDataException($"{name}: column {column} ends early at row {_row:N0} of {rows:N0}; the file is cut off or changes while it is read");
            NumberConversion.Arrange(bytes, type, bigEndian);
        }

        _blockStart = _row;
        _blockFilled = count;
    }
}
