using System.Numerics;
using System.Runtime.InteropServices;

namespace Probity.IO;

/// <summary>Writes an npy file (version 1, C order) row by row; it appears whole on <see cref="Complete"/> or not at all.</summary>
public sealed class NpyWriter : IDisposable
{
    private const int ValuesAtOnce = 1 << 20;

    private readonly Stream _stream;
    private readonly WholeFile? _file;   // null where a part of an archive is spooled
    private readonly NumberType _type;
    private readonly string _descr;
    private readonly int? _columns;
    private byte[]? _buffer;
    private bool _completed;

    private NpyWriter(Stream stream, WholeFile? file, NumberType type, int? columns)
    {
        _stream = stream;
        _file = file;
        _type = type;
        _descr = NpyType.Write(type);
        _columns = columns;
        _stream.Write(NpyHeader.Write(_descr, 0, columns));
    }

    /// <summary>Rows appended so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Starts a two-dimensional array.</summary>
    /// <param name="path">The target; its directory must exist.</param>
    /// <param name="columns">Numbers in a row, at least 1.</param>
    /// <param name="type">Float64, Float32 or Int32.</param>
    public static NpyWriter Create(string path, int columns, NumberType type) => Start(path, columns, type);

    /// <summary>Starts a one-dimensional array.</summary>
    /// <param name="path">The target; its directory must exist.</param>
    /// <param name="type">Float64, Float32 or Int32.</param>
    public static NpyWriter CreateVector(string path, NumberType type) => Start(path, null, type);

    /// <summary>Appends whole rows; to a file of Int32 only integers can be appended.</summary>
    /// <param name="values">Row-major.</param>
    public void Append(ReadOnlySpan<float> values) => AppendRows(values, NumberType.Float32);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<double> values) => AppendRows(values, NumberType.Float64);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<int> values) => AppendRows(values, NumberType.Int32);

    /// <summary>Writes the row count into the header and gives the file its name.</summary>
    public void Complete()
    {
        if (_completed) return;
        Finish();
        _file?.Complete();
    }

    /// <summary>Deletes what was written, unless completed.</summary>
    public void Dispose()
    {
        if (_file is not null) _file.Dispose();
        else _stream.Dispose();
    }

    /// <summary>An array spooled to a scratch stream, to be copied into an archive.</summary>
    internal static NpyWriter Spool(Stream scratch, int? columns, NumberType type)
    {
        RequireColumns(columns);
        return new NpyWriter(scratch, null, type, columns);
    }

    /// <summary>The finished spool, from its beginning.</summary>
    internal Stream Finish()
    {
        if (!_completed)
        {
            _stream.Position = 0;
            _stream.Write(NpyHeader.Write(_descr, Rows, _columns));
            _stream.Flush();
            _completed = true;
        }

        _stream.Position = 0;
        return _stream;
    }

    private static NpyWriter Start(string path, int? columns, NumberType type)
    {
        RequireColumns(columns);
        NpyType.Write(type);   // refuses before there is a file
        var file = WholeFile.Create(path);
        return new NpyWriter(file.Stream, file, type, columns);
    }

    private static void RequireColumns(int? columns)
    {
        if (columns is < 1 or > NumberReader.MaxColumns) throw new ArgumentException($"columns: {columns}; it must be 1 to {NumberReader.MaxColumns:N0}");
    }

    private void AppendRows<T>(ReadOnlySpan<T> values, NumberType type)
        where T : unmanaged, INumberBase<T>
    {
        if (_completed) throw new InvalidOperationException("the array is complete; nothing can be appended");
        if (_type == NumberType.Int32 && type != NumberType.Int32)
            throw new ArgumentException("values: numbers with fractions cannot go into an array of Int32; append integers or write Float64");
        int rows = Require.Rows(values.Length, _columns ?? 1, nameof(values));
        for (int start = 0; start < values.Length; start += ValuesAtOnce)
        {
            var part = values.Slice(start, Math.Min(ValuesAtOnce, values.Length - start));
            if (type == _type) _stream.Write(MemoryMarshal.AsBytes(part));
            else if (_type == NumberType.Float32) WriteAs<T, float>(part);
            else WriteAs<T, double>(part);
        }

        Rows += rows;
    }

    private void WriteAs<TFrom, TTo>(ReadOnlySpan<TFrom> values)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        _buffer ??= new byte[ValuesAtOnce * _type.Size()];
        var target = MemoryMarshal.Cast<byte, TTo>(_buffer.AsSpan())[..values.Length];
        for (int i = 0; i < values.Length; i++) target[i] = TTo.CreateTruncating(values[i]);
        _stream.Write(MemoryMarshal.AsBytes(target));
    }
}
