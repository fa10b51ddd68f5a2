using System.IO.Compression;

namespace Probity.Cli.Tests;

/// <summary>One folder with everything that can be wrong with a file, and good ones beside it; made once.</summary>
public sealed class BadFiles : IDisposable
{
    private readonly Scratch _scratch = new();

    public BadFiles()
    {
        var rows = new Rows(200, 4);
        float[] z = rows.Logits;
        Arrays.Npy(_scratch["z.npy"], z, 4);
        Arrays.Npy(_scratch["y.npy"], rows.Labels);
        Arrays.Npy(_scratch["y199.npy"], rows.Labels[..199]);
        Arrays.Npy(_scratch["y_negative.npy"], With(rows.Labels, 5, -1));
        Arrays.Npy(_scratch["y_large.npy"], With(rows.Labels, 5, 4));
        Arrays.Npy(_scratch["y_half.npy"], [.. rows.Labels.Select(label => label + .5)]);
        Arrays.Npy(_scratch["w_negative.npy"], With(new double[200], 3, -1));
        Arrays.Npy(_scratch["nan.npy"], With(z, 30, float.NaN), 4);
        Arrays.Npy(_scratch["inf.npy"], With(z, 30, float.PositiveInfinity), 4);
        Arrays.Npy(_scratch["beyond.npy"], With(Array.ConvertAll(z, value => (double)value), 30, 1e39), 4);
        Arrays.Npy(_scratch["masked.npy"], With(With(With(With(z, 28, float.NegativeInfinity), 29, float.NegativeInfinity), 30, float.NegativeInfinity), 31, float.NegativeInfinity), 4);
        Arrays.Npy(_scratch["own.npy"], With(z, (199 * 4) + rows.Labels[199], float.NegativeInfinity), 4);
        Arrays.Npy(_scratch["wide.npy"], new float[1_000], 5);
        Arrays.Npy(_scratch["zero.npy"], Array.Empty<float>(), 4);
        Arrays.Npy(_scratch["p.npy"], rows.AllProbabilities(), 4);
        double[] p = rows.AllProbabilities(), q = rows.AllProbabilities();
        for (int k = 0; k < 4; k++) p[(7 * 4) + k] *= .99;
        Arrays.Npy(_scratch["p_sum.npy"], p, 4);
        Arrays.Npy(_scratch["p_negative.npy"], With(q, 30, -.01), 4);

        byte[] npy = File.ReadAllBytes(_scratch["z.npy"]);
        _scratch.Write("cut.npy", npy[..1_000]);
        _scratch.Write("cut_header.npy", npy[..60]);
        _scratch.Write("lie.npy", [.. Arrays.Header("'<f4'", "(1000000000000, 4)"), .. new byte[800]]);
        _scratch.Write("objects.npy", [.. Arrays.Header("'|O'", "(200, 4)"), .. new byte[800]]);
        _scratch.Write("deep.npy", [.. Arrays.Header("'<f4'", "(2, 2, 2)"), .. new byte[32]]);
        foreach (string format in (string[])["npy", "npz", "csv", "jsonl", "safetensors", "json", "probity"]) _scratch.Write($"empty.{format}", "");
        _scratch.Write("ragged.csv", "a,b,c,d\n1,2,3,4\n1,2,3\n");
        _scratch.Write("words.csv", "a,b,c,d\n1,2,x,4\n");
        _scratch.Write("quote.csv", "a,b,c,d\n1,2,3,\"4\n");
        _scratch.Write("ragged.jsonl", "[1,2,3,4]\n[1,2,3]\n");
        _scratch.Write("broken.jsonl", "[1,2,3\n");
        _scratch.Write("unknown.format", "1");
        _scratch.Write("five.json", """["a","b","c","d","e"]""");
        _scratch.Write("broken.json", "[\"a\"");
        _scratch.Write("text.probity", "this is no policy, but it is long enough to look at");
        Bomb(_scratch["bomb.npz"]);
        Lie(_scratch["lie.npz"]);
        Directory.CreateDirectory(_scratch["folder.npy"]);
        Directory.CreateDirectory(Out);

        Assert.Equal(0, Tool.Run("fit", "--logits", this["z.npy"], "--labels", this["y.npy"], "--out", this["good.probity"]).Code);
        _scratch.Write("future.probity", Replace(File.ReadAllBytes(this["good.probity"]), "\\\"version\\\":1"u8, "\\\"version\\\":9"u8));
    }

    public string this[string name] => _scratch[name];

    /// <summary>An empty folder for what a command may write.</summary>
    public string Out => _scratch["out"];

    public void Dispose() => _scratch.Dispose();

    private static T[] With<T>(T[] values, int index, T value)
    {
        T[] copy = [.. values];
        copy[index] = value;
        return copy;
    }

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        byte[] copy = [.. bytes];
        for (int at; (at = copy.AsSpan().IndexOf(from)) >= 0;) to.CopyTo(copy.AsSpan(at));
        return copy;
    }

    // 320 MB of zeros in a third of a megabyte, as honest as such a file can be.
    private static void Bomb(string path)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using Stream entry = archive.CreateEntry("z.npy", CompressionLevel.Optimal).Open();
        entry.Write(Arrays.Header("'<f4'", "(20000000, 4)"));
        var zeros = new byte[1 << 20];
        for (long left = 320_000_000; left > 0; left -= zeros.Length) entry.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
    }

    private static void Lie(string path)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using Stream entry = archive.CreateEntry("z.npy").Open();
        entry.Write([.. Arrays.Header("'<f4'", "(1000000000000, 4)"), .. new byte[800]]);
    }
}
