using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>Rows for a model, chunk by chunk.</summary>
internal abstract class FeatureChunks(string name, int chunkRows) : IDisposable
{
    private readonly List<string> _ids = [];

    /// <summary>Of the file.</summary>
    public string Name { get; } = name;

    /// <summary>Rows of a chunk, of all but the last.</summary>
    public int ChunkRows { get; } = chunkRows;

    /// <summary>Rows of the file where that is known beforehand.</summary>
    public abstract long? Rows { get; }

    public abstract bool HasIds { get; }

    /// <summary>Ids of the chunk.</summary>
    public ReadOnlySpan<string> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids);

    /// <summary>The next chunk, valid until the one after it; null at the end.</summary>
    public Features? Next()
    {
        _ids.Clear();
        return Read(_ids);
    }

    public abstract void Dispose();

    /// <summary>Reads a chunk and adds its ids.</summary>
    protected abstract Features? Read(List<string> ids);
}
