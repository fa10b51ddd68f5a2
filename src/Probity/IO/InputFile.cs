namespace Probity.IO;

/// <summary>Opens a file for reading, once through, with errors in words.</summary>
internal static class InputFile
{
    public static FileStream Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("no file name given");
        if (Directory.Exists(path)) throw new ArgumentException($"{path}: a directory; a file is needed");
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception refusal) when (refusal is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: no such file", path, refusal);
        }

        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw new ArgumentException($"{path}: a pipe or device; a regular file is needed");
    }
}
