using System.Globalization;
using System.Text.Json;

namespace Probity.Cli.Tests.Training;

[Collection("console")]
public sealed class PredictTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Blobs _rows = new(1_000), _new = new(400, seed: 9);

    public void Dispose() => _scratch.Dispose();

    private string Train(params string[] more)
    {
        var (data, labels) = _rows.Npy(_scratch);
        Tool.Well(["train", "--data", data, "--labels", labels, "--hidden", "16", "--epochs", "5", "--learning-rate", "0.01", "--out", _scratch["m.probity"], .. more]);
        return _scratch["m.probity"];
    }

    [Fact]
    public void Confidence_is_the_softmax_of_the_logits_at_the_policy_s_temperature()
    {
        string model = Train("--target-precision", "0.85", "--calibrate-share", "0.4");
        var (data, _) = _new.Npy(_scratch, "new_");
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.npz"], "--logits-out", _scratch["l.npy"], "--probabilities-out", _scratch["p.f64.npy"]);
        double temperature = Tool.Well("explain", model, "--json").Json.GetProperty("policy").GetProperty("parameters").GetProperty("temperature").GetDouble();
        double threshold = Tool.Well("explain", model, "--json").Json.GetProperty("policy").GetProperty("threshold").GetDouble();
        double[] logits = Arrays.Read(_scratch["l.npy"]), confidence = Arrays.Read(_scratch["p.npz"], "confidence"), predicted = Arrays.Read(_scratch["p.npz"], "predicted");
        double[] probabilities = Arrays.Read(_scratch["p.f64.npy"]), decision = Arrays.Read(_scratch["p.npz"], "decision");
        for (int i = 0; i < _new.Count; i++)
        {
            double[] row = logits[(3 * i)..((3 * i) + 3)];
            double top = 1 / row.Sum(z => Math.Exp((z - row.Max()) / temperature));
            Assert.Equal(top, confidence[i], 1e-7);
            Assert.Equal(Array.IndexOf(row, row.Max()), predicted[i]);
            Assert.Equal(top, probabilities[(3 * i) + (int)predicted[i]], 1e-7);
            Assert.Equal(top >= threshold ? 1 : 2, decision[i]);
        }
        Assert.Contains(1, decision);
        Assert.Contains(2, decision);
    }

    [Fact]
    public void A_model_and_data_serve_wherever_logits_do()
    {
        string model = Train();
        var (data, labels) = _new.Npy(_scratch, "new_");
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.csv"], "--logits-out", _scratch["l.npy"]);
        string[] logits = ["--logits", _scratch["l.npy"]], asked = ["--model", model, "--data", data];
        string Metrics(string[] outputs) => Tool.Well(["evaluate", .. outputs, "--labels", labels, "--bootstrap", "50", "--json"]).Json.GetProperty("metrics").GetRawText();
        Assert.Equal(Metrics(logits), Metrics(asked));
        byte[] Policy(string[] outputs)
        {
            Tool.Well(["fit", .. outputs, "--labels", labels, "--target-precision", "0.7", "--out", _scratch["q.probity"]]);
            return File.ReadAllBytes(_scratch["q.probity"]);
        }
        Assert.Equal(Policy(logits), Policy(asked));
        byte[] Assessed(string[] outputs)
        {
            Tool.Well(["assess", _scratch["q.probity"], .. outputs, "--out", _scratch["a.csv"]]);
            return File.ReadAllBytes(_scratch["a.csv"]);
        }
        Assert.Equal(Assessed(logits), Assessed(asked));
        Tool.Well(["report", .. asked, "--labels", labels, "--ood", data, "--bootstrap", "50", "--out", _scratch["r.html"]]);
    }

    [Fact]
    public void A_ConfidNet_gives_every_answer_a_confidence_of_its_own()
    {
        string model = Train("--confidnet", "--validation-share", "0.3");
        var (data, _) = _new.Npy(_scratch, "new_");
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.npz"]);
        double[] own = Arrays.Read(_scratch["p.npz"], "own_confidence"), confidence = Arrays.Read(_scratch["p.npz"], "confidence");
        Assert.All(own, value => Assert.InRange(value, 0, 1));
        Assert.True(own.Average() is > .3 and < .99 && own.Zip(confidence).Any(pair => Math.Abs(pair.First - pair.Second) > .01));

        var (rows, labels) = _rows.Npy(_scratch);
        string refusal = Tool.Run("train", "--data", rows, "--labels", labels, "--confidnet", "--validation-share", "0", "--out", _scratch["n.probity"]).Error;
        Assert.Contains("--confidnet learns from validation rows", refusal, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["n.probity"]));
    }

    [Fact]
    public void The_report_of_a_model_shows_its_own_policy()
    {
        string model = Train("--target-precision", "0.85", "--calibrate-share", "0.4");
        var (data, labels) = _new.Npy(_scratch, "new_");
        Tool.Well("report", "--model", model, "--data", data, "--labels", labels, "--bootstrap", "0", "--out", _scratch["r.html"]);
        Assert.Contains("Promise", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);
        Assert.Contains("the model's policy is applied by predict", Tool.Well("evaluate", "--model", model, "--data", data, "--labels", labels, "--bootstrap", "0").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_name_the_rows()
    {
        string model = Train(), table = new Blobs(30, seed: 3).Csv(_scratch);
        Tool.Well("predict", model, "--data", $"{table}#a,b", "--id", "name", "--out", _scratch["p.jsonl"]);
        using var first = JsonDocument.Parse(File.ReadLines(_scratch["p.jsonl"]).First());
        Assert.Equal("row 0", first.RootElement.GetProperty("id").GetString());
        Assert.Equal(30, File.ReadLines(_scratch["p.jsonl"]).Count());
    }

    [Fact]
    public void An_ensemble_says_how_far_its_networks_agree()
    {
        string model = Train("--members", "3");
        var (data, _) = _new.Npy(_scratch, "new_");
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.npz"]);
        double[] mutual = Arrays.Read(_scratch["p.npz"], "mutual_information"), disagreement = Arrays.Read(_scratch["p.npz"], "disagreement");
        Assert.All(mutual, value => Assert.InRange(value, 0, Math.Log(3)));
        Assert.All(disagreement, value => Assert.InRange(value, 0, 1));
        Assert.Contains(mutual, value => value > 0);
        Assert.Contains("the mean of 3 networks", Tool.Well("explain", model).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_with_dropout_and_a_head_s_own_confidence_are_columns()
    {
        string model = Train("--dropout", "0.3", "--mc-dropout", "5", "--head", "learned_confidence");
        var (data, _) = _new.Npy(_scratch, "new_");
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.csv"]);
        byte[] first = File.ReadAllBytes(_scratch["p.csv"]);
        Tool.Well("predict", model, "--data", data, "--out", _scratch["p.csv"]);
        Assert.Equal(first, File.ReadAllBytes(_scratch["p.csv"]));
        Assert.Equal("row,predicted,confidence,own_confidence,mutual_information,disagreement", File.ReadLines(_scratch["p.csv"]).First());
    }

    [Fact]
    public void Multi_label_rows_have_a_probability_for_every_label()
    {
        var (data, _) = _rows.Npy(_scratch);
        string cells = _rows.Cells(_scratch), names = _scratch.Write("names.json", """["right", "above"]""");
        Tool.Well("train", "--data", data, "--labels", cells, "--multilabel", "--classes", names, "--hidden", "16", "--learning-rate", "0.01", "--epochs", "10", "--out", _scratch["m.probity"]);
        Tool.Well("predict", _scratch["m.probity"], "--data", data, "--out", _scratch["p.csv"], "--logits-out", _scratch["l.npy"]);
        string[][] lines = [.. File.ReadLines(_scratch["p.csv"]).Select(line => line.Split(','))];
        Assert.Equal(["row", "predicted", "p_right", "p_above"], lines[0]);
        double[] logits = Arrays.Read(_scratch["l.npy"]);
        int right = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            double[] stated = [.. lines[i + 1][2..].Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            for (int k = 0; k < 2; k++) Assert.Equal(1 / (1 + Math.Exp(-logits[(2 * i) + k])), stated[k], 1e-12);
            Assert.Equal(string.Join(';', ((string[])["right", "above"]).Where((_, k) => stated[k] >= .5)), lines[i + 1][1]);
            right += (stated[0] >= .5) == (_rows.Values[2 * i] > 0) ? 1 : 0;
        }
        Assert.InRange(right, .9 * _rows.Count, _rows.Count);
        Tool.Well("evaluate", "--model", _scratch["m.probity"], "--data", data, "--labels", cells, "--multilabel", "--bootstrap", "0");
        Tool.Well("fit", "--model", _scratch["m.probity"], "--data", data, "--labels", cells, "--multilabel", "--out", _scratch["l.probity"]);
        Tool.Well("assess", _scratch["l.probity"], "--model", _scratch["m.probity"], "--data", data, "--out", _scratch["d.csv"]);
        Assert.Equal("row,predicted,p_right,p_above", File.ReadLines(_scratch["d.csv"]).First());
    }
}
