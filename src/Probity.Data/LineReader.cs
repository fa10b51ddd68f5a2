using Probity.IO;

namespace Probity.Data;

/// <summary>The lines of a UTF-8 file as bytes, blank ones skipped, each at most 64 MiB long.</summary>
internal sealed class LineReader : IDisposable
{
    private const int MaxLine = 1 << 26;

    private readonly Stream _stream;
    private readonly string _name;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public LineReader(string path)
    {
        _name = Path.GetFileName(path);
        _stream = InputFile.Open(path);
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
    }

    /// <summary>The number of the line last read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The next line that is not blank, without its end; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) >= 0) return true;
        }

        return false;
    }

    public void Dispose() => _stream.Dispose();

    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int end = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                end += searched;
                line = _buffer.AsSpan(_start, end - _start);
                _start = end + 1;
                Line++;
                return true;
            }

            int held = _end - _start;
            if (held > MaxLine) throw new InvalidDataException($"{_name}: line {Line + 1:N0} is longer than {MaxLine:N0} bytes; one row a line is expected");
            if (!Fill())
            {
                line = _buffer.AsSpan(_start, held);
                _start = _end;
                if (held > 0) Line++;
                return held > 0;
            }

            searched = _start + held;
        }
    }

    private bool Fill()
    {
        int held = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
            _start = 0;
            _end = held;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
