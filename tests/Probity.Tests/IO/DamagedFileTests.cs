using Probity.IO;
using Probity.Numerics;

namespace Probity.Tests.IO;

/// <summary>Thousands of damaged files: each is read or refused in words, and neither costs more than a small buffer.</summary>
public class DamagedFileTests
{
    private const long MaxAllocated = 3_000_000;

    public static TheoryData<string> Npy => [.. NumpyFiles.Names.Where(name => !name.StartsWith("npz", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Npy))]
    public void Npy_files(string name) => Damage(NumpyFiles.Bytes(name), 400, 1, file =>
    {
        using var reader = NpyReader.Open(new MemoryStream(file), "x.npy");
        reader.ReadAllFloat();
    });

    [Theory]
    [InlineData("npz0")]
    [InlineData("npz1")]
    public void Npz_files(string name) => Damage(NumpyFiles.Bytes(name), 4_000, 2, file =>
    {
        foreach (string array in new[] { "logits", "fortran" })
        {
            using var reader = NpzReader.Open(new MemoryStream(file), "x.npz", array);
            reader.ReadAllFloat();
        }
    });

    [Fact]
    public void Safetensors_files()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, new Dictionary<string, string> { ["manifest"] = "{\"kind\":1}" }, [SafetensorsTensor.Create("a", [1.0, 2, 3, 4], 2, 2), SafetensorsTensor.Create("b", [1f, 2f])]);
        Damage(stream.ToArray(), 4_000, 3, file =>
        {
            SafetensorsFile.Read(new MemoryStream(file), 1_000_000);
            using var reader = SafetensorsReader.Open(new MemoryStream(file), "x.safetensors", "a");
            reader.ReadAllDouble();
        });
    }

    [Theory]
    [InlineData("x.idx")]
    [InlineData("x.gz")]
    public void Idx_files(string name)
    {
        byte[] content = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];
        Damage(IdxFileTests.Stream(content, name).ToArray(), 3_000, 4, file =>
        {
            IdxFile.Read(new MemoryStream(file), name);
            using var reader = IdxFile.Open(new MemoryStream(file), name);
            reader.ReadAllFloat();
        });
    }

    private static void Damage(byte[] valid, int cases, ulong seed, Action<byte[]> read)
    {
        int refused = 0;
        for (int i = 0; i < cases; i++)
        {
            byte[] file = Damaged(valid, new RandomStream(seed, (ulong)i));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file);
            }
            catch (Exception refusal) when (refusal is InvalidDataException or ArgumentException)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocated, $"case {i} allocated {allocated:N0} bytes");
        }

        Assert.True(refused > cases / 20, $"only {refused} of {cases} damaged files were refused");
    }

    private static byte[] Damaged(byte[] valid, RandomStream random)
    {
        if (valid.Length == 0) return valid;
        switch (random.NextInt32(5))
        {
            case 0: return valid[..random.NextInt32(valid.Length)];
            case 1:
                int at = random.NextInt32(valid.Length);
                return [.. valid[..at], (byte)random.NextUInt32(), .. valid[at..]];
            case 2:
                // Digits for digits: headers that stay well-formed and lie.
                byte[] lie = [.. valid];
                for (int i = 0; i < lie.Length; i++)
                {
                    if (char.IsAsciiDigit((char)lie[i]) && random.NextInt32(4) == 0) lie[i] = (byte)('0' + random.NextInt32(10));
                }

                return lie;
            default:
                byte[] flipped = [.. valid];
                for (int flips = 1 + random.NextInt32(4); flips > 0; flips--) flipped[random.NextInt32(flipped.Length)] ^= (byte)(1 << random.NextInt32(8));
                return flipped;
        }
    }
}
