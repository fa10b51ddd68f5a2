using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// A record: the key, the row, zeros up to a multiple of 32 bytes, of which the last four are the checksum over the rest, the record's place and
/// the store's header. A record out of place, of another store or half written does not pass for one.
/// </summary>
internal sealed class RecordLayout
{
    /// <summary>Numbers of the longest row.</summary>
    public const int MostNumbers = 1 << 24;

    private const int Alignment = 32;

    private readonly FeatureStoreNumbers _numbers;
    private readonly int _size, _rowBytes;
    private readonly uint _seed;

    public RecordLayout(StoreHeader header)
    {
        (_numbers, _size, _seed) = (header.Numbers, header.EmbeddingSize, header.Checksum);
        _rowBytes = _size * (_numbers == FeatureStoreNumbers.Float32 ? sizeof(float) : sizeof(ushort));
        Bytes = (ContentKey.Bytes + _rowBytes + sizeof(uint) + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>Of a record.</summary>
    public int Bytes { get; }

    /// <summary>Fills a record, but for its checksum.</summary>
    /// <returns>The first number that the store cannot hold; −1 where there is none.</returns>
    public int Write(ContentKey key, ReadOnlySpan<float> row, Span<byte> record)
    {
        record.Clear();
        key.CopyTo(record);
        if (_numbers == FeatureStoreNumbers.Float16) return HalfNumbers.FromFloats(row, MemoryMarshal.Cast<byte, ushort>(Row(record)));
        for (int j = 0; j < row.Length; j++)
        {
            if (!float.IsFinite(row[j])) return j;
        }
        row.CopyTo(MemoryMarshal.Cast<byte, float>(Row(record)));
        return -1;
    }

    /// <summary>Sets the checksum of a record that goes to a place.</summary>
    public void Seal(Span<byte> record, int place) => BinaryPrimitives.WriteUInt32LittleEndian(record[^sizeof(uint)..], Checksum(record, place));

    public static ContentKey Key(ReadOnlySpan<byte> record) => new(record[..ContentKey.Bytes]);

    /// <summary>Whether a record is as it was written: its checksum holds, and all its numbers are finite.</summary>
    public bool IsWhole(ReadOnlySpan<byte> record, int place)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[^sizeof(uint)..]) != Checksum(record, place)) return false;
        return _numbers == FeatureStoreNumbers.Float32
            ? !AnyHolds(MemoryMarshal.Cast<byte, uint>(Row(record)), 0x7F800000u)
            : !AnyHolds(MemoryMarshal.Cast<byte, ushort>(Row(record)), (ushort)0x7C00);
    }

    /// <summary>The row of a record.</summary>
    public void Read<T>(ReadOnlySpan<byte> record, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<byte> row = Row(record);
        if (typeof(T) == typeof(float))
        {
            Span<float> floats = MemoryMarshal.Cast<T, float>(destination);
            if (_numbers == FeatureStoreNumbers.Float32) MemoryMarshal.Cast<byte, float>(row).CopyTo(floats);
            else HalfNumbers.ToFloats(MemoryMarshal.Cast<byte, ushort>(row), floats);
        }
        else if (_numbers == FeatureStoreNumbers.Float32)
        {
            ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(row);
            for (int j = 0; j < _size; j++) destination[j] = T.CreateTruncating(floats[j]);
        }
        else
        {
            ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(row);
            for (int j = 0; j < _size; j++) destination[j] = T.CreateTruncating(halves[j]);
        }
    }

    /// <summary>The first of a run of records that is not whole; their number where all are.</summary>
    public unsafe int FirstBroken(ReadOnlySpan<byte> records, int firstPlace)
    {
        int count = records.Length / Bytes, rangeLength = RowRanges.Length(Bytes / sizeof(float));
        int[] first = new int[RowRanges.Count(count, rangeLength)];
        fixed (byte* start = records)
        {
            byte* all = start;   // a lambda may capture pointers but not what is fixed
            RowRanges.For(count, rangeLength, (range, from, to) =>
            {
                int i = from;
                while (i < to && IsWhole(new ReadOnlySpan<byte>(all + ((long)i * Bytes), Bytes), firstPlace + i)) i++;
                first[range] = i < to ? i : count;
            });
        }
        return first.Append(count).Min();
    }

    /// <summary>Whether any number has all bits of its exponent: it is not finite.</summary>
    private static bool AnyHolds<T>(ReadOnlySpan<T> numbers, T exponent) where T : unmanaged, IBinaryInteger<T>
    {
        ref T start = ref MemoryMarshal.GetReference(numbers);
        var all = new Vector<T>(exponent);
        int j = 0;
        for (; j <= numbers.Length - Vector<T>.Count; j += Vector<T>.Count)
        {
            if (Vector.EqualsAny(Vector.LoadUnsafe(ref start, (nuint)j) & all, all)) return true;
        }
        for (; j < numbers.Length; j++)
        {
            if ((numbers[j] & exponent) == exponent) return true;
        }
        return false;
    }

    private Span<byte> Row(Span<byte> record) => record.Slice(ContentKey.Bytes, _rowBytes);

    private ReadOnlySpan<byte> Row(ReadOnlySpan<byte> record) => record.Slice(ContentKey.Bytes, _rowBytes);

    private uint Checksum(ReadOnlySpan<byte> record, int place)
    {
        Span<byte> placed = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(placed, place);
        return Castagnoli.Append(Castagnoli.Append(_seed, placed), record[..^sizeof(uint)]);
    }
}
