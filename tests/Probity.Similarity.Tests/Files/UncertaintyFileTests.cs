using System.Text.Json.Nodes;
using Probity.IO;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Files;

/// <summary>Files of learned uncertainties: the same answers to the last bit, and one sentence where something is wrong.</summary>
public class UncertaintyFileTests
{
    [Theory]
    [InlineData("linear(4) relu", FeatureScaling.Auto)]
    [InlineData("linear(6) batchnorm gelu dropout(0.2) residual(linear(6) relu)", FeatureScaling.None)]
    [InlineData("linear(5) layernorm tanh", FeatureScaling.Together)]
    [InlineData("", FeatureScaling.Columns)]
    public void Goes_through_its_file_to_the_last_bit(string network, FeatureScaling scaling)
    {
        float[] rows = Draw(40, 3, 1);
        int[] groups = [.. Enumerable.Range(0, 40).Select(i => i % 5)];
        var options = new UncertaintyOptions { Network = NetworkDesign.Parse(network), Scaling = scaling, Epochs = 2, Sampler = new GroupSampler(4, 4) };
        var features = Features.Dense(rows, 3);
        foreach (LearnedUncertainty learned in (LearnedUncertainty[])[LossPrediction.Train(features, RetrievalLosses.LeaveOneOut(rows, 3, groups), groups, options), ConcentrationPrediction.Train(features, rows, 3, groups, options)])
        {
            string path = NewPath();
            learned.Save(path);
            LearnedUncertainty read = LearnedUncertainty.Load(path);
            Assert.Equal(learned.GetType(), read.GetType());
            Assert.Equal(learned.TrainingLosses, read.TrainingLosses);
            float[] fresh = Draw(30, 3, 2);
            Assert.Equal(learned.Confidence(fresh), read.Confidence(fresh));
            KeptFiles.RequireSameBytes(path, read.Save);
        }
    }

    [Theory]
    [InlineData("loss-prediction-v1")]
    [InlineData("concentration-prediction-v1")]
    public void A_flipped_bit_or_a_lost_end_is_told(string name)
    {
        byte[] bytes = File.ReadAllBytes(KeptFiles.PathOf(name));
        string copy = NewPath();
        var random = new RandomStream(1);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << random.NextInt32(8));
            File.WriteAllBytes(copy, damaged);
            Refused(copy);
            if (at % 7 != 0) continue;
            File.WriteAllBytes(copy, bytes[..at]);
            Refused(copy);
        }
    }

    [Theory]
    [InlineData("method", "\"magic\"")]
    [InlineData("method", "null")]
    [InlineData("method", "\"loss_prediction\"")]   // the tensor of κ is then more than there should be
    [InlineData("network", "\"linear(0)\"")]
    [InlineData("network", "\"linear(5) relu\"")]
    [InlineData("network", "\"linear(1048576) relu\"")]
    [InlineData("network", "\"linear(16384) linear(16384) relu\"")]
    [InlineData("network", "\"magic\"")]
    [InlineData("network", "null")]
    [InlineData("inputs", "0")]
    [InlineData("inputs", "4")]
    [InlineData("inputs", "-3")]
    [InlineData("inputs", "2147483647")]
    [InlineData("scaled_columns", "3")]
    [InlineData("scaled_columns", "2")]
    [InlineData("scaled_columns", "-1")]
    [InlineData("epochs", "0")]
    [InlineData("epochs", "-1")]
    [InlineData("epochs", "2147483647")]
    [InlineData("more", "1")]
    [InlineData("version", "2")]
    [InlineData("format", "\"probity.match\"")]
    [InlineData("format", "\"probity.magic\"")]
    public void A_manifest_that_lies_is_told(string key, string value) =>
        Refused(WithLie(manifest => manifest[key] = JsonNode.Parse(value), tensors => tensors));

    [Theory]
    [InlineData("start", 0, "concentration")]
    [InlineData("start", -1, "concentration")]
    [InlineData("start", double.NaN, "concentration")]
    [InlineData("start", 1e300, "concentration")]
    [InlineData("losses", double.PositiveInfinity, "loss")]
    [InlineData("layer.0.weight", double.NaN, "finite")]
    public void Numbers_that_cannot_be_are_told(string name, double value, string reason)
    {
        string path = WithLie(_ => { }, tensors => [.. tensors.Select(tensor => tensor.Name == name ? Changed(tensor, value) : tensor)]);
        Assert.Contains(reason, Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_too_few_or_too_many_is_told()
    {
        Assert.Contains("'losses' is missing", Refused(WithLie(_ => { }, tensors => [.. tensors.Where(tensor => tensor.Name != "losses")])), StringComparison.Ordinal);
        Assert.Contains("'odd' is more", Refused(WithLie(_ => { }, tensors => [.. tensors, SafetensorsTensor.Create("odd", [1d])])), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_of_ours_are_told_apart()
    {
        string uncertainty = KeptFiles.PathOf("loss-prediction-v1");
        Assert.Contains("a match confidence, not a learned uncertainty", Assert.Throws<InvalidDataException>(() => LearnedUncertainty.Load(KeptFiles.PathOf("match-v1"))).Message, StringComparison.Ordinal);
        Assert.Contains("a learned uncertainty, not a match confidence", Assert.Throws<InvalidDataException>(() => MatchConfidence.Load(uncertainty)).Message, StringComparison.Ordinal);
        Assert.Contains("a learned uncertainty, not a similarity model", Assert.Throws<InvalidDataException>(() => SimilarityModel.Load(uncertainty)).Message, StringComparison.Ordinal);
        Assert.Equal(ProbityFile.Uncertainty, ProbityFile.KindOf(uncertainty));
    }

    private static string Refused(string path)
    {
        string message = Assert.Throws<InvalidDataException>(() => LearnedUncertainty.Load(path)).Message;
        Assert.Contains(Path.GetFileName(path), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    /// <summary>The kept file of concentration prediction with another content under a valid seal.</summary>
    private static string WithLie(Action<JsonNode> change, Func<SafetensorsTensor[], SafetensorsTensor[]> tensors)
    {
        string path = NewPath();
        Resealed.Write(KeptFiles.PathOf("concentration-prediction-v1"), path, change, tensors);
        return path;
    }

    private static SafetensorsTensor Changed(SafetensorsTensor tensor, double value)
    {
        double[] values = tensor.ToDoubles();
        values[0] = value;
        return tensor.Type == NumberType.Float64
            ? SafetensorsTensor.Create(tensor.Name, values, [.. tensor.Shape])
            : SafetensorsTensor.Create(tensor.Name, Array.ConvertAll(values, number => (float)number), [.. tensor.Shape]);
    }

    private static float[] Draw(int rows, int columns, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian())];
    }

    private static string NewPath() => Path.Combine(Directory.CreateTempSubdirectory().FullName, "u.probity");
}
