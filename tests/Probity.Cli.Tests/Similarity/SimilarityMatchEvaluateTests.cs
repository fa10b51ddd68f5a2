using System.Text.Json;

namespace Probity.Cli.Tests.Similarity;

[Collection("console")]
public sealed class SimilarityMatchEvaluateTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly string _model, _match, _data, _labels, _foreign;

    /// <summary>A head that has seen 7 of 10 groups, a match confidence fitted on the others, and items of groups that the reference lacks.</summary>
    public SimilarityMatchEvaluateTests()
    {
        (_model, _match) = (_scratch["m.probity"], _scratch["match.probity"]);
        (string train, string trainLabels) = new SimilarityItems(400).Npy(_scratch, "train");
        (string fit, string fitLabels) = new SimilarityItems(500).Npy(_scratch, "fit");
        (_data, _labels) = new SimilarityItems(300).Npy(_scratch, "test");
        Tool.Well("similarity", "train", "--data", train, "--labels", trainLabels, "--head", "softmax-groups(4,4)", "--epochs", "3", "--unseen-share", "0.3", "--bootstrap", "0", "--out", _model);
        Tool.Well("similarity", "fit", "--model", _model, "--data", fit, "--labels", fitLabels, "--target-precision", "0.7", "--max-false-alarm", "0.1", "--out", _match);
        var strangers = new SimilarityItems(80, seed: 99);
        _foreign = Arrays.Npy(_scratch["foreign.npy"], Array.ConvertAll(strangers.Values, value => -4 * value), SimilarityItems.Columns);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Every_split_is_told_with_its_figures()
    {
        JsonElement json = Tool.Well("similarity", "evaluate", "--model", _model, "--data", _data, "--labels", _labels, "--match", _match, "--foreign", _foreign, "--bootstrap", "50", "--json").Json;
        JsonElement match = json.GetProperty("match"), splits = match.GetProperty("splits"), queries = match.GetProperty("queries");
        Assert.Equal(["all", "seen", "unseen", "corrupted", "foreign"], splits.EnumerateObject().Select(split => split.Name));
        foreach (string split in (string[])["all", "seen", "unseen", "corrupted"])
        {
            // The search of matches is another code than that of retrieval: both must find the same closest item.
            Assert.Equal(Value(json.GetProperty("splits"), split, "precision_at_1"), Value(splits, split, "right"), 1e-9);
            foreach (string figure in (string[])["right", "mean_confidence", "confidence_gap", "auroc_confidence", "auroc_similarity", "auroc_gain", "rmsce_debiased", "ece", "coverage", "precision_accepted", "told_nothing_alike", "false_alarm"])
            {
                JsonElement found = splits.GetProperty(split).GetProperty(figure);
                Assert.NotEmpty(found.GetProperty("definition").GetString()!);
                Assert.InRange(found.GetProperty("value").GetDouble(), found.GetProperty("low").GetDouble(), found.GetProperty("high").GetDouble());
            }
            Assert.True(splits.GetProperty(split).GetProperty("ece").TryGetProperty("null95", out _));
            JsonElement counted = queries.GetProperty(split);
            int accepted = counted.GetProperty("accept").GetInt32(), all = counted.GetProperty("queries").GetInt32();
            Assert.Equal(accepted / (double)all, Value(splits, split, "coverage"), 1e-12);
            Assert.Equal(all, accepted + counted.GetProperty("review").GetInt32() + counted.GetProperty("reject").GetInt32());
        }
        Assert.Equal(Value(splits, "all", "right"), (.7 * Value(splits, "seen", "right")) + (.3 * Value(splits, "unseen", "right")), 1e-9);
        JsonElement foreign = queries.GetProperty("foreign");
        Assert.Equal(80, foreign.GetProperty("lone_queries").GetInt32());
        Assert.Equal(foreign.GetProperty("reject").GetInt32() / 80.0, Value(splits, "foreign", "foreign_rejected"), 1e-12);
        Assert.Equal(foreign.GetProperty("accept").GetInt32() / 80.0, Value(splits, "foreign", "foreign_accepted"), 1e-12);
        Assert.InRange(Value(splits, "foreign", "foreign_auroc_alike"), 0, 1);
        Assert.Equal(.7, match.GetProperty("promise").GetProperty("precision").GetDouble());
        JsonElement confused = match.GetProperty("confused")[0];
        Assert.True(confused.GetProperty("confusions").GetInt32() >= 1);
        Assert.Contains("parts them best", confused.GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_fits_a_terminal_and_the_page_is_written()
    {
        string page = _scratch["r.html"];
        Outcome shown = Tool.Well("similarity", "evaluate", "--model", _model, "--data", _data, "--labels", _labels, "--match", _match, "--foreign", _foreign, "--bootstrap", "20", "--report", page);
        Assert.All(shown.Out.Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('╭')), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("auroc_gain", shown.Out, StringComparison.Ordinal);
        Assert.Contains("foreign_rejected", shown.Out, StringComparison.Ordinal);
        string html = File.ReadAllText(page);
        Assert.Contains("\"mistakeCount\":", html, StringComparison.Ordinal);
        Assert.Contains("groups agree", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_match_confidence_nothing_is_said_of_one()
    {
        JsonElement json = Tool.Well("similarity", "evaluate", "--model", _model, "--data", _data, "--labels", _labels, "--bootstrap", "0", "--json").Json;
        Assert.False(json.TryGetProperty("match", out _));
    }

    [Theory]
    [InlineData("--foreign {foreign.npy}", "--foreign goes with --match")]
    [InlineData("--match {m.probity}", "m.probity: not a match confidence")]
    [InlineData("--match {match.probity} --multilabel", "--match does not go with --multilabel")]
    [InlineData("--match {match.probity} --distance euclidean", "--match was fitted by cosine distance, but these are compared by euclidean: give --distance cosine")]
    [InlineData("--match {match.probity} --foreign {wide.npy}", "wide.npy: 3 columns but testx.npy has 8")]
    [InlineData("--match {linear.probity}", "--match was fitted on embeddings without feature groups, but these are embeddings of 4 feature groups of 4 values")]
    public void Is_refused_in_one_line(string more, string because)
    {
        Arrays.Npy(_scratch["wide.npy"], new float[30], 3);
        if (more.Contains("linear", StringComparison.Ordinal)) Tool.Well("similarity", "fit", "--embeddings", _data, "--labels", _labels, "--out", _scratch["linear.probity"]);
        string[] arguments = [.. more.Split(' ').Select(word => word.StartsWith('{') ? _scratch[word[1..^1]] : word)];
        Outcome outcome = Tool.Run(["similarity", "evaluate", "--model", _model, "--data", _data, "--labels", _labels, .. arguments]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
    }

    private static double Value(JsonElement splits, string split, string figure) => splits.GetProperty(split).GetProperty(figure).GetProperty("value").GetDouble();
}
