using Probity.Calibration;
using Probity.IO;
using Probity.Numerics;
using Probity.Tests.IO;

namespace Probity.Tests.Calibration;

public class MultiLabelFileTests
{
    /// <summary>80 rows of three labels with names; the last is present in no row, so that there is a warning.</summary>
    private static readonly Lazy<MultiLabelCalibration> Fitted = new(() =>
    {
        var random = new RandomStream(11);
        float[] logits = [.. Enumerable.Range(0, 240).Select(_ => (float)(2 * random.NextGaussian()))];
        int[] cells = [.. logits.Select((s, i) => i % 3 < 2 && random.NextDouble() < Elementary.Logistic((.6 * s) + (i % 3)) ? 1 : 0)];
        return MultiLabelCalibration.Fit(logits, cells, 3, [.. Enumerable.Range(0, 80).Select(i => .5 + (i % 2))], ["cat", "dog", "é"]);
    });

    public static TheoryData<string, string, string> Lies => new()
    {
        { "\"format\":\"probity.multi-label\"", "\"format\":\"probity.policy\"", "a policy, not a multi-label calibration" },
        { "\"version\":1", "\"version\":2", "multi-label version 2 where this Probity reads 1; use a newer Probity" },
        { "\"labels\":3", "\"labels\":0", "0 labels" },
        { "\"labels\":3", "\"labels\":1000000000", "1,000,000,000 labels" },
        { "\"labels\":3", "\"labels\":4", "'slopes' holds 3 numbers where 4 belong" },
        { "\"labels\":3", "\"labels\":3,\"labels\":3", "the manifest cannot be read" },
        { "\"labels\":3", "\"labels\":3,\"code\":\"x\"", "the manifest cannot be read" },
        { "\"labels\":3,", "", "the manifest cannot be read" },
        { "\"cat\",", "", "2 names for 3 labels" },
        { "\"cat\"", "null", "label names: one is null" },
        { "\"cat\"", "\"dog\"", "'dog' names two labels" },
        { "\"rows\":80", "\"rows\":0", "fitted on 0 rows" },
        { "\"warnings\":[", "\"warnings\":[null,", "the warnings hold a null" },
        { "\"rows_hash\":\"", "\"rows_hash\":\"Z", "the hash of the fitting rows is damaged" },
    };

    [Fact]
    public void A_file_gives_back_every_bit()
    {
        using var scratch = new Scratch();
        Fitted.Value.Save(scratch["l.probity"]);
        var loaded = MultiLabelCalibration.Load(scratch["l.probity"]);
        float[] logits = [-9, .25f, 3, float.NegativeInfinity, 80, -.5f];
        double[] before = new double[6], after = new double[6];
        Fitted.Value.Calibrate(logits, 3, before);
        loaded.Calibrate(logits, 3, after);
        Assert.Equal(before.Select(BitConverter.DoubleToInt64Bits), after.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(Fitted.Value.Present, loaded.Present);
        Assert.Equal(Fitted.Value.Explain(), loaded.Explain());
        Assert.Contains("\n  é: a = ", loaded.Explain(), StringComparison.Ordinal);
        Assert.Contains("\nNote: 1 of 3 labels", loaded.Explain(), StringComparison.Ordinal);
        loaded.Save(scratch["again.probity"]);
        Assert.Equal(File.ReadAllBytes(scratch["l.probity"]), File.ReadAllBytes(scratch["again.probity"]));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_manifest_that_lies_is_refused_in_words(string truth, string lie, string words)
    {
        SafetensorsFile file = Written();
        string manifest = file.Metadata["probity"];
        int at = manifest.IndexOf(truth, StringComparison.Ordinal);
        Assert.True(at >= 0, manifest);
        Refused(words, manifest[..at] + lie + manifest[(at + truth.Length)..], [.. file.Tensors.Values]);
    }

    [Fact]
    public void Tensors_must_be_those_that_belong()
    {
        SafetensorsFile file = Written();
        SafetensorsTensor[] tensors = [.. file.Tensors.Values];
        Assert.Equal(5, tensors.Length);
        foreach (SafetensorsTensor missing in tensors) Refused($"the tensor '{missing.Name}' is missing", file.Metadata["probity"], [.. tensors.Except([missing])]);
        Instead("5 more", "6 tensors where the manifest accounts for 5", [1]);
        Instead("slopes", "'slopes' holds 2 numbers where 3 belong", [1, 2]);
        Instead("slopes", "'slopes' holds NaN", [1, double.NaN, 1]);
        Instead("shared", "'shared' holds ", [1, double.PositiveInfinity]);
        Instead("present", "present in fewer than 0 rows", [1, -1, 1]);
        Instead("between", "a deviation between labels is negative", [0, -1]);
        Refused("'shared' is not float64", file.Metadata["probity"], [.. tensors.Where(tensor => tensor.Name != "shared"), SafetensorsTensor.Create("shared", [1f, 2f])]);

        void Instead(string name, string words, double[] values) =>
            Refused(words, file.Metadata["probity"], [.. tensors.Where(tensor => tensor.Name != name), SafetensorsTensor.Create(name, values)]);
    }

    /// <summary>Seeded flips and cuts: refused in one line, or a calibration that works.</summary>
    [Fact]
    public void Damaged_files_are_refused_or_harmless()
    {
        using var scratch = new Scratch();
        Fitted.Value.Save(scratch["whole"]);
        byte[] whole = File.ReadAllBytes(scratch["whole"]);
        int refused = 0;
        for (ulong trial = 0; trial < 1_000; trial++)
        {
            var random = new RandomStream(7, trial);
            byte[] bytes = [.. whole];
            bytes[random.NextInt32(bytes.Length)] ^= (byte)(1 << random.NextInt32(8));
            if (trial % 5 == 4) bytes = bytes[..random.NextInt32(bytes.Length)];
            try
            {
                var read = MultiLabelCalibration.Load(scratch.Write("damaged", bytes));
                var p = new double[3];
                read.Calibrate([1, -2, 3], 3, p);
                Assert.All(p, value => Assert.InRange(value, 0, 1));
                Assert.NotEmpty(read.Explain());
            }
            catch (InvalidDataException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 400, 999);
    }

    [Fact]
    public void Names_are_one_a_label_and_differ()
    {
        Assert.Contains("1 names for 2 labels", Refusal(["a"]), StringComparison.Ordinal);
        Assert.Contains("'a' names two labels", Refusal(["a", "a"]), StringComparison.Ordinal);

        static string Refusal(string[] names) => Assert.Throws<ArgumentException>(() => MultiLabelCalibration.Fit([1, 2, 3, 4], [0, 1, 0, 1], 2, names: names)).Message;
    }

    private static SafetensorsFile Written()
    {
        using var scratch = new Scratch();
        Fitted.Value.Save(scratch["l"]);
        return SafetensorsFile.Read(scratch["l"], 1 << 20);
    }

    private static void Refused(string words, string manifest, SafetensorsTensor[] tensors)
    {
        using var scratch = new Scratch();
        SafetensorsWriter.Write(scratch["lie"], new Dictionary<string, string> { ["probity"] = manifest }, tensors);
        string message = Assert.Throws<InvalidDataException>(() => MultiLabelCalibration.Load(scratch["lie"])).Message;
        Assert.StartsWith("lie: ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }
}
