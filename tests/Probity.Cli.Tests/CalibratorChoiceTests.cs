using System.Text.Json;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class CalibratorChoiceTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly (string Logits, string Labels) _files;

    public CalibratorChoiceTests() => _files = new Rows(800, 4).Npy(_scratch);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Auto_shows_what_it_compared_and_explain_says_why()
    {
        Outcome fit = Tool.Well("fit", "--logits", _files.Logits, "--labels", _files.Labels, "--calibrator", "auto", "--out", _scratch["p.probity"]);
        Assert.Contains("Calibrators that auto compared", fit.Out, StringComparison.Ordinal);
        Assert.Contains("auto chose ", fit.Out, StringComparison.Ordinal);
        JsonElement json = Tool.Well("fit", "--logits", _files.Logits, "--labels", _files.Labels, "--calibrator", "auto", "--out", _scratch["q.probity"], "--json").Json;
        Assert.Equal(File.ReadAllBytes(_scratch["p.probity"]), File.ReadAllBytes(_scratch["q.probity"]));   // the time of a fit is not kept
        JsonElement[] candidates = [.. json.GetProperty("candidates").EnumerateArray()];
        Assert.Equal(["none", "temperature"], candidates.Take(2).Select(one => one.GetProperty("calibrator").GetString()));
        Assert.Equal(
            candidates[0].GetProperty("nll").GetDouble() - candidates[1].GetProperty("nll").GetDouble(), candidates[1].GetProperty("gain").GetDouble(), 12);
        Assert.True(candidates[1].GetProperty("gain").GetDouble() > 5 * candidates[1].GetProperty("standard_error").GetDouble());
        string choice = json.GetProperty("calibrator_choice").GetString()!;
        Assert.Contains($"auto chose {json.GetProperty("calibrator").GetString()} of ", choice, StringComparison.Ordinal);
        Assert.Contains(choice, Tool.Well("explain", _scratch["p.probity"]).Out, StringComparison.Ordinal);
        Assert.Equal(choice, Tool.Well("explain", _scratch["p.probity"], "--json").Json.GetProperty("calibrator_choice").GetString());
    }

    [Fact]
    public void A_calibrator_asked_for_by_name_needs_no_reason()
    {
        JsonElement json = Tool.Well("fit", "--logits", _files.Logits, "--labels", _files.Labels, "--calibrator", "none", "--out", _scratch["p.probity"], "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("calibrator_choice").ValueKind);
        Assert.False(json.TryGetProperty("candidates", out _));
    }

    [Fact]
    public void A_report_compares_calibrators()
    {
        string[] args = ["report", "--logits", _files.Logits, "--labels", _files.Labels, "--bootstrap", "20", "--out", _scratch["r.html"], "--compare", "all"];
        Outcome table = Tool.Well(args);
        Assert.Contains("Calibrators compared, cross-fitted", table.Out, StringComparison.Ordinal);
        Assert.EndsWith("r.html\n", table.Out, StringComparison.Ordinal);
        Assert.Contains("\"calibrators\":[{\"method\":\"none\"", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);
        JsonElement[] compared = [.. Tool.Well([.. args, "--json"]).Json.GetProperty("calibrators").EnumerateArray()];
        Assert.Equal("none", compared[0].GetProperty("calibrator").GetString());
        JsonElement temperature = compared.Single(one => one.GetProperty("calibrator").GetString() == "temperature");
        Assert.True(temperature.GetProperty("gain").GetDouble() > 5 * temperature.GetProperty("standard_error").GetDouble());
        Assert.True(temperature.GetProperty("metrics").GetProperty("ece").GetProperty("null95").GetDouble() > 0);

        Tool.Well([.. args[..^2]]);
        Assert.DoesNotContain("\"calibrators\"", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);
        Outcome refused = Tool.Run([.. args[..^1], "temperature,magic"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("calibrator 'magic' is not known; there are none, temperature", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "calibrator 'auto' chooses one of the others")]
    [InlineData("svs,", "lacks one beside a comma")]
    [InlineData("", "names no calibrator")]
    public void A_comparison_of_what_is_no_calibrator_is_refused(string names, string why)
    {
        Outcome refused = Tool.Run("report", "--logits", _files.Logits, "--labels", _files.Labels, "--out", _scratch["r.html"], "--compare", names);
        Assert.Equal(2, refused.Code);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["r.html"]));
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("one-vs-rest:isotonic")]
    [InlineData("top-label")]
    public void Explanations_know_the_names_of_classes(string calibrator)
    {
        string names = _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names));
        string text = Tool.Well("fit", "--logits", _files.Logits, "--labels", _files.Labels, "--calibrator", calibrator, "--classes", names, "--priors", "0.4,0.2,0.2,0.2",
            "--out", _scratch["p.probity"], "--json").Json.GetProperty("explanation").GetString()!;
        string[] moves = text.Split(" moved to other class priors, ");
        Assert.Matches("lass [0-3] '(north|east|south|west)'", moves[0]);
        Assert.Contains("class 0 'north' 0.", moves[1], StringComparison.Ordinal);
        Assert.Contains(text.Split('\n')[1], Tool.Well("explain", _scratch["p.probity"], "--json").Json.GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_loss_says_why()
    {
        string certain = Arrays.Npy(_scratch["p.npy"], [0f, 1, 1, 0, .3f, .7f], 2), labels = Arrays.Npy(_scratch["l.npy"], [0, 0, 1]);
        Outcome fit = Tool.Well("fit", "--probabilities", certain, "--labels", labels, "--calibrator", "none", "--out", _scratch["p.probity"]);
        Assert.Contains("note: nll: infinite, as some row gives its label probability 0", fit.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("infinite", Tool.Well("fit", "--logits", _files.Logits, "--labels", _files.Labels, "--calibrator", "none", "--out", _scratch["p.probity"]).Error, StringComparison.Ordinal);
    }
}
