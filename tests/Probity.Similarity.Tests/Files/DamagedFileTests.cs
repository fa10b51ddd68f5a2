using System.Text.Json.Nodes;
using Probity.IO;
using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity.Tests.Training;

namespace Probity.Similarity.Tests.Files;

/// <summary>Model files and checkpoints that are damaged, and such as lie under a valid seal: one sentence each, no crash and no wild room.</summary>
public class DamagedFileTests
{
    private const string Text = "sequential(linear(6) softmax-groups(4,8,tau=0.5,final=0.2))";

    private static readonly Lazy<string> Model = new(WriteModel), Kept = new(WriteCheckpoint);

    private static readonly SimilarityOptions Options = new() { Loss = new MarginLoss(learnsBoundary: true), Memory = 40, MemoryWarmUp = 0, Epochs = 3 };

    [Fact]
    public void A_flipped_bit_or_a_lost_end_is_told()
    {
        foreach (string path in new[] { Model.Value, Kept.Value })
        {
            byte[] bytes = File.ReadAllBytes(path);
            string copy = Copy();
            var random = new RandomStream(1);
            for (int k = 0; k < 150; k++)
            {
                byte[] damaged = [.. bytes];
                int at = k < 30 ? k : random.NextInt32(bytes.Length);
                damaged[at] ^= (byte)(1 << random.NextInt32(8));
                File.WriteAllBytes(copy, damaged);
                Assert.ThrowsAny<InvalidDataException>(() => Read(path, copy));
                File.WriteAllBytes(copy, bytes[..at]);
                Assert.ThrowsAny<InvalidDataException>(() => Read(path, copy));
            }
        }
    }

    [Theory]
    [InlineData("head", "\"linear(1048576)\"")]
    [InlineData("head", "\"stacked(1048576,1048576)\"")]
    [InlineData("head", "\"softmax-groups(1048576,1048576)\"")]
    [InlineData("head", "\"skip(2147483647)\"")]
    [InlineData("head", "\"sequential()\"")]
    [InlineData("head", "\"switch(a:empty)\"")]
    [InlineData("head", "\"\"")]
    [InlineData("head", "null")]
    [InlineData("distance", "\"far\"")]
    [InlineData("inputs", "0")]
    [InlineData("inputs", "-12")]
    [InlineData("inputs", "1048576")]
    [InlineData("inputs", "2147483647")]
    [InlineData("scaled_columns", "-1")]
    [InlineData("scaled_columns", "12")]
    [InlineData("groups", "-1")]
    [InlineData("groups", "2147483647")]
    [InlineData("group_names", "[\"a\"]")]
    [InlineData("group_names", "[null,null,null,null,null,null,null,null]")]
    [InlineData("recipe", "null")]
    [InlineData("recipe", "{\"loss\":null}")]
    [InlineData("metrics", "null")]
    [InlineData("metrics", "[null]")]
    [InlineData("metrics", "[]")]
    [InlineData("loss_numbers", "-1")]
    [InlineData("loss_numbers", "1000")]
    [InlineData("loss_numbers", "2147483647")]
    [InlineData("epochs", "0")]
    [InlineData("epochs", "-3")]
    [InlineData("kept_epoch", "0")]
    [InlineData("kept_epoch", "2147483647")]
    [InlineData("end", "\"never\"")]
    [InlineData("training_rows", "0")]
    [InlineData("validation_rows", "-1")]
    [InlineData("warnings", "[null]")]
    public void A_model_whose_manifest_lies_is_told(string key, string value)
    {
        string copy = Copy();
        Resealed.Write(Model.Value, copy, manifest => manifest[key] = JsonNode.Parse(value), tensors => tensors);
        Refused(() => SimilarityModel.Load(copy), copy);
    }

