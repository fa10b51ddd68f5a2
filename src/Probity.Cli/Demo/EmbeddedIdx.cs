using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;

namespace Probity.Cli.Demo;

/// <summary>Reads a gzipped IDX file of bytes that is embedded in this assembly.</summary>
/// <remarks>To be replaced by <c>Probity.IO.IdxFile</c> once that reads streams; it trusts its input because we ship it.</remarks>
internal static class EmbeddedIdx
{
    public static (int[] Dimensions, byte[] Values) Read(string resource)
    {
        using Stream packed = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"{resource}: not embedded in this build");
        using var stream = new GZipStream(packed, CompressionMode.Decompress);

        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        if (word[0] != 0 || word[1] != 0 || word[2] != 8) throw new InvalidDataException($"{resource}: not an IDX file of unsigned bytes");
        int[] dimensions = new int[word[3]];
        int count = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            stream.ReadExactly(word);
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            count = checked(count * dimensions[i]);
        }

        byte[] values = new byte[count];
        stream.ReadExactly(values);
        return (dimensions, values);
    }
}
