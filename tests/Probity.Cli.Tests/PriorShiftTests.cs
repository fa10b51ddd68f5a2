using System.Text.Json;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class PriorShiftTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(2_000, 4), _new = new(600, 4, seed: 9);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Stated_priors_move_confidence_and_explain_tells()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("fit", "--logits", logits, "--labels", labels, "--priors", "0.1,0.2,0.3,0.4", "--out", _scratch["p.probity"], "--json").Json;
        Assert.Equal("prior-shift", json.GetProperty("calibrator").GetString());
        Assert.Equal([.1, .2, .3, .4], json.GetProperty("parameters").GetProperty("new_priors").EnumerateArray().Select(prior => Math.Round(prior.GetDouble(), 12)));
        string words = Tool.Well("explain", _scratch["p.probity"]).Out.ReplaceLineEndings(" ");
        Assert.Contains("other class priors, as given", words, StringComparison.Ordinal);
        Assert.Contains("temperature", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Unlabelled_outputs_are_estimated_from()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        var (others, _) = _new.Npy(_scratch, "new_");
        JsonElement json = Tool.Well("fit", "--logits", logits, "--labels", labels, "--unlabelled", others, "--out", _scratch["p.probity"], "--json").Json;
        JsonElement parameters = json.GetProperty("parameters");
        Assert.Equal(600, parameters.GetProperty("unlabelled_rows").GetInt32());
        double[] found = [.. parameters.GetProperty("new_priors").EnumerateArray().Select(prior => prior.GetDouble())];
        for (int k = 0; k < 4; k++) Assert.Equal(_new.Labels.Count(label => label == k) / 600.0, found[k], .08);
    }

    [Theory]
    [InlineData("old mixture of classes", "--priors", "0.1,0.2,0.3,0.4", "--target-precision", "0.8")]
    [InlineData("old mixture of classes", "--unlabelled", "logits.npy", "--target-precision", "0.8")]
    [InlineData("give one of", "--priors", "0.1,0.2,0.3,0.4", "--unlabelled", "logits.npy")]
    [InlineData("2 where there are 4 classes", "--priors", "0.2,0.8")]
    [InlineData("'x' is not a number", "--priors", "0.2,x")]
    [InlineData("they sum to 0.5", "--priors", "0.1,0.1,0.1,0.2")]
    public void What_cannot_be_is_refused_in_words(string words, params string[] more)
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Outcome outcome = Tool.Run(["fit", "--logits", logits, "--labels", labels, "--out", _scratch["p.probity"], .. more.Select(word => word == "logits.npy" ? logits : word)]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["p.probity"]));
    }
}
