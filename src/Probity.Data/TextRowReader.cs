using System.Numerics;
using Probity.IO;

namespace Probity.Data;

/// <summary>What readers of text formats share: rows one at a time, ids beside them, no row count beforehand.</summary>
internal abstract class TextRowReader(bool hasIds) : NumberReader
{
    private readonly List<string> _ids = [];

    public override long? Rows => null;

    public override bool HasIds => hasIds;

    public override ReadOnlySpan<string> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids);

    public override int Read(Span<float> destination) => ReadRows(destination);

    public override int Read(Span<double> destination) => ReadRows(destination);

    /// <summary>Parses the next row; false at the end.</summary>
    protected abstract bool TryReadRow<T>(Span<T> row, out string? id)
        where T : IFloatingPointIeee754<T>;

    private int ReadRows<T>(Span<T> destination)
        where T : IFloatingPointIeee754<T>
    {
        if (destination.Length < Columns) throw new ArgumentException($"destination: room for {destination.Length:N0} values, but a row of {Name} has {Columns:N0}");
        _ids.Clear();
        int rows = 0;
        for (; destination.Length >= Columns && TryReadRow(destination[..Columns], out string? id); rows++)
        {
            if (hasIds) _ids.Add(id!);
            destination = destination[Columns..];
        }

        return rows;
    }
}