    [Theory]
    [InlineData("weight", float.NaN, "finite")]
    [InlineData("temperature", 0f, "temperature")]
    [InlineData("temperature", -1f, "temperature")]
    [InlineData("variance", -1f, "variance")]
    public void A_model_whose_numbers_cannot_be_is_told(string name, float value, string reason)
    {
        string copy = Copy();
        Resealed.Write(Model.Value, copy, _ => { }, tensors => Changed(tensors, name, value));
        Assert.Contains(reason, Refused(() => SimilarityModel.Load(copy), copy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(.5)]
    [InlineData(7)]
    [InlineData(1e300)]
    [InlineData(double.NaN)]
    public void Seen_groups_are_whole_numbers_that_ascend(double group)
    {
        string copy = Copy();
        Resealed.Write(Model.Value, copy, _ => { }, tensors => WithDoubles(tensors, "groups", group));
        Assert.Contains("group", Refused(() => SimilarityModel.Load(copy), copy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("best_epoch", "0")]
    [InlineData("best_epoch", "-1")]
    [InlineData("best_epoch", "4")]
    [InlineData("steps", "0")]
    [InlineData("steps", "9223372036854775807")]
    [InlineData("remembered", "-1")]
    public void A_checkpoint_whose_manifest_lies_is_told(string key, string value)
    {
        string copy = Copy();
        Resealed.Write(Kept.Value, copy, manifest => manifest[key] = JsonNode.Parse(value), tensors => tensors);
        Refused(() => Train(copy), copy);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1e9)]
    [InlineData(.5)]
    [InlineData(double.NaN)]
    public void A_checkpoint_that_remembers_rows_that_there_are_not_is_told(double row)
    {
        string copy = Copy();
        Resealed.Write(Kept.Value, copy, _ => { }, tensors => WithDoubles(tensors, "memory.rows", row));
        Assert.Contains("memory", Refused(() => Train(copy), copy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("best.parameters", float.NaN)]
    [InlineData("best.statistics.2", 0f)]
    [InlineData("now.statistics.2", -1f)]
    public void A_checkpoint_whose_numbers_cannot_be_is_told(string name, float value)
    {
        string copy = Copy();
        Resealed.Write(Kept.Value, copy, _ => { }, tensors => Changed(tensors, name, value));
        Refused(() => Train(copy), copy);
    }

    private static string Refused(Action read, string path)
    {
        string message = Assert.Throws<InvalidDataException>(read).Message;
        Assert.Contains(Path.GetFileName(path), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static SafetensorsTensor[] Changed(SafetensorsTensor[] tensors, string name, float value)
    {
        int at = Array.FindIndex(tensors, tensor => tensor.Name.EndsWith(name, StringComparison.Ordinal));
        Assert.True(at >= 0, string.Join(' ', tensors.Select(tensor => tensor.Name)));
        float[] values = new float[tensors[at].Length];
        tensors[at].CopyTo(values);
        values[0] = value;
        tensors[at] = SafetensorsTensor.Create(tensors[at].Name, values, [.. tensors[at].Shape]);
        return tensors;
    }

    private static SafetensorsTensor[] WithDoubles(SafetensorsTensor[] tensors, string name, double value)
    {
        int at = Array.FindIndex(tensors, tensor => tensor.Name == name);
        double[] values = tensors[at].ToDoubles();
        values[0] = value;
        tensors[at] = SafetensorsTensor.Create(name, values);
        return tensors;
    }

    private static void Read(string original, string path)
    {
        if (original == Model.Value) SimilarityModel.Load(path);
        else Train(path);
    }

    private static SimilarityModel Train(string? checkpoint) => SimilarityModel.Train(
        Blobs.Rows(each: 30), EmbeddingHead.Parse(Text, Blobs.Columns), checkpoint is null ? Options : Options with { Checkpoint = new Checkpoint(checkpoint) });

    private static string WriteModel()
    {
        string path = Copy();
        Train(null).Save(path);
        return path;
    }

    private static string WriteCheckpoint()
    {
        string path = Copy();
        Train(path);
        return path;
    }

    private static string Copy() => Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
}
