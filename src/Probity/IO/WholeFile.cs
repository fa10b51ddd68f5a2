using System.Collections.Concurrent;

namespace Probity.IO;

/// <summary>
/// A file that appears whole or not at all: bytes go to a temporary file beside the target, which takes the target's name
/// in <see cref="Complete"/>; disposing without it deletes what was written and leaves an existing target as it was.
/// </summary>
/// <remarks>A symbolic link is followed. Device paths (such as the null device) are written straight through.</remarks>
public sealed class WholeFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new(StringComparer.Ordinal);

    private readonly string _path;
    private bool _completed;
    private readonly string? _temporary;   // null where a device is written straight through

    private WholeFile(string path, string? temporary, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        Stream = stream;
    }

    /// <summary>Where to write. Can seek, unless the target is a device.</summary>
    public Stream Stream { get; }

    /// <summary>Starts a file.</summary>
    /// <param name="path">The target; its directory must exist. An existing file is replaced on completion.</param>
    /// <exception cref="ArgumentException">The path is empty, a directory, or in a directory that does not exist.</exception>
    public static WholeFile Create(string path)
    {
        string target = Target(path);
        if (IsDevice(target)) return new WholeFile(target, null, new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        string temporary = TemporaryBeside(target);
        FileStream stream = OpenNew(path, temporary, FileOptions.None);
        Unfinished[temporary] = true;
        return new WholeFile(target, temporary, stream);
    }

    /// <summary>Writes a file in one go.</summary>
    /// <param name="path">The target, as in <see cref="Create"/>.</param>
    /// <param name="write">Writes the content; where it throws, nothing is left behind.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path);
        write(file.Stream);
        file.Complete();
    }

    /// <summary>Gives the file its name. Nothing may be written afterwards.</summary>
    public void Complete()
    {
        if (Stream is FileStream { CanWrite: true } open)
        {
            if (_temporary is not null) open.Flush(flushToDisk: true);
            open.Dispose();
        }

        if (_temporary is null || _completed) return;
        File.Move(_temporary, _path, overwrite: true);
        _completed = true;
        Unfinished.TryRemove(_temporary, out _);
    }

    /// <summary>Deletes what was written, unless completed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_completed)
        {
            // A full disk, told already by what was written: what the buffer still holds is not wanted either.
        }
        if (_temporary is null) return;
        File.Delete(_temporary);
        Unfinished.TryRemove(_temporary, out _);
    }

    /// <summary>Refuses a target that could not be written in the end, before any work is done for it.</summary>
    internal static void RequireTarget(string path) => Target(path);

    /// <summary>Deletes what is half-written, for a process that is about to be ended from outside.</summary>
    internal static void DeleteUnfinished()
    {
        foreach (string temporary in Unfinished.Keys)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                // Some systems keep open files; there is nothing more to be done.
            }
        }
    }

    /// <summary>A scratch file beside the target that is gone when closed.</summary>
    internal static FileStream Scratch(string path)
    {
        string target = Target(path);
        string beside = IsDevice(target) ? Path.Combine(Path.GetTempPath(), "probity") : target;
        string temporary = TemporaryBeside(beside);
        FileStream stream = OpenNew(path, temporary, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) File.Delete(temporary);   // nameless from the start, so that nothing is left even if the process is killed
        return stream;
    }

    private static FileStream OpenNew(string path, string temporary, FileOptions options)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16, options);
        }
        catch (UnauthorizedAccessException refusal)
        {
            throw new UnauthorizedAccessException($"{path}: no permission to write to its directory", refusal);
        }
        catch (IOException refusal) when (refusal is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            throw new IOException($"{path}: cannot be written there (the file system refuses the name)", refusal);
        }
    }

    private static string Target(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("no file name given to write to");
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path)) throw new ArgumentException($"{path}: a directory; a file name is needed to write to");
        string full = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(directory)) throw new ArgumentException($"{path}: its directory does not exist; create it first");
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static bool IsDevice(string target) =>
        !OperatingSystem.IsWindows() && (target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal))
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static string TemporaryBeside(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
}
