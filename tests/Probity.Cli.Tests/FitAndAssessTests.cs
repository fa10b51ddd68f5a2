using System.Globalization;
using System.Text.Json;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class FitAndAssessTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(2_000, 4), _new = new(500, 4, seed: 9);

    public void Dispose() => _scratch.Dispose();

    private string Fit(string name = "p.probity", params string[] more)
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Tool.Well(["fit", "--logits", logits, "--labels", labels, "--target-precision", "0.8", "--detector", "log_sum_exp", "--out", _scratch[name], .. more]);
        return _scratch[name];
    }

    [Fact]
    public void A_fit_finds_the_temperature_and_says_what_it_promises()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-precision", "0.8", "--out", _scratch["p.probity"], "--json").Json;
        Assert.Equal("temperature", json.GetProperty("calibrator").GetString());
        Assert.InRange(json.GetProperty("parameters").GetProperty("temperature").GetDouble(), 2.5, 3.5);
        Assert.True(json.GetProperty("nll_after").GetDouble() < json.GetProperty("nll_before").GetDouble());
        Assert.True(json.GetProperty("nll_fit").GetDouble() <= json.GetProperty("nll_after").GetDouble());
        Assert.True(json.GetProperty("ece_after").GetDouble() < json.GetProperty("ece_before").GetDouble());
        Assert.InRange(json.GetProperty("threshold").GetDouble(), .25, 1);
        Assert.Equal(1_000, json.GetProperty("rows_learned").GetInt32());
        Assert.Equal(1_000, json.GetProperty("rows_certified").GetInt32());
        Assert.Equal(.8, json.GetProperty("promise").GetProperty("precision").GetDouble());
        Assert.Equal(.95, json.GetProperty("promise").GetProperty("confidence").GetDouble());
        Assert.Equal(JsonValueKind.Array, json.GetProperty("warnings").ValueKind);

        JsonElement explained = Tool.Well("explain", _scratch["p.probity"], "--json").Json;
        foreach (JsonProperty member in explained.EnumerateObject()) Assert.Equal(member.Value.GetRawText(), json.GetProperty(member.Name).GetRawText());
        Assert.Contains("80 % of accepted predictions are right", Tool.Well("explain", _scratch["p.probity"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_risk_is_one_minus_a_precision()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-precision", "0.75", "--out", _scratch["a.probity"]);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-risk", "0.25", "--out", _scratch["b.probity"]);
        Assert.Equal(File.ReadAllBytes(_scratch["a.probity"]), File.ReadAllBytes(_scratch["b.probity"]));
    }

    [Fact]
    public void Certifying_rows_may_come_from_files_of_their_own()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        var (others, theirs) = _new.Npy(_scratch, "new_");
        JsonElement json = Tool.Well(
            "fit", "--logits", logits, "--labels", labels, "--certify-outputs", others, "--certify-labels", theirs,
            "--target-precision", "0.8", "--out", _scratch["p.probity"], "--json").Json;
        Assert.Equal(2_000, json.GetProperty("rows_learned").GetInt32());
        Assert.Equal(500, json.GetProperty("rows_certified").GetInt32());
    }

    [Theory]
    [InlineData("--target-precision", "0.99")]
    [InlineData("--target-risk", "0.01")]
    public void Too_few_rows_carry_no_promise(string option, string value)
    {
        var few = new Rows(40, 4);
        var (logits, labels) = few.Npy(_scratch);
        Outcome outcome = Tool.Run("fit", "--logits", logits, "--labels", labels, option, value, "--out", _scratch["p.probity"]);
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("there are 20", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
        Assert.Equal(["labels.npy", "logits.npy"], _scratch.Files);
    }

    [Fact]
    public void Every_column_is_what_the_policy_says_of_the_row_in_all_three_formats()
    {
        ConfidencePolicy policy = ConfidencePolicy.Load(Fit());
        var (logits, _) = _new.Npy(_scratch, "new_");
        JsonElement counts = Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.csv"], "--json").Json;
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.jsonl"]);
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.npz"]);

        string[] csv = File.ReadAllLines(_scratch["d.csv"]), lines = File.ReadAllLines(_scratch["d.jsonl"]);
        string[] scores = [.. ScoreTokens.All.Select(score => score.Token())];
        Assert.Equal(["row", "predicted", "confidence", "decision", "reason", .. scores], csv[0].Split(','));
        Assert.Equal(501, csv.Length);
        Assert.Equal(500, lines.Length);
        Assert.Equal(["predicted", "confidence", "decision", "reason", .. scores], IO.NpzReader.Names(_scratch["d.npz"]));
        double[] predicted = Arrays.Read(_scratch["d.npz"], "predicted"), confidence = Arrays.Read(_scratch["d.npz"], "confidence"), decision = Arrays.Read(_scratch["d.npz"], "decision");
        double[][] columns = [.. scores.Select(score => Arrays.Read(_scratch["d.npz"], score))];
        for (int i = 0; i < 500; i++)
        {
            Assessment row = policy.Assess(_new.Row(i));
            string[] cells = csv[i + 1].Split(',');
            using var line = JsonDocument.Parse(lines[i], new JsonDocumentOptions { AllowDuplicateProperties = false });
            JsonElement json = line.RootElement;
            Assert.Equal([$"{i}", $"{row.Predicted}"], cells[..2]);
            Assert.Equal(row.Confidence, double.Parse(cells[2], CultureInfo.InvariantCulture));
            Assert.Equal([row.Decision.Token(), row.Reason], cells[3..5]);
            Assert.Equal(i, json.GetProperty("row").GetInt32());
            Assert.Equal(row.Predicted, json.GetProperty("predicted").GetInt32());
            Assert.Equal(row.Confidence, json.GetProperty("confidence").GetDouble());
            Assert.Equal(row.Decision.Token(), json.GetProperty("decision").GetString());
            Assert.Equal(row.Reason, json.GetProperty("reason").GetString());
            Assert.Equal([row.Predicted, row.Confidence, (double)row.Decision], [predicted[i], confidence[i], decision[i]]);
            for (int s = 0; s < scores.Length; s++)
            {
                Assert.Equal(columns[s][i], double.Parse(cells[5 + s], CultureInfo.InvariantCulture));
                Assert.Equal(columns[s][i], json.GetProperty(scores[s]).GetDouble());
            }
            double largest = _new.Row(i).ToArray().Max();
            Assert.Equal(largest, columns[Array.IndexOf(scores, "max_logit")][i]);
            Assert.Equal(largest + Math.Log(_new.Row(i).ToArray().Sum(z => Math.Exp(z - largest))), columns[Array.IndexOf(scores, "log_sum_exp")][i], 1e-5);
            Assert.Equal(_new.Probabilities(i, policy.Temperature)[row.Predicted], row.Confidence, 1e-6);
        }
        foreach (Decision kind in Enum.GetValues<Decision>()) Assert.Equal(decision.Count(code => code == (double)kind), counts.GetProperty(kind.Token()).GetInt32());
        Assert.Equal(500, counts.GetProperty("rows").GetInt32());
    }

    [Fact]
    public void Ids_and_class_names_travel_along()
    {
        string csv = _new.Csv(_scratch, names: true), names = _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names));
        string policy = Fit("p.probity", "--classes", names);
        Tool.Well("assess", policy, "--logits", $"{csv}#z0,z1,z2,z3", "--id", "name", "--out", _scratch["d.csv"]);
        string[] lines = File.ReadAllLines(_scratch["d.csv"]);
        Assert.StartsWith("id,predicted,predicted_name,confidence,", lines[0], StringComparison.Ordinal);
        for (int i = 0; i < 500; i++) Assert.StartsWith($"row {i},{_new.Predicted(i)},{Rows.Names[_new.Predicted(i)]},", lines[i + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_out_are_the_softmax_at_the_policy_s_temperature()
    {
        ConfidencePolicy policy = ConfidencePolicy.Load(Fit());
        var (logits, _) = _new.Npy(_scratch, "new_");
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.npz"], "--probabilities-out", _scratch["P.npy"]);
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.npz"], "--probabilities-out", _scratch["P.f64.npy"]);
        double[] single = Arrays.Read(_scratch["P.npy"]), wide = Arrays.Read(_scratch["P.f64.npy"]);
        for (int i = 0; i < 500; i++)
        {
            double[] p = _new.Probabilities(i, policy.Temperature);
            for (int k = 0; k < 4; k++)
            {
                Assert.Equal(p[k], wide[(i * 4) + k], 1e-6);
                Assert.Equal((float)wide[(i * 4) + k], single[(i * 4) + k]);
            }
        }
        Assert.Equal(2_000 * 4 + 128, new FileInfo(_scratch["P.npy"]).Length);
    }

    [Fact]
    public void Outputs_of_probabilities_have_no_log_sum_exp()
    {
        string p = Arrays.Npy(_scratch["prob.npy"], _rows.AllProbabilities(), 4), y = Arrays.Npy(_scratch["y.npy"], _rows.Labels);
        Tool.Well("fit", "--probabilities", p, "--labels", y, "--target-precision", "0.8", "--out", _scratch["q.probity"]);
        Tool.Well("assess", _scratch["q.probity"], "--probabilities", p, "--out", _scratch["d.csv"]);
        Assert.DoesNotContain("log_sum_exp", File.ReadLines(_scratch["d.csv"]).First(), StringComparison.Ordinal);

        string logs = Arrays.Npy(_scratch["logs.npy"], [.. _rows.AllProbabilities().Select(p => Math.Log(p))], 4);
        Outcome outcome = Tool.Well("assess", _scratch["q.probity"], "--logits", logs, "--out", _scratch["e.csv"]);
        Assert.Contains("log_sum_exp is 0 on every row", Assert.Single(outcome.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_column_goes_the_whole_way()
    {
        var rows = new Rows(2_000, 1);
        var (logits, labels) = rows.Npy(_scratch);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-precision", "0.7", "--out", _scratch["b.probity"]);
        Tool.Well("assess", _scratch["b.probity"], "--logits", logits, "--out", _scratch["b.npz"]);
        Assert.Equal(rows.Logits.Select(z => z > 0 ? 1.0 : 0), Arrays.Read(_scratch["b.npz"], "predicted"));
        Tool.Well("report", "--logits", logits, "--labels", labels, "--policy", _scratch["b.probity"], "--bootstrap", "20", "--out", _scratch["b.html"]);
    }

    [Fact]
    public void Same_seed_same_bytes_whatever_the_threads()
    {
        var many = new Rows(30_000, 4);
        var (logits, labels) = many.Npy(_scratch);
        string[] Run(string threads)
        {
            string[] common = ["--threads", threads, "--seed", "5"];
            string fit = Tool.Well(["fit", "--logits", logits, "--labels", labels, "--target-precision", "0.8", "--detector", "gen", "--out", _scratch["t.probity"], "--json", .. common]).Out;
            Tool.Well(["assess", _scratch["t.probity"], "--logits", logits, "--out", _scratch["t.csv"], "--probabilities-out", _scratch["t.npy"], .. common]);
            string evaluated = Tool.Well(["evaluate", "--logits", logits, "--labels", labels, "--ood", logits, "--bootstrap", "20", "--json", .. common]).Out;
            return [fit, evaluated, .. new[] { "t.probity", "t.csv", "t.npy" }.Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_scratch[file]))))];
        }
        Assert.Equal(Run("1"), Run("2"));
    }

    [Fact]
    public void A_large_file_passes_through_in_little_memory()
    {
        const int rows = 60_000, columns = 1_000;   // 240 MB, sparse: every logit is 0
        string policy = _scratch["wide.probity"];
        var few = new Rows(200, columns);
        var (logits, labels) = few.Npy(_scratch);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--out", policy);
        byte[] header = Arrays.Header("'<f4'", $"({rows}, {columns})");
        using (FileStream file = File.Create(_scratch["large.npy"]))
        {
            file.Write(header);
            file.SetLength(header.Length + (4L * rows * columns));
        }
        long before = GC.GetTotalAllocatedBytes(precise: true);
        JsonElement json = Tool.Well("assess", policy, "--logits", _scratch["large.npy"], "--out", _scratch["large.npz"], "--json").Json;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(rows, json.GetProperty("rows").GetInt32());
        Assert.True(allocated < 50_000_000, $"{allocated:N0} bytes were allocated, all in all");
        Assert.All(Arrays.Read(_scratch["large.npz"], "confidence"), confidence => Assert.Equal(.001, confidence, 1e-12));
    }
}
