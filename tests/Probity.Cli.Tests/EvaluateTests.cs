using System.Globalization;
using System.Text.Json;
using Probity.Scores;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class EvaluateTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(300, 4);

    public void Dispose() => _scratch.Dispose();

    private static double Value(JsonElement json, string metric) => json.GetProperty("metrics").GetProperty(metric).GetProperty("value").GetDouble();

    private static JsonElement Evaluate(params string[] args) => Tool.Well(["evaluate", "--bootstrap", "0", "--json", .. args]).Json;

    [Fact]
    public void Figures_are_those_of_the_definitions()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Evaluate("--logits", logits, "--labels", labels);
        Assert.Equal(300, json.GetProperty("rows").GetInt32());
        Assert.Equal(4, json.GetProperty("classes").GetInt32());
        Assert.Equal(_rows.Accuracy, Value(json, "accuracy"), 1e-12);
        Assert.Equal(_rows.Nll, Value(json, "nll"), 1e-6);
        double brier = Enumerable.Range(0, 300).Average(i => _rows.Probabilities(i).Select((p, k) => Math.Pow(p - (k == _rows.Labels[i] ? 1 : 0), 2)).Sum());
        Assert.Equal(brier, Value(json, "brier"), 1e-6);
    }

    [Fact]
    public void Every_figure_has_the_members_that_are_promised()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("evaluate", "--bootstrap", "50", "--json", "--logits", logits, "--labels", labels).Json;
        JsonElement metrics = json.GetProperty("metrics");
        string[] names = ["accuracy", "nll", "brier", "ece", "mce", "rmsce", "ece_equal_mass", "rmsce_debiased", "overconfidence", "underconfidence", "smooth_ece", "ks", "kuiper", "spiegelhalter_z", "brier_reliability", "brier_resolution", "brier_uncertainty", "auroc", "aurc", "eaurc", "augrc", "risk_at_coverage_80", "coverage_at_risk_5"];
        Assert.Superset(names.ToHashSet(StringComparer.Ordinal), metrics.EnumerateObject().Select(figure => figure.Name).ToHashSet(StringComparer.Ordinal));
        foreach (JsonProperty figure in metrics.EnumerateObject())
        {
            double value = figure.Value.GetProperty("value").GetDouble();
            Assert.True(figure.Value.GetProperty("low").GetDouble() <= figure.Value.GetProperty("high").GetDouble(), figure.Name);
            Assert.True(double.IsFinite(value));
            Assert.Equal(300, figure.Value.GetProperty("rows").GetInt32());
            Assert.NotEmpty(figure.Value.GetProperty("definition").GetString()!);
        }
        Assert.True(metrics.GetProperty("ece").TryGetProperty("null95", out _) && metrics.GetProperty("ece").TryGetProperty("p", out _));
    }

    [Fact]
    public void Without_a_bootstrap_there_are_no_bounds()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        foreach (JsonProperty figure in Evaluate("--logits", logits, "--labels", labels).GetProperty("metrics").EnumerateObject())
        {
            Assert.Equal(JsonValueKind.Null, figure.Value.GetProperty("low").ValueKind);
            Assert.Equal(JsonValueKind.Null, figure.Value.GetProperty("high").ValueKind);
            Assert.Equal(JsonValueKind.Number, figure.Value.GetProperty("value").ValueKind);
        }
    }

    [Fact]
    public void Every_format_gives_the_same_figures()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        string csv = _rows.Csv(_scratch, names: false), lines = _rows.JsonLines(_scratch), npz = _rows.Npz(_scratch), tensors = _rows.Safetensors(_scratch);
        string expected = Evaluate("--logits", logits, "--labels", labels).GetProperty("metrics").GetRawText();
        string[][] others =
        [
            ["--logits", $"{npz}#logits", "--labels", $"{npz}#labels"],
            ["--logits", $"{tensors}#logits", "--labels", $"{tensors}#labels"],
            ["--logits", $"{csv}#z0,z1,z2,z3", "--labels", $"{csv}#label", "--id", "name"],
            ["--logits", csv, "--labels", $"{csv}#label", "--id", "name"],
            ["--logits", lines, "--labels", $"{lines}#label", "--id", "id"],
            ["--logits", $"{lines}#logits", "--labels", labels],
        ];
        foreach (string[] other in others) Assert.Equal(expected, Evaluate(other).GetProperty("metrics").GetRawText());
    }

    [Fact]
    public void Labels_may_be_names()
    {
        string csv = _rows.Csv(_scratch, names: true), names = _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names));
        JsonElement json = Evaluate("--logits", csv, "--labels", $"{csv}#label", "--id", "name", "--classes", names);
        Assert.Equal(4, json.GetProperty("classes").GetInt32());
        Assert.Equal(_rows.Accuracy, Value(json, "accuracy"), 1e-12);
    }

    [Fact]
    public void Probabilities_are_renormalised_and_the_largest_deviation_is_told()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        double[] p = _rows.AllProbabilities();
        for (int k = 0; k < 4; k++) p[(7 * 4) + k] *= 1.0004;
        for (int k = 0; k < 4; k++) p[(9 * 4) + k] *= .9997;
        JsonElement json = Evaluate("--probabilities", Arrays.Npy(_scratch["p.npy"], p, 4), "--labels", labels);
        Assert.Equal(_rows.Nll, Value(json, "nll"), 1e-6);
        Assert.Contains("0.0004", Assert.Single(json.GetProperty("notes").EnumerateArray().ToArray()).GetString()!, StringComparison.Ordinal);
        Assert.Empty(Evaluate("--logits", logits, "--labels", labels).GetProperty("notes").EnumerateArray());
    }

    [Fact]
    public void One_column_is_binary()
    {
        var rows = new Rows(200, 1);
        var (logits, labels) = rows.Npy(_scratch);
        JsonElement json = Evaluate("--logits", logits, "--labels", labels);
        Assert.Equal(2, json.GetProperty("classes").GetInt32());
        double[] p = [.. rows.Logits.Select(z => 1 / (1 + Math.Exp(-z)))];
        double nll = p.Select((q, i) => -Math.Log(rows.Labels[i] == 1 ? q : 1 - q)).Average();
        Assert.Equal(p.Where((q, i) => (q > .5 ? 1 : 0) == rows.Labels[i]).Count() / 200.0, Value(json, "accuracy"), 1e-12);
        Assert.Equal(nll, Value(json, "nll"), 1e-6);
        Assert.Equal(nll, Value(Evaluate("--probabilities", Arrays.Npy(_scratch["p.npy"], p), "--labels", labels), "nll"), 1e-6);
    }

    [Fact]
    public void A_certain_mistake_costs_infinity_and_is_counted()
    {
        string p = Arrays.Npy(_scratch["p.npy"], [0.0, 1, .25, .5]), labels = Arrays.Npy(_scratch["y.npy"], [1, 1, 0, 1]);
        JsonElement nll = Evaluate("--probabilities", p, "--labels", labels).GetProperty("metrics").GetProperty("nll");
        Assert.Equal("Infinity", nll.GetProperty("value").GetString());
        Assert.Equal(1, nll.GetProperty("zero_rows").GetDouble());
        Assert.Equal((-Math.Log(1e-15) - Math.Log(.75) - Math.Log(.5)) / 4, nll.GetProperty("nll_clipped").GetDouble(), 1e-6);
    }

    [Fact]
    public void Weights_repeat_rows()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        double[] weights = [.. Enumerable.Range(0, 300).Select(i => i % 3.0)];
        JsonElement json = Evaluate("--logits", logits, "--labels", labels, "--weights", Arrays.Npy(_scratch["w.npy"], weights));
        double right = Enumerable.Range(0, 300).Where(i => _rows.Predicted(i) == _rows.Labels[i]).Sum(i => weights[i]);
        Assert.Equal(right / weights.Sum(), Value(json, "accuracy"), 1e-12);
    }

    [Fact]
    public void Unknown_rows_are_measured_with_every_score()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        float[] strange = [.. new Rows(100, 4, seed: 2).Logits.Select(z => z / 10)];
        JsonElement json = Evaluate("--logits", logits, "--labels", labels, "--ood", Arrays.Npy(_scratch["ood.npy"], strange, 4));
        foreach (string score in ScoreTokens.All.Select(score => score.Token()))
        {
            foreach (string figure in (string[])["ood_auroc", "ood_fpr95", "ood_aupr_in", "ood_aupr_out"]) Assert.InRange(Value(json, $"{figure}_{score}"), 0, 1);
        }
        double won = 0;   // AUROC by the definition: pairs in which the known row scores higher
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 100; j++) won += _rows.Row(i).ToArray().Max().CompareTo(strange.AsSpan(j * 4, 4).ToArray().Max()) switch { > 0 => 1, 0 => .5, _ => 0 };
        }
        Assert.Equal(won / 30_000, Value(json, "ood_auroc_max_logit"), 1e-12);
    }

    [Fact]
    public void Log_sum_exp_of_log_probabilities_is_left_out_with_a_note()
    {
        var (_, labels) = _rows.Npy(_scratch);
        string logs = Arrays.Npy(_scratch["logp.npy"], [.. _rows.AllProbabilities().Select(p => Math.Log(p))], 4);
        Outcome outcome = Tool.Well("evaluate", "--bootstrap", "0", "--logits", logs, "--labels", labels, "--ood", logs);
        Assert.Contains("log_sum_exp is left out", Assert.Single(outcome.Notes), StringComparison.Ordinal);
        JsonElement json = Evaluate("--logits", logs, "--labels", labels, "--ood", logs);
        Assert.False(json.GetProperty("metrics").TryGetProperty("ood_auroc_log_sum_exp", out _));
        Assert.Equal(.5, Value(json, "ood_auroc_entropy"), 1e-12);
    }

    [Fact]
    public void The_seed_changes_the_bootstrap_only()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement Run(int seed) => Tool.Well("evaluate", "--bootstrap", "50", "--json", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--logits", logits, "--labels", labels).Json.GetProperty("metrics").GetProperty("nll");
        Assert.Equal(Run(1).GetProperty("value").GetDouble(), Run(2).GetProperty("value").GetDouble());
        Assert.NotEqual(Run(1).GetProperty("low").GetDouble(), Run(2).GetProperty("low").GetDouble());
    }

    [Fact]
    public void A_report_is_written_beside_the_table()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Outcome outcome = Tool.Well("evaluate", "--bootstrap", "20", "--logits", logits, "--labels", labels, "--report", _scratch["r.html"]);
        Assert.Contains("accuracy", outcome.Out, StringComparison.Ordinal);
        Assert.All(outcome.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.StartsWith("<!doctype html>", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);
        Assert.Equal(["labels.npy", "logits.npy", "r.html"], _scratch.Files);
    }

    [Fact]
    public void One_row_is_enough()
    {
        string logits = Arrays.Npy(_scratch["z.npy"], [1f, 2], 2), labels = Arrays.Npy(_scratch["y.npy"], [1]);
        JsonElement metrics = Tool.Well("evaluate", "--json", "--logits", logits, "--labels", labels).Json.GetProperty("metrics");
        Assert.Equal(JsonValueKind.Null, metrics.GetProperty("auroc").GetProperty("value").ValueKind);
        Assert.NotEmpty(metrics.GetProperty("auroc").GetProperty("reason").GetString()!);
    }
}
