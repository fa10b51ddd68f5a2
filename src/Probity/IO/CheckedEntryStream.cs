using System.IO.Compression;

namespace Probity.IO;

/// <summary>
/// An entry of a zip archive, read forward: never beyond the length the archive declares, and refused where what comes out has
/// another length or checksum.
/// </summary>
internal sealed class CheckedEntryStream : Stream
{
    /// <summary>Deflate cannot expand further: 258 bytes for a length and a distance of one bit each.</summary>
    private const long MaxDeflateRatio = 1032;

    /// <summary>Outputs of models hardly compress; what is large and shrinks a hundredfold holds next to nothing.</summary>
    private const long SuspectLength = 256L << 20, SuspectRatio = 100;

    private readonly Stream _source;
    private readonly string _name;
    private readonly uint _expectedCrc;
    private long _left;
    private uint _crc;
    private bool _checked;

    public CheckedEntryStream(ZipArchiveEntry entry, string name)
    {
        _name = name;
        if (entry.IsEncrypted) throw new InvalidDataException($"{name}: encrypted; save it without a password");
        if (entry.Length / MaxDeflateRatio > entry.CompressedLength)
        {
            throw new InvalidDataException(
                $"{name}: the archive claims {entry.Length:N0} bytes from {entry.CompressedLength:N0} compressed ones, more than compression can hold; the archive is damaged or forged");
        }

        if (entry.Length > SuspectLength && entry.Length / SuspectRatio > entry.CompressedLength)
        {
            throw new InvalidDataException(
                $"{name}: {entry.Length:N0} bytes packed into {entry.CompressedLength:N0}, as in a zip bomb; if it is meant, save the array uncompressed (numpy.savez, or a plain .npy)");
        }

        Length = _left = entry.Length;
        _expectedCrc = entry.Crc32;
        _source = entry.Open();
        if (_left == 0) Check();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty) return 0;
        int read = _source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0) throw new InvalidDataException($"{_name}: ends after {Position:N0} of the {Length:N0} bytes the archive declares; it is cut off or damaged");
        _crc = Crc32.Append(_crc, buffer[..read]);
        _left -= read;
        if (_left == 0) Check();
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }

    private void Check()
    {
        if (_checked) return;
        _checked = true;
        if (_source.ReadByte() >= 0) throw new InvalidDataException($"{_name}: holds more than the {Length:N0} bytes the archive declares; the archive is damaged or forged");
        if (_crc != _expectedCrc) throw new InvalidDataException($"{_name}: its checksum is {_crc:X8} where the archive declares {_expectedCrc:X8}; the archive is damaged");
    }
}
