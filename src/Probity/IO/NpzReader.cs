using System.IO.Compression;

namespace Probity.IO;

/// <summary>Opens arrays in npz archives (zip files of npy files, stored or deflated), streaming, with the checksum verified.</summary>
/// <remarks>Arrays in Fortran order are held in memory while they are read: up to 1 GiB, beyond that they are refused.</remarks>
public static class NpzReader
{
    private const long MaxColumnMajorBytes = 1L << 30;
    private const string Ending = ".npy";

    /// <summary>Names of the arrays in an archive, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not a zip archive.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        using var archive = OpenArchive(InputFile.Open(path), Path.GetFileName(path));
        return NamesOf(archive);
    }

    /// <summary>Opens one array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">Its name; may be null where the archive holds one array only.</param>
    /// <exception cref="ArgumentException">There is no such array; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">Not an archive of arrays of numbers, or its claims do not match its contents.</exception>
    public static NumberReader Open(string path, string? array = null) => Open(InputFile.Open(path), Path.GetFileName(path), array);

    /// <summary>Opens one array of an archive in a stream, which the reader then owns.</summary>
    /// <param name="stream">Can seek.</param>
    /// <param name="name">For messages.</param>
    /// <param name="array">Its name; may be null where the archive holds one array only.</param>
    /// <exception cref="ArgumentException">There is no such array; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">Not an archive of arrays of numbers, or its claims do not match its contents.</exception>
    public static NumberReader Open(Stream stream, string name, string? array = null)
    {
        var archive = OpenArchive(stream, name);
        Stream? content = null;
        try
        {
            var entry = Find(archive, name, array);
            string part = $"{name}#{NameOf(entry)}";
            content = OpenEntry(entry, part);
            var header = NpyHeader.Read(content, content.Length, part);
            if (!header.FortranOrder) return new StreamRows(part, content, header.Type, header.BigEndian, header.Rows, header.Columns, archive);

            using (archive)
            using (content)
            {
                return new ColumnMajorRows(part, Held(content, part), header.Type, header.BigEndian, header.Rows, header.Columns);
            }
        }
        catch
        {
            content?.Dispose();
            archive.Dispose();
            throw;
        }
    }

    private static ZipArchive OpenArchive(Stream stream, string name)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = archive.Entries.Count;   // reads the directory now, so that damage shows here
            return archive;
        }
        catch (Exception refusal) when (IsDamage(refusal))
        {
            stream.Dispose();
            throw new InvalidDataException($"{name}: not a readable npz archive ({refusal.Message})", refusal);
        }
    }

    private static CheckedEntryStream OpenEntry(ZipArchiveEntry entry, string part)
    {
        try
        {
            return new CheckedEntryStream(entry, part);
        }
        catch (Exception refusal) when (IsDamage(refusal) && !refusal.Message.StartsWith(part, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{part}: cannot be unpacked ({refusal.Message})", refusal);
        }
    }

    // What System.IO.Compression lets out on damaged archives.
    private static bool IsDamage(Exception refusal) =>
        refusal is IOException or InvalidDataException or ArgumentException or OverflowException or NotSupportedException or IndexOutOfRangeException;

    private static ZipArchiveEntry Find(ZipArchive archive, string name, string? array)
    {
        var names = NamesOf(archive);
        string listed = string.Join(", ", names.Take(20)) + (names.Count > 20 ? $" and {names.Count - 20:N0} more" : "");
        if (names.Count == 0) throw new InvalidDataException($"{name}: an archive without arrays (no entry ends in {Ending})");
        if (array is null && names.Count > 1) throw new ArgumentException($"{name}: {names.Count} arrays; say which one: {name}#{names[0]} (there are {listed})");

        string wanted = array is null ? names[0] : array.EndsWith(Ending, StringComparison.Ordinal) && !names.Contains(array) ? array[..^Ending.Length] : array;
        var found = archive.Entries.Where(entry => IsArray(entry) && NameOf(entry) == wanted).ToList();
        return found.Count switch
        {
            0 => throw new ArgumentException($"{name}: no array '{wanted}'; there are {listed}"),
            1 => found[0],
            _ => throw new InvalidDataException($"{name}: array '{wanted}' stands there {found.Count} times; which one is meant cannot be told"),
        };
    }

    private static List<string> NamesOf(ZipArchive archive) => archive.Entries.Where(IsArray).Select(NameOf).ToList();

    private static bool IsArray(ZipArchiveEntry entry) => entry.FullName.EndsWith(Ending, StringComparison.Ordinal);

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Ending.Length];

    private static MemoryStream Held(CheckedEntryStream content, string part)
    {
        long left = content.Length - content.Position;
        if (left > MaxColumnMajorBytes)
        {
            throw new InvalidDataException(
                $"{part}: {left:N0} bytes in Fortran order; within an archive at most {MaxColumnMajorBytes:N0} are read: save it with numpy.ascontiguousarray, or as a plain .npy");
        }

        var held = new byte[left];
        content.ReadExactly(held);
        return new MemoryStream(held, writable: false);
    }

    private static MemoryStream Held(Stream content, string part) => Held((CheckedEntryStream)content, part);
}
