using System.Globalization;
using System.Text.Json;
using Probity.IO;
using Probity.Numerics;

namespace Probity.Cli.Tests;

/// <summary><c>fit --multilabel</c>, and <c>explain</c> and <c>assess</c> of what it writes.</summary>
[Collection("console")]
public sealed class MultiLabelTests : IDisposable
{
    private const int Rows = 300, Labels = 3;

    private static readonly string[] Names = ["cat", "dog", "owl"];

    private readonly Scratch _scratch = new();
    private readonly float[] _logits = new float[Rows * Labels];
    private readonly string _z, _y, _names;

    /// <summary>Logits that are twice as large as they should be, and more so for some labels.</summary>
    public MultiLabelTests()
    {
        var random = new RandomStream(31);
        int[] cells = new int[Rows * Labels];
        for (int i = 0; i < cells.Length; i++)
        {
            _logits[i] = (float)(3 * random.NextGaussian());
            cells[i] = random.NextDouble() < 1 / (1 + Math.Exp(-(.3 + (.2 * (i % Labels))) * _logits[i])) ? 1 : 0;
        }
        _z = Arrays.Npy(_scratch["z.npy"], _logits, Labels);
        _y = Arrays.Npy(_scratch["y.npy"], cells, Labels);
        _names = _scratch.Write("names.json", JsonSerializer.Serialize(Names));
    }

    public void Dispose() => _scratch.Dispose();

    private string Fit(params string[] more)
    {
        Tool.Well(["fit", "--multilabel", "--logits", _z, "--labels", _y, "--classes", _names, "--out", _scratch["l.probity"], .. more]);
        return _scratch["l.probity"];
    }

    private double[] Probabilities() => [.. _logits.Select(z => 1 / (1 + Math.Exp(-(double)z)))];

