using Probity.IO;
using Probity.Learning.Files;
using Probity.Learning.Tests.Featurizing;

namespace Probity.Learning.Tests.Files;

public sealed class FeaturizerFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    internal static readonly Table Rows = Cells.Table(
        ("n", [.. Enumerable.Range(0, 80).Select(i => i % 11 == 0 ? "?" : $"{i * 37 % 23}")]), ("c", [.. Enumerable.Range(0, 80).Select(i => i % 7 == 0 ? $"rare{i}" : i % 2 == 0 ? "Rome" : "Oslo")]),
        ("d", [.. Enumerable.Range(0, 80).Select(i => $"2024-0{1 + (i % 9)}-11 {i % 24:00}:00")]), ("t", [.. Enumerable.Range(0, 80).Select(i => $"{(i % 2 == 0 ? "good" : "bad")} film, number {i % 13} of {i}")]));

    internal static Classifier Train(bool text = true, int? shared = null)
    {
        var options = new FeaturizerOptions { Kinds = text ? new Dictionary<string, ColumnKind>(StringComparer.Ordinal) : new(StringComparer.Ordinal) { ["t"] = ColumnKind.Ignored }, Bins = 4, SharedInputs = shared, Text = new TextOptions { LongestCharacters = 0 } };
        var training = new TrainingOptions { Network = NetworkDesign.Hidden(4), Scaling = FeatureScaling.None, Epochs = 3 };
        return Classifier.Train(Cells.Labelled(Rows), training, options).With(["a", "b"], null);
    }

    [Fact]
    public void A_model_of_a_table_comes_back_to_the_last_bit()
    {
        foreach ((bool text, int? shared) in ((bool, int?)[])[(true, null), (false, null), (false, 3)])
        {
            Classifier model = Train(text, shared);
            model.Save(_scratch["m.probity"]);
            byte[] bytes = File.ReadAllBytes(_scratch["m.probity"]);
            Classifier again = Classifier.Load(_scratch["m.probity"]);
            float[] before = new float[160], after = new float[160];
            model.Logits(Rows, before);
            again.Logits(Rows, after);
            Assert.Equal(before, after);
            Assert.Equal(model.Featurizer!.Explain(), again.Featurizer!.Explain());
            Assert.Equal(Enumerable.Range(0, model.Inputs).Select(model.Featurizer.FeatureName), Enumerable.Range(0, model.Inputs).Select(again.Featurizer.FeatureName));
            again.Save(_scratch["m.probity"]);
            Assert.Equal(bytes, File.ReadAllBytes(_scratch["m.probity"]));
        }
    }

    [Fact]
    public void A_model_of_numbers_has_no_table_to_read()
    {
        Classifier model = Kinds.Train("dropout and normalisation");
        Assert.Null(model.Featurizer);
        Assert.Contains("no featurizer", Assert.Throws<InvalidOperationException>(() => model.Logits(Rows, new float[160])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"kind\":\"number\"", "\"kind\":\"oracle\"", "kind 'oracle' is not known")]
    [InlineData("\"kind\":\"number\"", "\"kind\":\"category\"", "column 'n': what was learned about it contradicts itself")]
    [InlineData("\"kind\":\"category\"", "\"kind\":\"text\"", "is not known")]
    [InlineData("\"name\":\"n\"", "\"name\":\"c\"", "two columns have one name")]
    [InlineData("\"scaling\":\"piecewise\"", "\"scaling\":\"Piecewise\"", "column 'n': what was learned")]
    [InlineData("\"scaling\":\"piecewise\"", "\"scaling\":\"standard\"", "column 'n': what was learned")]
    [InlineData("\"form\":\"yyyy-M-d\"", "\"form\":\"yyyy\"", "column 'd': what was learned")]
    [InlineData("\"levels\":[\"Oslo\",", "\"levels\":[null,", "column 'c': what was learned")]
    [InlineData("\"levels\":[\"Oslo\",", "\"levels\":[\"Rome\",", "column 'c': what was learned")]
    [InlineData("\"levels\":[\"Oslo\",", "\"levels\":[\"Oslo\",\"Bonn\",", "numbers of a row but the network has")]
    [InlineData("\"others\":true,", "\"others\":true,\"shared_inputs\":0,", "column 'c': what was learned")]
    [InlineData("\"others\":true,", "\"others\":true,\"shared_inputs\":65537,", "column 'c': what was learned")]
    [InlineData("\"others\":true,", "\"others\":true,\"shared_inputs\":2,", "numbers of a row but the network has")]
    [InlineData("\"others\":true,", "\"others\":false,\"shared_inputs\":1,", "column 'c': what was learned")]
    [InlineData("\"others\":true,\"missing\":false", "\"others\":true,\"oracle\":1,\"missing\":false", "manifest cannot be read")]
    [InlineData("\"numbers\":2}", "\"numbers\":-2}", "has -2 numbers")]
    [InlineData("\"numbers\":2}", "\"numbers\":3}", "where (")]
    [InlineData("\"numbers\":2}", "\"numbers\":2147483647}", "where (")]
    [InlineData("\"ngrams\":", "\"ngrams\":9", "where (")]
    [InlineData("\"parts\":[", "\"parts\":[9,", "column 'n': what was learned")]
    public void Forged_words_are_refused(string from, string to, string because)
    {
        Train().Save(_scratch["m.probity"]);
        Assert.Contains(because, Refusal(json => Replaced(json, from, to), numbers => numbers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, double.NaN)]
    [InlineData(1, 1e9)]
    [InlineData(2, double.PositiveInfinity)]
    public void Forged_numbers_are_refused(int index, double value)
    {
        Train(text: false).Save(_scratch["m.probity"]);
        string message = Refusal(json => json, numbers =>
        {
            numbers[index] = value;
            return numbers;
        });
        Assert.Contains("column 'n': what was learned about it contradicts itself", message, StringComparison.Ordinal);
    }

    private static string Replaced(string json, string from, string to)
    {
        int at = json.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{from} does not stand in {json}");
        return string.Concat(json.AsSpan(0, at), to, json.AsSpan(at + from.Length));
    }

    /// <summary>Why a file with other words and numbers under a right seal is refused.</summary>
    private string Refusal(Func<string, string> words, Func<double[], double[]> numbers)
    {
        SafetensorsFile file = SafetensorsFile.Read(_scratch["m.probity"], SealedFile.MaxBytes);
        string json = words(file.Metadata[ProbityFile.ManifestKey]);
        SafetensorsTensor[] tensors = [.. file.Tensors.Values.Select(tensor => tensor.Name == "featurizer.numbers" ? SafetensorsTensor.Create(tensor.Name, numbers(tensor.ToDoubles()), tensor.Length) : tensor)];
        SealedFile.Write(_scratch["forged.probity"], json, tensors);
        return Assert.Throws<InvalidDataException>(() => Classifier.Load(_scratch["forged.probity"])).Message;
    }
}
