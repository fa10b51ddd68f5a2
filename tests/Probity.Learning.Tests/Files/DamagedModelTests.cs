using System.Diagnostics;
using Probity.IO;
using Probity.Learning.Files;
using Probity.Numerics;

namespace Probity.Learning.Tests.Files;

public sealed class DamagedModelTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly byte[] _whole;

    public DamagedModelTests()
    {
        Classifier model = Kinds.Train("dropout and normalisation");
        ModelFileTests.Copy(model, model.Members, ["no", "yes"], ModelFileTests.Policy(model)).WithFeatureNames(["x", "y", "z"]).Save(_scratch["m.probity"]);
        _whole = File.ReadAllBytes(_scratch["m.probity"]);
    }

    public static TheoryData<string, string, string> Forged => new()
    {
        { "\"format\":\"probity.model\"", "\"format\":\"probity.oracle\"", "of format 'probity.oracle', not a model" },
        { "\"version\":1", "\"version\":2", "model version 2 where this Probity reads 1; use a newer Probity" },
        { "\"version\":1", "\"version\":1,\"code\":\"x\"", "manifest cannot be read" },
        { "\"classes\":2", "\"classes\":2,\"classes\":2", "manifest cannot be read" },
        { "\"classes\":2,", "", "manifest cannot be read" },
        { "\"seed\":\"5\"", "\"seed\":\"5\",\"seed\":\"5\"", "manifest cannot be read" },
        { "\"classes\":2", "\"classes\":3", "class names for 3 classes" },
        { "\"class_names\":[\"no\",\"yes\"]", "\"class_names\":[\"no\",null]", "the class names hold a null" },
        { "\"feature_names\":[\"x\"", "\"feature_names\":[null", "m.probity: feature names: there is a null" },
        { "\"feature_names\":[\"x\"", "\"feature_names\":[\"y\"", "m.probity: feature names: two are 'y'" },
        { "\"feature_names\":[\"x\",", "\"feature_names\":[", "m.probity: feature names: 2 for 3 inputs" },
        { "\"class_names\":[\"no\",\"yes\"],\"feature_names\":[\"x\",\"y\",\"z\"],\"members\":1", "\"members\":2", "tensor 'member.1.layer.0.weight' is missing" },
        { "\"members\":1", "\"members\":2147483647", "2,147,483,647 members" },
        { "\"members\":1", "\"members\":0", "0 members" },
        { "\"inputs\":3", "\"inputs\":4", "scaling of 3 columns where there are 4" },
        { "\"inputs\":3", "\"inputs\":0", "0 inputs" },
        { "\"head\":\"softmax\"", "\"head\":\"oracle\"", "head 'oracle' is not known" },
        { "\"head\":\"softmax\"", "\"head\":\"sigmoid\"", "has shape (8, 2) where (8, 1) is due" },
        { "\"head\":\"softmax\"", "\"head\":\"learned_confidence(0.3)\"", "has shape (8, 2) where (8, 3) is due" },
        { "{\"format\"", "{\"format\":\"probity.model\",\"format\"", "manifest cannot be read" },
        { "linear(8) batchnorm gelu", "linear(8) batchnorm oracle", "no layer that is known" },
        { "linear(8) batchnorm gelu", "linear(1048576) batchnorm gelu", "where (3, 1048576) is due" },
        { "linear(8) batchnorm gelu", "linear(9999999999) gelu", "no whole number" },
        { "linear(8) batchnorm gelu", "gelu", "the tensor 'member.0.layer.1.weight' is missing" },
        { "\"scaled_columns\":3", "\"scaled_columns\":1", "tensor 'member.0.scaling.mean' has shape (3) where (1) is due" },
        { "\"scaled_columns\":3", "\"scaled_columns\":0", "tensor 'member.0.scaling.factor' is more than" },
        { "\"scaled_columns\":3", "\"scaled_columns\":-1", "scaling of -1 columns" },
        { "\"policy\":true", "\"policy\":false", "tensor 'policy' is more than the manifest accounts for" },
        { "\"kept_epoch\":", "\"kept_epoch\":7", "contradicts itself" },
        { "\"end\":\"finished\"", "\"end\":\"never\"", "ends as this Probity does not know ('never')" },
        { "\"warnings\":[\"", "\"warnings\":[null,\"", "contradicts itself" },
        { "\"histories\":[", "\"histories\":[null,", "2 histories" },
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Forged))]
    public void A_manifest_that_lies_is_refused_even_under_a_right_seal(string text, string lie, string words)
    {
        SafetensorsFile file = SafetensorsFile.Read(_scratch["m.probity"], 1 << 20);
        string json = file.Metadata["probity"];
        Assert.Contains(text, json, StringComparison.Ordinal);
        AssertRefused(words, json.Replace(text, lie, StringComparison.Ordinal), [.. file.Tensors.Values]);
    }

    [Fact]
    public void Tensors_that_lie_are_refused_even_under_a_right_seal()
    {
        SafetensorsFile file = SafetensorsFile.Read(_scratch["m.probity"], 1 << 20);
        string json = file.Metadata["probity"];
        const string bias = "member.0.layer.0.bias";
        AssertRefused($"tensor '{bias}' holds NaN", json, With(SafetensorsTensor.Create(bias, [0, 0, 0, float.NaN, 0, 0, 0, 0], 1, 8)));
        AssertRefused($"tensor '{bias}' is Float64 where Float32 is due", json, With(SafetensorsTensor.Create(bias, new double[8], 1, 8)));
        AssertRefused($"tensor '{bias}' has shape (8) where (1, 8) is due", json, With(SafetensorsTensor.Create(bias, new float[8])));
        AssertRefused("tensor 'extra' is more than", json, With(SafetensorsTensor.Create("extra", new float[1])));
        AssertRefused("figures of 0 epochs", json, With(SafetensorsTensor.Create("member.0.history.training", Array.Empty<double>(), 0, 3)));
        AssertRefused("m.probity#policy: 3 bytes are too few", json, With(SafetensorsTensor.Create("policy", (byte[])[1, 2, 3])));

        SafetensorsTensor[] With(SafetensorsTensor tensor) => [.. file.Tensors.Values.Where(old => old.Name != tensor.Name), tensor];
    }

    [Fact]
    public void Deep_wide_and_endless_designs_are_refused_before_anything_is_made_for_them()
    {
        SafetensorsFile file = SafetensorsFile.Read(_scratch["m.probity"], 1 << 20);
        string json = file.Metadata["probity"];
        string design = Kinds.Options("dropout and normalisation").Network.ToString();
        string[] hostile =
        [
            string.Concat(Enumerable.Repeat("residual(", 20_000)),
            string.Concat(Enumerable.Repeat("residual(", 5_000)) + "relu" + new string(')', 5_000),
            string.Concat(Enumerable.Repeat("relu ", 1_001)),
            "linear(1048576) " + string.Concat(Enumerable.Repeat("batchnorm ", 900)),
            $"linear(1048576) residual({string.Concat(Enumerable.Repeat("batchnorm ", 900))})",
            "linear(1048576) linear(1048576)",
            new string('x', 1 << 20),
        ];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        foreach (string text in hostile)
        {
            string message = AssertRefused("m.probity", json.Replace($"\"network\":\"{design}\",\"head\"", $"\"network\":\"{text}\",\"head\"", StringComparison.Ordinal), [.. file.Tensors.Values]);
            Assert.InRange(message.Length, 20, 400);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500 << 20);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);   // not a measurement: a hang would take for ever
    }

    [Fact]
    public void Statistics_are_made_room_for_only_as_far_as_the_file_has_them()
    {
        const int width = 1 << 20;
        SafetensorsFile file = SafetensorsFile.Read(_scratch["m.probity"], 1 << 20);
        string design = Kinds.Options("dropout and normalisation").Network.ToString();
        string hostile = $"linear({width}) residual({string.Concat(Enumerable.Repeat("batchnorm ", 900))})";   // 7.5 GB of running statistics
        string json = file.Metadata["probity"].Replace($"\"network\":\"{design}\",\"head\"", $"\"network\":\"{hostile}\",\"head\"", StringComparison.Ordinal)
            .Replace("\"inputs\":3", "\"inputs\":1", StringComparison.Ordinal).Replace("\"scaled_columns\":3", "\"scaled_columns\":0", StringComparison.Ordinal);
        SafetensorsTensor[] tensors = [.. new[] { "weight", "bias" }.Select(name => SafetensorsTensor.Create($"member.0.layer.0.{name}", new float[width], 1, width))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("the tensor 'member.0.layer.1.scale' is missing", json, tensors);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 << 20);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        for (int part = 0; part < 20; part++)
        {
            _scratch.Write("cut", _whole[..(_whole.Length * part / 20)]);
            Assert.StartsWith("cut: ", Assert.Throws<InvalidDataException>(() => Classifier.Load(_scratch["cut"])).Message, StringComparison.Ordinal);
        }
        _scratch.Write("cut", _whole[..^1]);
        Assert.Throws<InvalidDataException>(() => Classifier.Load(_scratch["cut"]));
    }

    [Fact]
    public void A_byte_changed_anywhere_is_refused_unless_it_says_the_same()
    {
        var random = new RandomStream(3);
        int refused = 0;
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] bytes = [.. _whole];
            int at = trial < 20 ? trial : random.NextInt32(bytes.Length);
            bytes[at] ^= (byte)(1 + random.NextInt32(255));
            _scratch.Write("damaged", bytes);
            try
            {
                Classifier.Load(_scratch["damaged"]).Save(_scratch["again"]);
                Assert.Equal(_whole, File.ReadAllBytes(_scratch["again"]));   // a space that became another blank
            }
            catch (InvalidDataException refusal)
            {
                Assert.StartsWith("damaged: ", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 590, 600);
    }

    private string AssertRefused(string words, string json, SafetensorsTensor[] tensors)
    {
        SealedFile.Write(_scratch["m.probity"], json, tensors);
        string message = Assert.Throws<InvalidDataException>(() => Classifier.Load(_scratch["m.probity"])).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        return message;
    }
}
