using System.Globalization;
using System.Text.Json;
using Probity.Calibration;

namespace Probity.Cli.Tests;

/// <summary>Policies that calibrate by group.</summary>
[Collection("console")]
public sealed class GroupPolicyTests : IDisposable
{
    private const int Count = 1_500;

    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(Count, 4);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Fit_assess_explain_and_report_take_the_groups()
    {
        string[] outputs = Outputs(), groups = ["--groups", Groups()];
        JsonElement json = Tool.Well(["fit", .. outputs, .. groups, "--target-precision", "0.75", "--out", _scratch["p.probity"], "--json"]).Json;
        Assert.Equal("groups", json.GetProperty("calibrator").GetString());
        Assert.Equal(["east", "north", "west"], json.GetProperty("groups").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(3, json.GetProperty("parameters").GetProperty("group_parameters").GetArrayLength());
        Assert.Contains("\n  north: T = ", json.GetProperty("explanation").GetString(), StringComparison.Ordinal);

        Tool.Well(["assess", _scratch["p.probity"], .. outputs[..2], .. groups, "--out", _scratch["a.csv"], "--probabilities-out", _scratch["p.f64.npy"]]);
        var policy = ConfidencePolicy.Load(_scratch["p.probity"]);
        var by = (GroupCalibration)policy.Calibrator!;
        string[] lines = File.ReadAllLines(_scratch["a.csv"]);
        for (int i = 0; i < Count; i += 111)
        {
            double temperature = ((TemperatureScaling)by.For(Group(i))).Temperature;
            Assert.Equal(_rows.Probabilities(i, temperature).Max(), double.Parse(lines[i + 1].Split(',')[2], CultureInfo.InvariantCulture), 1e-6);
        }
        Tool.Well(["report", .. outputs, .. groups, "--policy", _scratch["p.probity"], "--bootstrap", "0", "--out", _scratch["r.html"]]);
        Assert.True(File.Exists(_scratch["r.html"]));
    }

    [Fact]
    public void Groups_that_are_missing_surplus_or_too_few_are_refused()
    {
        string[] outputs = Outputs();
        Tool.Well(["fit", .. outputs, "--groups", Groups(), "--out", _scratch["by.probity"]]);
        Tool.Well(["fit", .. outputs, "--out", _scratch["plain.probity"]]);
        Refused("--groups FILE is needed", ["assess", _scratch["by.probity"], .. outputs[..2], "--out", _scratch["x.csv"]]);
        Refused("does not calibrate by group", ["assess", _scratch["plain.probity"], .. outputs[..2], "--groups", Groups(), "--out", _scratch["x.csv"]]);
        Refused("1,500 rows but --groups: 2;", ["assess", _scratch["by.probity"], .. outputs[..2], "--groups", _scratch.Write("two.csv", "site\na\nb\n") + "#site", "--out", _scratch["x.csv"]]);
        Refused("fits the calibrator 'groups'", ["fit", .. outputs, "--groups", Groups(), "--calibrator", "none", "--out", _scratch["x.probity"]]);
        Refused("calibrator 'groups' needs --groups FILE", ["fit", .. outputs, "--calibrator", "groups", "--out", _scratch["x.probity"]]);
        Refused("goes with a policy that calibrates by group", ["report", .. outputs, "--policy", _scratch["by.probity"], "--out", _scratch["x.html"]]);
        Assert.False(File.Exists(_scratch["x.csv"]));

        void Refused(string why, string[] args)
        {
            Outcome outcome = Tool.Run(args);
            Assert.Equal(2, outcome.Code);
            Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
        }
    }

    private static string Group(int row) => row % 7 == 0 ? "north" : row % 2 == 0 ? "east" : "west";

    private string[] Outputs()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        return ["--logits", logits, "--labels", labels];
    }

    private string Groups() => _scratch.Write("site.csv", "site\n" + string.Join('\n', Enumerable.Range(0, Count).Select(Group)) + "\n") + "#site";
}
