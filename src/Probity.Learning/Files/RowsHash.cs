using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Probity.Learning.Files;

/// <summary>SHA-256 of rows, in lower-case hexadecimal: shape, then numbers, then what is right for each.</summary>
internal static class RowsHash
{
    private const int NumbersAtOnce = 1 << 15;

    public static string Of(TrainingRows rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, rows.Features);
        hash.AppendData(MemoryMarshal.AsBytes<int>([(int)rows.Targets.Kind, rows.Classes]));
        hash.AppendData(MemoryMarshal.AsBytes<int>(rows.Targets.Labels));
        hash.AppendData(rows.Targets.Cells);
        hash.AppendData(MemoryMarshal.AsBytes<double>(rows.Targets.Values));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string Of(Features features)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, features);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Features features)
    {
        bool sparse = features is SparseFeatures;
        hash.AppendData(MemoryMarshal.AsBytes<int>([features.Rows, features.Columns, sparse ? 1 : 0]));
        if (sparse) AppendSparse(hash, (SparseFeatures)features);
        else AppendDense(hash, features);
    }

    private static void AppendDense(IncrementalHash hash, Features features)
    {
        int columns = features.Columns, atOnce = Math.Max(1, NumbersAtOnce / columns);
        float[] block = new float[atOnce * columns];
        for (int start = 0; start < features.Rows; start += atOnce)
        {
            int count = Math.Min(atOnce, features.Rows - start);
            for (int i = 0; i < count; i++) features.Read(start + i, block.AsSpan(i * columns, columns));
            hash.AppendData(MemoryMarshal.AsBytes(block.AsSpan(0, count * columns)));
        }
    }

    /// <summary>Without filling in the zeros, of which there may be a hundred times as many.</summary>
    private static void AppendSparse(IncrementalHash hash, SparseFeatures features)
    {
        for (int i = 0; i < features.Rows; i++)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([features.Count(i)]));
            hash.AppendData(MemoryMarshal.AsBytes(features.ColumnsOf(i)));
            hash.AppendData(MemoryMarshal.AsBytes(features.ValuesOf(i)));
        }
    }
}
