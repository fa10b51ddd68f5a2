using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>Rows of numbers.</summary>
internal sealed class NumberChunks(NumberReader reader, int chunkRows) : FeatureChunks(reader.Name, chunkRows)
{
    private readonly float[] _rows = new float[chunkRows * reader.Columns];
    private long _read;

    public override long? Rows => reader.Rows;

    public override bool HasIds => reader.HasIds;

    public override void Dispose() => reader.Dispose();

    protected override Features? Read(List<string> ids)
    {
        int held = 0, columns = reader.Columns;
        while (held < ChunkRows)
        {
            int read = reader.Read(_rows.AsSpan(held * columns));   // text formats may give fewer rows than there is room for
            if (read == 0) break;
            if (HasIds) ids.AddRange(reader.Ids);
            held += read;
        }
        if (held == 0) return null;
        FeatureFile.RequireFinite(Name, _rows.AsSpan(0, held * columns), columns, _read);
        _read += held;
        return Features.Dense(_rows.AsMemory(0, held * columns), columns);
    }
}