    [Fact]
    public void What_is_fitted_is_explained_with_names()
    {
        JsonElement fit = Tool.Well("fit", "--multilabel", "--logits", _z, "--labels", _y, "--classes", _names, "--calibrator", "affine", "--json", "--out", _scratch["l.probity"]).Json;
        JsonElement told = Tool.Well("explain", "--json", _scratch["l.probity"]).Json;
        foreach (JsonProperty member in told.EnumerateObject()) Assert.Equal(member.Value.GetRawText(), fit.GetProperty(member.Name).GetRawText());
        Assert.Equal(_scratch["l.probity"], fit.GetProperty("calibration").GetString());
        Assert.Equal(Names, told.GetProperty("per_label").EnumerateArray().Select(label => label.GetProperty("name").GetString()));
        Assert.Equal(Rows, told.GetProperty("rows_learned").GetInt32());
        Assert.True(told.GetProperty("nll_after").GetDouble() < told.GetProperty("nll_before").GetDouble());
        string words = Tool.Well("explain", _scratch["l.probity"]).Out;
        Assert.Contains("  owl: a = ", words, StringComparison.Ordinal);
        Assert.Contains("Fitted on 300 rows of 3 labels", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_format_has_the_labels_and_their_calibrated_probabilities()
    {
        string file = Fit();
        (double A, double B)[] maps = [.. Tool.Well("explain", "--json", file).Json.GetProperty("per_label").EnumerateArray().Select(label => (label.GetProperty("slope").GetDouble(), label.GetProperty("intercept").GetDouble()))];
        double[] wanted = [.. _logits.Select((z, i) => 1 / (1 + Math.Exp(-((maps[i % Labels].A * z) + maps[i % Labels].B))))];
        foreach (string format in (string[])["csv", "jsonl", "npz"])
            Tool.Well("assess", file, "--logits", _z, "--out", _scratch[$"d.{format}"], "--probabilities-out", _scratch["p.f64.npy"]);

        string[][] lines = [.. File.ReadLines(_scratch["d.csv"]).Select(line => line.Split(','))];
        Assert.Equal(["row", "predicted", "p_cat", "p_dog", "p_owl"], lines[0]);
        string[] json = File.ReadAllLines(_scratch["d.jsonl"]);
        for (int i = 0; i < Rows; i++)
        {
            using var row = JsonDocument.Parse(json[i]);
            string present = string.Join(';', Names.Where((_, k) => wanted[(i * Labels) + k] >= .5));
            Assert.Equal(present, lines[i + 1][1]);
            Assert.Equal(present, row.RootElement.GetProperty("predicted").GetString());
            for (int k = 0; k < Labels; k++)
            {
                Assert.Equal(wanted[(i * Labels) + k], double.Parse(lines[i + 1][k + 2], CultureInfo.InvariantCulture), 1e-12);
                Assert.Equal(wanted[(i * Labels) + k], row.RootElement.GetProperty($"p_{Names[k]}").GetDouble(), 1e-12);
            }
        }
        double[] dogs = Arrays.Read(_scratch["d.npz"], "p_dog"), all = Arrays.Read(_scratch["p.f64.npy"]);
        for (int i = 0; i < Rows; i++) Assert.Equal(wanted[(i * Labels) + 1], dogs[i], 1e-12);
        for (int i = 0; i < all.Length; i++) Assert.Equal(wanted[i], all[i], 1e-12);
        Assert.Equal(Labels, NpyReader.Open(_scratch["p.f64.npy"]).Columns);
        JsonElement told = Tool.Well("assess", file, "--logits", _z, "--out", _scratch["d.csv"], "--json").Json;
        Assert.Equal((Rows, Labels), (told.GetProperty("rows").GetInt32(), told.GetProperty("labels").GetInt32()));
    }

    [Fact]
    public void Probabilities_are_read_as_their_log_odds_each_for_itself()
    {
        string file = Fit(), p = Arrays.Npy(_scratch["p.npy"], Probabilities(), Labels);
        Tool.Well("fit", "--multilabel", "--probabilities", p, "--labels", _y, "--out", _scratch["q.probity"]);
        JsonElement[] labels = [.. new[] { file, _scratch["q.probity"] }.Select(one => Tool.Well("explain", "--json", one).Json.GetProperty("per_label"))];
        for (int k = 0; k < Labels; k++) Assert.Equal(labels[0][k].GetProperty("slope").GetDouble(), labels[1][k].GetProperty("slope").GetDouble(), 1e-6);

        Outcome outcome = Tool.Well("assess", file, "--probabilities", Arrays.Npy(_scratch["ends.npy"], [0, 1, .5], Labels), "--out", _scratch["e.csv"]);
        Assert.Contains("2 probabilities of exactly 0 or 1 are read as log-odds of −745 or 745", Assert.Single(outcome.Notes), StringComparison.Ordinal);
        Assert.StartsWith("0,dog", File.ReadAllLines(_scratch["e.csv"])[1], StringComparison.Ordinal);
        Assert.Equal(
            Tool.Well("evaluate", "--multilabel", "--logits", _z, "--labels", _y, "--bootstrap", "0", "--json").Json.GetProperty("metrics").GetProperty("nll").GetProperty("value").GetDouble(),
            Tool.Well("evaluate", "--multilabel", "--probabilities", p, "--labels", _y, "--bootstrap", "0", "--json").Json.GetProperty("metrics").GetProperty("nll").GetProperty("value").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("--target-precision", ".9")]
    [InlineData("--target-risk", ".1")]
    [InlineData("--confidence", ".9")]
    [InlineData("--starts", "2")]
    [InlineData("--certify-share", ".4")]
    [InlineData("--certify-outputs", "z.npy")]
    [InlineData("--certify-labels", "y.npy")]
    [InlineData("--certify-groups", "y.npy")]
    [InlineData("--detector", "log_sum_exp")]
    [InlineData("--max-false-alarm", ".1")]
    [InlineData("--score", "entropy")]
    [InlineData("--groups", "y.npy")]
    [InlineData("--priors", "0.2,0.8")]
    [InlineData("--unlabelled", "z.npy")]
    [InlineData("--calibrator", "beta")]
    public void Options_of_policies_are_refused_by_name(string option, string value)
    {
        Outcome outcome = Tool.Run("fit", "--multilabel", "--logits", _z, "--labels", _y, "--out", _scratch["r.probity"], option, value);
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith($"error: {option}", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("does not go with --multilabel", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("r.probity", _scratch.Files);
    }

    [Fact]
    public void What_does_not_fit_together_is_told_in_words()
    {
        string file = Fit(), wide = Arrays.Npy(_scratch["wide.npy"], new float[8], 4), y = Arrays.Npy(_scratch["one.npy"], new int[Rows]), groups = _scratch.Write("g.csv", "g\na\n");
        string minus = Arrays.Npy(_scratch["minus.npy"], [.5, -.1, .5], Labels), two = _scratch.Write("two.json", """["a", "b"]"""), output = _scratch["o.csv"];
        foreach (var (because, line) in (ReadOnlySpan<(string, string[])>)[
            ("l.probity: a multi-label calibration, not a model", ["predict", file, "--data", _z, "--out", output]),
            ("l.probity: a multi-label calibration, not a policy", ["report", "--logits", _z, "--labels", _y, "--policy", file, "--out", _scratch["r.html"]]),
            ("l.probity: a multi-label calibration, not a similarity model", ["similarity", "embed", file, "--data", _z, "--out", _scratch["o.npy"]]),
            ("wide.npy: 4 columns but the calibration was fitted on 3 labels", ["assess", file, "--logits", wide, "--out", output]),
            ("2 names but the calibration has 3 labels", ["assess", file, "--logits", _z, "--classes", two, "--out", output]),
            ("--groups does not go with a multi-label calibration", ["assess", file, "--logits", _z, "--groups", groups, "--out", output]),
            ("minus.npy: row 0, column 1 is -0.1", ["assess", file, "--probabilities", minus, "--out", output]),
            ("one.npy: 1 columns but z.npy has 3; --multilabel needs one label a cell", ["fit", "--multilabel", "--logits", _z, "--labels", y, "--out", _scratch["r.probity"]]),
            ("--classes: 2 names but z.npy has 3 columns", ["fit", "--multilabel", "--logits", _z, "--labels", _y, "--classes", two, "--out", _scratch["r.probity"]])])
        {
            Outcome outcome = Tool.Run(line);
            Assert.Equal(2, outcome.Code);
            Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
            Assert.Equal(outcome.Error.Length - 1, outcome.Error.IndexOf('\n', StringComparison.Ordinal));
        }
        Assert.DoesNotContain("o.csv", _scratch.Files);
        Assert.DoesNotContain("r.probity", _scratch.Files);
    }
}
