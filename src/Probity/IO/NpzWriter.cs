using System.IO.Compression;

namespace Probity.IO;

/// <summary>
/// Writes several named arrays, row by row and side by side, into one npz archive that appears whole on <see cref="Complete"/>
/// or not at all.
/// </summary>
/// <remarks>Each array is spooled to a scratch file beside the target, so memory stays bounded; entries are stored uncompressed, without a date.</remarks>
public sealed class NpzWriter : IDisposable
{
    private static readonly DateTimeOffset NoDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // the earliest zip can say

    private readonly string _path;
    private readonly List<(string Name, IDisposable Writer, Action<Stream> CopyTo)> _arrays = [];
    private readonly WholeFile _file;

    private NpzWriter(string path)
    {
        _path = path;
        _file = WholeFile.Create(path);
    }

    /// <summary>Starts an archive.</summary>
    /// <param name="path">The target; its directory must exist.</param>
    public static NpzWriter Create(string path) => new(path);

    /// <summary>Adds an array, to be filled by appending to what is returned; this writer completes and closes it.</summary>
    /// <param name="name">Its name, once an archive.</param>
    /// <param name="type">Float64, Float32 or Int32.</param>
    /// <param name="columns">Numbers in a row; null for a one-dimensional array.</param>
    public NpyWriter Add(string name, NumberType type, int? columns = null)
    {
        RequireNew(name);
        var scratch = WholeFile.Scratch(_path);
        try
        {
            var writer = NpyWriter.Spool(scratch, columns, type);
            _arrays.Add((name, writer, target => writer.Finish().CopyTo(target)));
            return writer;
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Adds a one-dimensional array of text, to be filled by appending to what is returned; this writer closes it.</summary>
    /// <param name="name">Its name, once an archive.</param>
    public NpyTextWriter AddText(string name)
    {
        RequireNew(name);
        var writer = new NpyTextWriter(WholeFile.Scratch(_path));
        _arrays.Add((name, writer, writer.CopyTo));
        return writer;
    }

    /// <summary>Joins the arrays and gives the file its name.</summary>
    public void Complete()
    {
        using (var archive = new ZipArchive(_file.Stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, _, copyTo) in _arrays)
            {
                var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoDate;
                using var target = entry.Open();
                copyTo(target);
            }
        }

        _file.Complete();
    }

    /// <summary>Deletes what was written, unless completed, and the scratch files in any case.</summary>
    public void Dispose()
    {
        foreach (var (_, writer, _) in _arrays) writer.Dispose();
        _file.Dispose();
    }

    private void RequireNew(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("name: an array needs a name");
        if (_arrays.Exists(array => array.Name == name)) throw new ArgumentException($"name: '{name}' is in the archive already");
    }
}
