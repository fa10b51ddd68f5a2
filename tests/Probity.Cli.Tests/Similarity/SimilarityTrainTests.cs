using System.Text.Json;

namespace Probity.Cli.Tests.Similarity;

[Collection("console")]
public sealed class SimilarityTrainTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string[] Train(string data, string labels, params string[] more) =>
        ["similarity", "train", "--data", data, "--labels", labels, "--head", "linear(4)", "--epochs", "12", "--learning-rate", "0.02", "--bootstrap", "50", "--out", _scratch["m.probity"], .. more];

    [Fact]
    public void A_head_finds_more_than_its_inputs_of_groups_that_it_never_saw()
    {
        var items = new SimilarityItems(600);
        (string data, string labels) = items.Npy(_scratch);
        JsonElement json = Tool.Well(Train(data, labels, "--unseen-share", "0.2", "--json")).Json;
        Assert.Equal("similarity", json.GetProperty("kind").GetString());
        Assert.Equal("linear(4)", json.GetProperty("head").GetString());
        Assert.Equal("cosine", json.GetProperty("distance").GetString());
        int[] unseen = [.. json.GetProperty("unseen_groups").EnumerateArray().Select(group => group.GetInt32())];
        int[] seen = [.. json.GetProperty("seen_groups").EnumerateArray().Select(group => group.GetInt32())];
        Assert.Equal(2, unseen.Length);
        Assert.Contains("unseen: 2 groups held out", json.GetProperty("notes").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 10), unseen.Concat(seen).Order());
        Assert.Equal(432, json.GetProperty("rows_training").GetInt32());      // a tenth of 480 chooses the epoch
        Assert.Equal(48, json.GetProperty("rows_validation").GetInt32());

        JsonElement queries = json.GetProperty("queries");
        Assert.Equal(48, queries.GetProperty("seen").GetProperty("queries").GetInt32());
        Assert.Equal(120, queries.GetProperty("unseen").GetProperty("queries").GetInt32());
        Assert.Equal(168, queries.GetProperty("corrupted").GetProperty("queries").GetInt32());
        Assert.Equal(600, queries.GetProperty("seen").GetProperty("references").GetInt32());
        foreach (string split in (string[])["all", "seen", "unseen"]) Assert.True(Value(json, "splits", split) > Value(json, "raw", split) + .1, split);
        Assert.True(Value(json, "splits", "corrupted") < Value(json, "splits", "all"));
        JsonElement figure = json.GetProperty("splits").GetProperty("unseen").GetProperty("r_precision");
        Assert.InRange(figure.GetProperty("value").GetDouble(), figure.GetProperty("low").GetDouble(), figure.GetProperty("high").GetDouble());
        Assert.Equal(120, figure.GetProperty("rows").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("groups").ValueKind);   // no feature groups
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_and_says_the_same()
    {
        (string data, string labels) = new SimilarityItems(300).Npy(_scratch);
        string first = Tool.Well(Train(data, labels, "--threads", "1", "--json")).Out;
        byte[] bytes = File.ReadAllBytes(_scratch["m.probity"]);
        Assert.Equal(first, Tool.Well(Train(data, labels, "--threads", "3", "--json")).Out);
        Assert.Equal(bytes, File.ReadAllBytes(_scratch["m.probity"]));
    }

    [Fact]
    public void Words_of_a_table_are_names_of_groups_and_no_feature()
    {
        string table = new SimilarityItems(300).Csv(_scratch);
        Outcome outcome = Tool.Well("similarity", "train", "--data", table, "--label", "kind", "--id", "name", "--head", "softmax-groups(2,4)", "--epochs", "3", "--bootstrap", "0", "--out", _scratch["m.probity"]);
        Assert.Contains("softmax-groups(2,4)", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("feature groups", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("epoch 1/3  loss ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("validation r_precision ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("groups' information ", outcome.Error, StringComparison.Ordinal);

        string explained = Tool.Well("explain", _scratch["m.probity"]).Out;
        Assert.Contains("It has seen 10 groups: kind 0, kind 1,", explained, StringComparison.Ordinal);
        Assert.Contains("8 numbers → softmax-groups(2,4) → 8, compared by cosine distance", explained, StringComparison.Ordinal);
        Assert.Contains("(inputs as they are ", explained, StringComparison.Ordinal);
        JsonElement json = Tool.Well("explain", _scratch["m.probity"], "--json").Json;
        Assert.Equal("supcon(0.1)", json.GetProperty("loss").GetString());
        Assert.Equal(10, json.GetProperty("group_names").GetArrayLength());
        Assert.Equal(3, json.GetProperty("epochs").GetInt32());

        JsonElement same = Tool.Well("similarity", "evaluate", "--model", _scratch["m.probity"], "--data", table, "--label", "kind", "--id", "name", "--bootstrap", "0", "--json").Json;
        Assert.Equal(300, same.GetProperty("queries").GetProperty("seen").GetProperty("queries").GetInt32());
        Assert.False(same.GetProperty("splits").TryGetProperty("unseen", out _));
        Assert.Equal(2, same.GetProperty("groups").GetProperty("feature_groups").GetArrayLength());
    }

    [Fact]
    public void Pairs_of_ids_teach_a_head()
    {
        var items = new SimilarityItems(120);
        string table = items.Csv(_scratch);
        string pairs = _scratch.Write("pairs.csv", "first,second,score\n" + string.Concat(Enumerable.Range(0, 110).Select(i => $"item {i},item {i + 10},1\n")) + string.Concat(Enumerable.Range(0, 110).Select(i => $"item {i},item {i + 3},0\n")));
        JsonElement json = Tool.Well(
            "similarity", "train", "--data", table, "--label", "kind", "--id", "name", "--pairs", pairs, "--loss", "contrastive", "--head", "linear(4)", "--epochs", "5",
            "--bootstrap", "0", "--out", _scratch["m.probity"], "--json").Json;
        Assert.Equal(440, json.GetProperty("rows_training").GetInt32());   // both items of each pair
        Assert.Equal(120, json.GetProperty("queries").GetProperty("all").GetProperty("queries").GetInt32());
    }

    [Fact]
    public void Columns_of_a_table_are_picked_by_name()
    {
        string table = new SimilarityItems(120).Csv(_scratch);
        string turned = _scratch.Write("turned.csv", string.Concat(File.ReadAllLines(table).Select(line => string.Join(',', line.Split(',').Reverse()) + "\n")));   // kind first, name last
        string[] with = ["--label", "kind", "--id", "name", "--bootstrap", "0"];
        Tool.Well(["similarity", "train", "--data", table, "--head", "linear(4)", "--epochs", "2", "--out", _scratch["m.probity"], .. with]);
        Tool.Well("similarity", "embed", _scratch["m.probity"], "--data", table, "--id", "name", "--out", _scratch["a.npy"]);   // the labels are left aside
        Tool.Well("similarity", "embed", _scratch["m.probity"], "--data", turned, "--id", "name", "--out", _scratch["b.npy"]);
        Assert.Equal(File.ReadAllBytes(_scratch["a.npy"]), File.ReadAllBytes(_scratch["b.npy"]));
        string[] evaluate = ["similarity", "evaluate", "--model", _scratch["m.probity"], "--json", .. with];
        Assert.Equal(Tool.Well([.. evaluate, "--data", table]).Json.GetProperty("splits").GetRawText(), Tool.Well([.. evaluate, "--data", turned]).Json.GetProperty("splits").GetRawText());
        string lacking = _scratch.Write("lacking.csv", "name,v0\nx,1\n");
        Assert.Contains("no column 'v1'", Tool.Run("similarity", "embed", _scratch["m.probity"], "--data", lacking, "--id", "name", "--out", _scratch["c.npy"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_without_labels_are_judged_by_the_validation_items_alone()
    {
        string data = new SimilarityItems(120).Npy(_scratch).Data;
        (string other, string labels) = new SimilarityItems(60, seed: 2).Npy(_scratch, "other");
        string pairs = _scratch.Write("pairs.csv", "first,second,score\n" + string.Concat(Enumerable.Range(0, 110).Select(i => $"{i},{i + 10},1\n{i},{i + 3},0\n")));
        string[] train = ["similarity", "train", "--data", data, "--pairs", pairs, "--loss", "contrastive", "--head", "linear(4)", "--epochs", "2", "--bootstrap", "0", "--out", _scratch["m.probity"]];
        string[] chosen = [.. train, "--validation", other, "--validation-labels", labels];
        JsonElement all = Tool.Well([.. chosen, "--json"]).Json.GetProperty("queries").GetProperty("all");
        Assert.Equal((60, 60), (all.GetProperty("queries").GetInt32(), all.GetProperty("references").GetInt32()));
        Assert.Contains("220 pairs of 120 items training, 60 validation", Tool.Well(chosen).Out, StringComparison.Ordinal);
        Outcome alone = Tool.Well(train);
        Assert.Contains("Nothing was looked up", alone.Out + alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_several_labels_teach_a_head()
    {
        var items = new SimilarityItems(300);
        string data = items.Npy(_scratch).Data;
        string cells = Arrays.Npy(_scratch["cells.npy"], items.Groups.SelectMany(group => (int[])[group < 5 ? 1 : 0, group < 5 ? 0 : 1, group % 2]).ToArray(), 3);
        JsonElement json = Tool.Well(Train(data, cells, "--multilabel", "--together", "jaccard(0.5)", "--json")).Json;
        Assert.Equal(30, json.GetProperty("queries").GetProperty("all").GetProperty("queries").GetInt32());
        Assert.Empty(json.GetProperty("seen_groups").EnumerateArray());
    }

    [Fact]
    public void A_classifier_encodes_once_into_a_store_and_goes_with_its_head()
    {
        var items = new SimilarityItems(300);
        (string data, string labels) = items.Npy(_scratch);
        string encoder = _scratch["encoder.probity"], other = _scratch["other.probity"], store = _scratch["features.store"];
        foreach (string path in (string[])[encoder, other])
            Tool.Well("train", "--data", data, "--labels", labels, "--hidden", "16", "--epochs", "2", "--calibrate-share", "0", "--seed", path == other ? "1" : "0", "--out", path);
        string[] with = ["--encoder", encoder, "--store", store];
        JsonElement json = Tool.Well(Train(data, labels, [.. with, "--json"])).Json;
        Assert.Equal(16, json.GetProperty("inputs").GetInt32());
        Assert.Equal("probity-classifier", json.GetProperty("encoder").GetString());
        long size = new FileInfo(store).Length;
        Assert.True(size > 300 * 16 * 4);

        string model = _scratch["m.probity"], e = _scratch["e.npy"], again = _scratch["again.npy"];
        Tool.Well(["similarity", "embed", model, "--data", data, "--out", e, .. with]);
        Tool.Well("similarity", "embed", model, "--data", data, "--out", again, "--encoder", encoder);
        Assert.Equal(size, new FileInfo(store).Length);
        Assert.Equal(File.ReadAllBytes(again), File.ReadAllBytes(e));

        Outcome wrong = Tool.Run("similarity", "embed", model, "--data", data, "--out", e, "--encoder", other);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("not the encoder that the model was trained on", wrong.Error, StringComparison.Ordinal);
        Outcome foreign = Tool.Run(Train(data, labels, "--encoder", other, "--store", store));
        Assert.Equal(2, foreign.Code);
        Assert.Contains("features.store: ", foreign.Error, StringComparison.Ordinal);
        Outcome none = Tool.Run("similarity", "embed", model, "--data", data, "--out", e);
        Assert.Contains("8 numbers a row but the head reads 16", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_training_goes_on_to_the_same_bits()
    {
        (string data, string labels) = new SimilarityItems(300).Npy(_scratch);
        Tool.Well(Train(data, labels, "--patience", "0"));
        byte[] whole = File.ReadAllBytes(_scratch["m.probity"]);
        Tool.Well(Train(data, labels, "--patience", "0", "--checkpoint", _scratch["c.probity"]));
        Assert.Equal(whole, File.ReadAllBytes(_scratch["m.probity"]));
        Outcome resumed = Tool.Well(Train(data, labels, "--patience", "0", "--checkpoint", _scratch["c.probity"]));
        Assert.Contains("goes on from", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(_scratch["m.probity"]));
        Assert.Contains("similarity train --checkpoint goes on from", Tool.Run("explain", _scratch["c.probity"]).Error, StringComparison.Ordinal);
    }

    private static double Value(JsonElement json, string of, string split) => json.GetProperty(of).GetProperty(split).GetProperty("r_precision").GetProperty("value").GetDouble();
}
