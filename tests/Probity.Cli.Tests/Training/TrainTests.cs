using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Probity.Cli.Tests.Training;

[Collection("console")]
public sealed class TrainTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Blobs _rows = new(1_500);

    public void Dispose() => _scratch.Dispose();

    private string[] Train(params string[] more)
    {
        var (data, labels) = _rows.Npy(_scratch);
        return ["train", "--data", data, "--labels", labels, "--hidden", "16", "--epochs", "8", "--learning-rate", "0.01", "--out", _scratch["m.probity"], .. more];
    }

    private byte[] Model(params string[] more)
    {
        Tool.Well(Train(more));
        return File.ReadAllBytes(_scratch["m.probity"]);
    }

    [Fact]
    public void A_model_is_trained_calibrated_and_says_so()
    {
        JsonElement json = Tool.Well(Train("--json")).Json;
        Assert.Equal((1_080, 120, 300), (json.GetProperty("rows_training").GetInt32(), json.GetProperty("rows_validation").GetInt32(), json.GetProperty("rows_calibration").GetInt32()));
        Assert.InRange(json.GetProperty("validation").GetProperty("accuracy").GetDouble(), .75, 1);
        Assert.True(json.GetProperty("calibration").GetProperty("nll_after").GetDouble() <= json.GetProperty("calibration").GetProperty("nll_before").GetDouble());
        Assert.Equal(300, json.GetProperty("policy").GetProperty("rows_learned").GetInt32());

        JsonElement explained = Tool.Well("explain", _scratch["m.probity"], "--json").Json;
        foreach (JsonProperty member in explained.EnumerateObject()) Assert.Equal(member.Value.GetRawText(), json.GetProperty(member.Name).GetRawText());
        string words = Tool.Well("explain", _scratch["m.probity"]).Out;
        foreach (string part in (string[])["2 inputs: linear(16) relu, then softmax over 3 classes", "Trained on 1,080 rows; 120 others chose the epoch", "adamw", "Fitted on 300 rows"])
            Assert.Contains(part, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_goes_to_standard_error_and_the_result_to_standard_output()
    {
        Outcome outcome = Tool.Well(Train());
        Assert.Contains("epoch 5/8  loss 0.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("validation NLL 0.", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch 5/8", outcome.Out, StringComparison.Ordinal);
        foreach (string part in (string[])["1,080 training, 120 validation, 300 calibration", "epoch kept", "temperature"]) Assert.Contains(part, outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_command_gives_the_same_bytes_whatever_the_threads()
    {
        byte[] model = Model("--threads", "1");
        Assert.Equal(model, Model("--threads", "3"));
        Assert.NotEqual(model, Model("--seed", "1"));
    }

    [Fact]
    public void Words_in_a_table_are_the_names_of_the_classes()
    {
        string table = _rows.Csv(_scratch);
        JsonElement json = Tool.Well("train", "--data", table, "--label", "kind", "--id", "name", "--epochs", "2", "--out", _scratch["m.probity"], "--json").Json;
        Assert.Equal(2, json.GetProperty("inputs").GetInt32());
        Assert.Equal(["east", "north", "west"], json.GetProperty("class_names").EnumerateArray().Select(name => name.GetString()));
        Tool.Well("predict", _scratch["m.probity"], "--data", $"{table}#a,b", "--out", _scratch["p.csv"]);
        string[][] lines = [.. File.ReadLines(_scratch["p.csv"]).Select(line => line.Split(','))];
        Assert.Equal(["row", "predicted", "predicted_name", "confidence"], lines[0]);
        Assert.InRange(lines.Skip(1).Index().Count(line => line.Item[2] == Blobs.Names[_rows.Labels[line.Index]]) / (double)_rows.Count, .7, 1);
    }

    [Fact]
    public void A_promise_is_certified_on_rows_that_nothing_was_learned_from()
    {
        JsonElement json = Tool.Well(Train("--target-precision", "0.9", "--calibrate-share", "0.4", "--detector", "log_sum_exp", "--json")).Json;
        JsonElement policy = json.GetProperty("policy");
        Assert.Equal((600, 300, 300), (json.GetProperty("rows_calibration").GetInt32(), policy.GetProperty("rows_learned").GetInt32(), policy.GetProperty("rows_certified").GetInt32()));
        Assert.Equal(.9, policy.GetProperty("promise").GetProperty("precision").GetDouble());

        var others = new Blobs(3_000, seed: 2);
        var (data, _) = others.Npy(_scratch, "new_");
        Tool.Well("predict", _scratch["m.probity"], "--data", data, "--out", _scratch["p.csv"]);
        var accepted = File.ReadLines(_scratch["p.csv"]).Skip(1).Select((line, row) => (Cells: line.Split(','), row)).Where(line => line.Cells[3] == "accept").ToList();
        Assert.InRange(accepted.Count, 1_000, 2_950);
        Assert.InRange(accepted.Count(line => line.Cells[1] == $"{others.Labels[line.row]}") / (double)accepted.Count, .89, 1);
    }

    [Fact]
    public void Where_a_promise_is_refused_the_model_is_kept_without_it()
    {
        Outcome outcome = Tool.Run(Train("--target-precision", "0.999"));
        Assert.Equal(1, outcome.Code);
        Assert.Contains("The model is saved with its calibration but without the promise", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Tool.Well("explain", _scratch["m.probity"], "--json").Json.GetProperty("policy").GetProperty("promise").ValueKind);
    }

    [Fact]
    public void Cross_fitting_learns_from_all_rows_and_calibrates_on_all()
    {
        JsonElement json = Tool.Well(Train("--cross-fit", "3", "--json")).Json;
        Assert.Equal((1_350, 150, 0), (json.GetProperty("rows_training").GetInt32(), json.GetProperty("rows_validation").GetInt32(), json.GetProperty("rows_calibration").GetInt32()));
        Assert.Equal(1_500, json.GetProperty("policy").GetProperty("rows_learned").GetInt32());
    }

    [Fact]
    public void A_training_goes_on_from_its_checkpoint_to_the_same_model()
    {
        byte[] model = Model();
        string checkpoint = _scratch["c.probity"];
        Assert.Equal(model, Model("--checkpoint", checkpoint));
        byte[] kept = File.ReadAllBytes(checkpoint);
        Outcome again = Tool.Well(Train("--checkpoint", checkpoint));
        Assert.DoesNotContain("epoch 1/8", again.Error, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(_scratch["m.probity"]));

        Outcome other = Tool.Run(Train("--checkpoint", checkpoint, "--batch", "64"));
        Assert.Equal(2, other.Code);
        Assert.Contains("checkpoint c.probity: made with batch size 128, now 64", other.Error, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Pictures_are_scaled_together()
    {
        byte[] Idx(byte type, int[] dimensions, IEnumerable<byte> content) =>
            [0, 0, type, (byte)dimensions.Length, .. dimensions.SelectMany(size => (byte[])[0, 0, (byte)(size >> 8), (byte)size]), .. content];
        _scratch.Write("a-idx3-ubyte", Idx(8, [400, 2, 2], Enumerable.Range(0, 1_600).Select(i => (byte)(i * 37 % 251))));
        _scratch.Write("a-idx1-ubyte", Idx(8, [400], Enumerable.Range(0, 400).Select(i => (byte)(i * 4 * 37 % 251 > 120 ? 1 : 0))));
        byte[] Of(string scaling)
        {
            Tool.Well("train", "--data", _scratch["a-idx3-ubyte"], "--labels", _scratch["a-idx1-ubyte"], "--scaling", scaling, "--epochs", "2", "--out", _scratch["m.probity"], "--report", _scratch["r.html"]);
            return File.ReadAllBytes(_scratch["m.probity"]);
        }
        byte[] model = Of("auto");
        Assert.Equal(model, Of("whole"));
        Assert.NotEqual(model, Of("columns"));
    }

    [Fact]
    public void The_report_has_learning_curves()
    {
        Tool.Well(Train("--report", _scratch["r.html"]));
        string page = File.ReadAllText(_scratch["r.html"]);
        Assert.Contains("2 inputs: linear(16) relu, then softmax over 3 classes", page, StringComparison.Ordinal);
        Assert.Contains("300 rows kept from training", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_names_rows_by_their_place_in_the_file()
    {
        Tool.Well(Train("--report", _scratch["r.html"]));
        int[] rows = [.. Regex.Matches(File.ReadAllText(_scratch["r.html"]), "\"row ([0-9]+)\"").Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        Assert.NotEmpty(rows);
        Assert.InRange(rows.Max(), 300, 1_499);   // 300 of the 1,500 are shown, and these are not the first
    }

    [Fact]
    public void A_multi_label_model_is_not_told_to_fit_a_policy()
    {
        var (data, _) = _rows.Npy(_scratch);
        Tool.Well("train", "--data", data, "--labels", _rows.Cells(_scratch), "--multilabel", "--epochs", "1", "--out", _scratch["m.probity"]);
        Assert.Contains("It has no policy: there are none for multi-label rows.", Tool.Well("explain", _scratch["m.probity"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void To_the_optimum_without_hidden_layers()
    {
        var (data, labels) = _rows.Npy(_scratch);
        JsonElement json = Tool.Well("train", "--data", data, "--labels", labels, "--optimizer", "lbfgs", "--weight-decay", "0.01", "--out", _scratch["m.probity"], "--json").Json;
        Assert.Equal("", json.GetProperty("layers").GetString());
        Assert.StartsWith("at the optimum", json.GetProperty("ended_because").GetString(), StringComparison.Ordinal);
    }
}
