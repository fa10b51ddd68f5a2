using System.Text.Json;

namespace Probity.Cli.Tests;

/// <summary>The demo, run once.</summary>
public sealed class DemoRun : IDisposable
{
    public DemoRun() => Outcome = Tool.Run("demo", "--out", Scratch["demo"]);

    public Scratch Scratch { get; } = new();

    internal Outcome Outcome { get; }

    public string this[string file] => Path.Combine(Scratch["demo"], file);

    public void Dispose() => Scratch.Dispose();
}

/// <summary>What a new user types, on the demo's own files.</summary>
[Collection("console")]
public sealed class DemoTests(DemoRun demo) : IClassFixture<DemoRun>
{
    [Fact]
    public void The_demo_shows_and_leaves_everything()
    {
        Assert.True(demo.Outcome.Code == 0, demo.Outcome.Error);
        foreach (string word in (string[])["before", "after", "log_sum_exp", "accept", "Promise: with 95 % confidence, at least 95 % of accepted predictions are right"])
            Assert.Contains(word, demo.Outcome.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["calibrate_labels.npy", "calibrate_logits.npy", "classes.json", "policy.probity", "report.html", "test_labels.npy", "test_logits.npy", "unknown_logits.npy"],
            Directory.EnumerateFiles(demo.Scratch["demo"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>What the demo is there to show: right on every training row, and surer of new ones than it is right.</summary>
    [Fact]
    public void The_demo_s_model_knows_its_rows_by_heart_and_is_overconfident()
    {
        Assert.Contains("on its own training images it is now right on 100.0 %", demo.Outcome.Error, StringComparison.Ordinal);
        double[] logits = Arrays.Read(demo["test_logits.npy"]), labels = Arrays.Read(demo["test_labels.npy"]);
        double confidence = 0, correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double[] row = logits[(i * 8)..((i + 1) * 8)];
            confidence += 1 / row.Sum(z => Math.Exp(z - row.Max()));
            if (Array.IndexOf(row, row.Max()) == labels[i]) correct++;
        }
        Assert.InRange(correct / labels.Length, .83, .88);
        Assert.InRange((confidence - correct) / labels.Length, .07, .13);   // a lower bound of the ECE, whatever the bins
    }

    [Fact]
    public void The_other_verbs_go_on_from_the_demo_s_files()
    {
        string policy = demo.Scratch["p.probity"], csv = demo.Scratch["d.csv"];
        JsonElement evaluated = Tool.Well(
            "evaluate", "--logits", demo["test_logits.npy"], "--labels", demo["test_labels.npy"], "--ood", demo["unknown_logits.npy"],
            "--classes", demo["classes.json"], "--bootstrap", "100", "--report", demo.Scratch["e.html"], "--json").Json;
        Tool.Well(
            "fit", "--logits", demo["calibrate_logits.npy"], "--labels", demo["calibrate_labels.npy"], "--classes", demo["classes.json"],
            "--target-precision", "0.95", "--detector", "log_sum_exp", "--out", policy);
        Assert.Equal(File.ReadAllBytes(demo["policy.probity"]), File.ReadAllBytes(policy));
        JsonElement assessed = Tool.Well("assess", policy, "--logits", demo["test_logits.npy"], "--out", csv, "--json").Json;
        string explained = Tool.Well("explain", policy).Out;
        Tool.Well(
            "report", "--logits", demo["test_logits.npy"], "--labels", demo["test_labels.npy"], "--policy", policy, "--ood", demo["unknown_logits.npy"],
            "--bootstrap", "100", "--out", demo.Scratch["r.html"]);

        Assert.InRange(evaluated.GetProperty("metrics").GetProperty("accuracy").GetProperty("value").GetDouble(), .8, .9);
        Assert.InRange(evaluated.GetProperty("metrics").GetProperty("ood_auroc_log_sum_exp").GetProperty("value").GetDouble(), .8, .95);
        Assert.Contains(explained.TrimEnd(), demo.Outcome.Out, StringComparison.Ordinal);

        // The promise, on rows that nothing was fitted on.
        int[] labels = [.. Arrays.Read(demo["test_labels.npy"]).Select(label => (int)label)];
        var accepted = File.ReadLines(csv).Skip(1).Select((line, row) => (Cells: line.Split(','), row)).Where(line => line.Cells[4] == "accept").ToList();
        Assert.Equal(assessed.GetProperty("accept").GetInt32(), accepted.Count);
        Assert.InRange(accepted.Count, 600, 1_900);
        Assert.True(accepted.Count(line => line.Cells[1] == $"{labels[line.row]}") >= .95 * accepted.Count);
    }
}
