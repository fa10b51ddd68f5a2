namespace Probity.Similarity;

/// <summary>The right to append to a store, of one process and one <see cref="FeatureStore"/> at a time.</summary>
/// <remarks>
/// A file beside the store, held open by whoever appends. It stays behind, empty: deleting it while another process is about to take it would
/// let two have it. The store itself stays free to be opened for reading.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _held;

    private StoreLock(FileStream held) => _held = held;

    /// <exception cref="IOException">Another has it, or the directory cannot be written to.</exception>
    public static StoreLock Take(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            return new StoreLock(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (UnauthorizedAccessException refusal)
        {
            throw new IOException($"{name}: no permission to write to this store or beside it", refusal);
        }
        catch (DirectoryNotFoundException refusal)
        {
            throw new IOException($"{name}: its directory does not exist; create it first", refusal);
        }
        catch (IOException refusal)
        {
            throw new IOException($"{name}: another process or part of this one is appending to this store; wait until it is done, or use a store of your own", refusal);
        }
    }

    public void Dispose() => _held.Dispose();
}
