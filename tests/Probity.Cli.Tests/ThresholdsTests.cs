using System.Text.Json;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class ThresholdsTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(1_000, 4);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_trade_off_ends_at_the_accuracy_and_goals_are_on_it()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        string[] args = ["thresholds", "--logits", logits, "--labels", labels, "--goal", "precision:0.8", "--goal", "f1", "--per-class", "--bootstrap", "50"];
        JsonElement json = Tool.Well([.. args, "--json"]).Json;
        JsonElement[] points = [.. json.GetProperty("trade_off").EnumerateArray()];
        Assert.Equal(20, points.Length);
        Assert.Equal(1, points[^1].GetProperty("coverage").GetDouble());
        Assert.Equal(_rows.Accuracy, points[^1].GetProperty("precision").GetDouble(), 1e-12);
        Assert.Equal(.05, points[0].GetProperty("coverage").GetDouble(), 1e-12);
        JsonElement chosen = json.GetProperty("thresholds")[0];
        Assert.Equal("precision:0.8", chosen.GetProperty("goal").GetString());
        double threshold = chosen.GetProperty("threshold").GetDouble();
        int accepted = Enumerable.Range(0, _rows.Count).Count(i => _rows.Probabilities(i).Max() >= threshold);
        Assert.Equal(accepted, chosen.GetProperty("accepted").GetInt32());
        Assert.True(chosen.GetProperty("precision").GetDouble() >= .8);
        Assert.Equal(8, json.GetProperty("per_class").GetArrayLength());

        string table = Tool.Well(args).Out;
        Assert.Contains("nothing is guaranteed", table, StringComparison.Ordinal);
        Assert.Contains("precision:0.8", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_is_told_from_the_rest_by_its_probability()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("thresholds", "--logits", logits, "--labels", labels, "--class", "2", "--goal", "recall:0.9", "--bootstrap", "0", "--json").Json;
        JsonElement chosen = json.GetProperty("thresholds")[0];
        double threshold = chosen.GetProperty("threshold").GetDouble();
        int[] accepted = [.. Enumerable.Range(0, _rows.Count).Where(i => _rows.Probabilities(i)[2] >= threshold)];
        Assert.Equal(accepted.Length, chosen.GetProperty("accepted").GetInt32());
        Assert.Equal(accepted.Count(i => _rows.Labels[i] == 2) / (double)_rows.Labels.Count(label => label == 2), chosen.GetProperty("recall").GetDouble(), 1e-12);
        Assert.True(chosen.GetProperty("recall").GetDouble() >= .9);
    }

    [Fact]
    public void A_policy_may_hold_a_chosen_threshold()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("fit", "--logits", logits, "--labels", labels, "--calibrator", "temperature", "--choose", "youden", "--out", _scratch["p.probity"], "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("promise").ValueKind);
        JsonElement choice = json.GetProperty("choice");
        Assert.Equal(("youden", "cross_fitted", false), (choice.GetProperty("goal").GetString(), choice.GetProperty("chosen_on").GetString(), choice.GetProperty("guaranteed").GetBoolean()));
        Assert.Contains("nothing is guaranteed", Tool.Well("explain", _scratch["p.probity"]).Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.csv"]);
        Assert.Contains("accept", File.ReadAllText(_scratch["d.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Resplits_say_how_often_a_promise_held()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        string[] args = ["fit", "--logits", logits, "--labels", labels, "--calibrator", "temperature", "--target-precision", "0.75", "--simulate", "40", "--out", _scratch["p.probity"]];
        JsonElement json = Tool.Well([.. args, "--json"]).Json.GetProperty("simulation");
        Assert.Equal(40, json.GetProperty("resplits").GetInt32());
        Assert.Equal(40, json.GetProperty("refused").GetInt32() + json.GetProperty("given").GetInt32());
        Assert.InRange(json.GetProperty("kept_share").GetDouble(), .8, 1);
        Assert.Equal(.95, json.GetProperty("promised").GetDouble());
        Assert.InRange(json.GetProperty("coverage").GetProperty("median").GetDouble(), .05, 1);
        Assert.Contains("kept, of those given", Tool.Well(args).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--choose precision:0.9 --target-precision 0.9", "promises nothing, so --target-precision does not go with it")]
    [InlineData("--choose best", "'best' is no goal")]
    [InlineData("--simulate 10", "--simulate shows how often a promise held")]
    [InlineData("--choose f1 --simulate 10", "--simulate shows how often a promise held")]
    [InlineData("--target-precision 0.8 --simulate 0", "--simulate")]
    public void What_does_not_go_together_is_refused(string flags, string reason)
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Outcome outcome = Tool.Run(["fit", "--logits", logits, "--labels", labels, "--out", _scratch["p.probity"], .. flags.Split(' ')]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["p.probity"]));
    }
}
