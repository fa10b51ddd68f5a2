using System.IO.MemoryMappedFiles;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Probity.IO;

namespace Probity.Similarity;

/// <summary>The file of a store: its records mapped into memory, those that follow written behind them.</summary>
/// <remarks>Reading is for any number of threads. All else is for one at a time.</remarks>
internal sealed unsafe class StoreFile : IDisposable
{
    private const int BytesAtOnce = 1 << 21;

    private readonly SafeFileHandle _file;
    private readonly bool _canWrite;
    private readonly ReaderGate _gate = new();
    private readonly RecordLayout _layout;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _records;    // of the first record, or null while nothing is mapped
    private int _written;      // records behind Count that were written and not yet taken in

    private StoreFile(string path, SafeFileHandle file, bool canWrite, StoreHeader header)
    {
        (Path, _file, _canWrite, Header) = (path, file, canWrite, header);
        _layout = new RecordLayout(header);
    }

    public string Path { get; }

    public StoreHeader Header { get; }

    /// <summary>Records that are mapped and known to be whole.</summary>
    public int Count { get; private set; }

    private string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Opens a store, after making an empty one where there is none. It has no records before <see cref="TakeIn"/>.</summary>
    /// <exception cref="InvalidDataException">Not a store, damaged, or of other embeddings than wanted.</exception>
    public static StoreFile Open(string path, StoreHeader wanted)
    {
        string target = Target(path), name = System.IO.Path.GetFileName(target);
        if (!File.Exists(target)) Make(target, wanted);
        SafeFileHandle file = Handle(target, out bool canWrite);
        try
        {
            byte[] start = new byte[StoreHeader.MostBytes];
            StoreHeader header = StoreHeader.Read(start.AsSpan(0, ReadUpTo(file, start, 0)), name);
            header.RequireSame(wanted, name);
            return new StoreFile(target, file, canWrite, header);
        }
        catch (NotSupportedException refusal)
        {
            file.Dispose();
            throw new InvalidDataException($"{name}: a pipe or device; a feature store is a regular file", refusal);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Checks the records that the file has by now and did not have before, and maps them.</summary>
    /// <remarks>
    /// They are checked as they are read, not as they are mapped: another process may just be cutting off what an interrupted append left behind,
    /// and to touch what a map has lost ends the process.
    /// </remarks>
    /// <returns>Their keys.</returns>
    /// <exception cref="InvalidDataException">A record is damaged.</exception>
    public List<ContentKey> TakeIn()
    {
        long committed = Committed();   // before the length: what is committed by then is there
        long whole = Math.Min(Array.MaxLength, (RandomAccess.GetLength(_file) - Header.Length) / _layout.Bytes);
        if (whole < Count) throw new InvalidDataException($"{Name}: was cut short to {whole:N0} records while {Count:N0} were in use; open it again");
        List<ContentKey> keys = [];
        if (whole > Count) ReadKeys((int)whole, keys);
        int count = Count + keys.Count;
        if (count < committed && count < whole)
            throw new InvalidDataException($"{Name}: record {count:N0} of {whole:N0} is damaged, for its checksum does not hold; delete the store to encode anew");
        if (keys.Count == 0 && _map is not null) return keys;
        _gate.Alone(() =>
        {
            Count = count;   // what follows was being written when its process ended, or still is
            Map();
        });
        return keys;
    }

    /// <summary>Prepares for <see cref="Write"/>, under the lock and after <see cref="TakeIn"/>: what an interrupted append left behind is cut off.</summary>
    public void BeginWriting()
    {
        if (!_canWrite) throw new IOException($"{Name}: no permission to write to this store");
        _written = 0;
        if (Committed() > Count) Commit();   // the file was cut short
        long end = End(Count);
        if (RandomAccess.GetLength(_file) == end) return;
        _gate.Alone(() =>
        {
            Unmap();   // some systems do not cut what is mapped
            RandomAccess.SetLength(_file, end);
            Map();
        });
    }

    /// <summary>Writes records behind the others; they count after <see cref="Commit"/> and <see cref="TakeIn"/>.</summary>
    /// <returns>Place among the rows and column of the first number that the store cannot hold, before anything is written; else null.</returns>
    public (int Row, int Column)? Write(ReadOnlySpan<ContentKey> keys, ReadOnlySpan<float> rows)
    {
        int size = Header.EmbeddingSize, atOnce = Math.Max(1, BytesAtOnce / _layout.Bytes);
        if ((long)Count + _written + keys.Length > Array.MaxLength) throw new IOException($"{Name}: {Count + (long)_written + keys.Length:N0} records; a store holds {Array.MaxLength:N0} at most");
        byte[] records = new byte[Math.Min(atOnce, keys.Length) * _layout.Bytes];
        if (Fits(keys, rows, records) is { } refused) return refused;
        for (int start = 0; start < keys.Length; start += atOnce)
        {
            int count = Math.Min(atOnce, keys.Length - start);
            for (int i = 0; i < count; i++)
            {
                Span<byte> record = records.AsSpan(i * _layout.Bytes, _layout.Bytes);
                _layout.Write(keys[start + i], rows.Slice((start + i) * size, size), record);
                _layout.Seal(record, Count + _written + i);
            }
            RandomAccess.Write(_file, records.AsSpan(0, count * _layout.Bytes), End(Count + _written));
            _written += count;
        }
        return null;
    }

    /// <summary>Makes sure that what was written is on disk, then says so in the header.</summary>
    public void Commit()
    {
        RandomAccess.FlushToDisk(_file);
        RandomAccess.Write(_file, Header.CommitLine(Count + _written), Header.Bytes.Length);
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>The numbers of a row.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public void Read<T>(int place, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stripe = _gate.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_records is null, typeof(FeatureStore));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)Count);
            _layout.Read(Record(place), destination);
        }
        finally
        {
            _gate.Leave(stripe);
            GC.KeepAlive(this);   // the map must not be finalised while it is read
        }
    }

    public void Dispose()
    {
        _gate.Alone(Unmap);
        _file.Dispose();
    }

    private static void Make(string path, StoreHeader header)
    {
        StoreLock? writing = null;
        try
        {
            writing = StoreLock.Take(path);
            if (File.Exists(path)) return;
            WholeFile.Write(path, stream =>
            {
                stream.Write(header.Bytes.Span);
                stream.Write(header.CommitLine(0));
            });
        }
        catch (IOException) when (writing is null && File.Exists(path))
        {
            // Another has just made it.
        }
        finally
        {
            writing?.Dispose();
        }
    }

    private static string Target(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("no file name given for the feature store");
        if (Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path)) throw new ArgumentException($"{path}: a directory; a feature store is a file");
        string full = System.IO.Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static SafeFileHandle Handle(string path, out bool canWrite)
    {
        const FileShare all = FileShare.ReadWrite | FileShare.Delete;
        try
        {
            canWrite = true;
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, all);
        }
        catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
        {
            canWrite = false;
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, all);
        }
    }

    private static int ReadUpTo(SafeFileHandle file, Span<byte> destination, long offset)
    {
        int read = 0, next;
        while ((next = RandomAccess.Read(file, destination[read..], offset + read)) > 0) read += next;
        return read;
    }

    private (int Row, int Column)? Fits(ReadOnlySpan<ContentKey> keys, ReadOnlySpan<float> rows, byte[] scratch)
    {
        int size = Header.EmbeddingSize;
        for (int i = 0; i < keys.Length; i++)
        {
            int column = _layout.Write(keys[i], rows.Slice(i * size, size), scratch.AsSpan(0, _layout.Bytes));
            if (column >= 0) return (i, column);
        }
        return null;
    }

    private void ReadKeys(int whole, List<ContentKey> keys)
    {
        int atOnce = Math.Max(1, BytesAtOnce / _layout.Bytes);
        byte[] records = new byte[Math.Min(atOnce, whole - Count) * _layout.Bytes];
        for (int start = Count; start < whole; start += atOnce)
        {
            Span<byte> next = records.AsSpan(0, Math.Min(atOnce, whole - start) * _layout.Bytes);
            int read = ReadUpTo(_file, next, End(start)), good = _layout.FirstBroken(next[..(read / _layout.Bytes * _layout.Bytes)], start);
            for (int i = 0; i < good; i++) keys.Add(RecordLayout.Key(next[(i * _layout.Bytes)..]));
            if (good * _layout.Bytes < next.Length) return;
        }
    }

    private long Committed()
    {
        byte[] line = new byte[StoreHeader.CommitBytes];
        for (int attempt = 1; ; attempt++)
        {
            int read = ReadUpTo(_file, line, Header.Bytes.Length);
            try
            {
                return Header.Committed(line.AsSpan(0, read), Name);
            }
            catch (InvalidDataException) when (attempt < 4)
            {
                Thread.Sleep(1);   // it may have been read while another process wrote it
            }
        }
    }

    private long End(int records) => Header.Length + ((long)records * _layout.Bytes);

    private ReadOnlySpan<byte> Record(int place) => new(_records + ((long)place * _layout.Bytes), _layout.Bytes);

    private void Map()
    {
        Unmap();
        _map = MemoryMappedFile.CreateFromFile(_file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, End(Count), MemoryMappedFileAccess.Read);
        // Not by AcquirePointer, which would keep a store that nobody closes mapped for ever; the gate and KeepAlive guard its use.
        _records = (byte*)_view.SafeMemoryMappedViewHandle.DangerousGetHandle() + _view.PointerOffset + Header.Length;
    }

    private void Unmap()
    {
        _view?.Dispose();
        _map?.Dispose();
        _map = null;
        _view = null;
        _records = null;
    }
}
