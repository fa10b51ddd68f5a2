using System.Text.Json;

namespace Probity.Cli.Tests.Similarity;

[Collection("console")]
public sealed class SimilarityEvaluateTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static JsonElement Evaluate(params string[] more) => Tool.Well(["similarity", "evaluate", "--bootstrap", "0", "--json", .. more]).Json;

    [Fact]
    public void Figures_of_five_points_on_a_line_are_those_by_hand()
    {
        // 0 and 1 of group 7 at 0 and 1; group 9 at 1.5 and 5; a lone item of group 3 at 9. Nearest: 0→1 right, 1→1.5 wrong, 1.5→1 wrong, 5→1.5 right.
        string e = Arrays.Npy(_scratch["e.npy"], [0f, 1, 1.5f, 5, 9], 1), y = Arrays.Npy(_scratch["y.npy"], [7, 7, 9, 9, 3]);
        JsonElement json = Evaluate("--embeddings", e, "--labels", y, "--distance", "euclidean", "--at", "2");
        JsonElement all = json.GetProperty("splits").GetProperty("all");
        Assert.Equal(.5, all.GetProperty("precision_at_1").GetProperty("value").GetDouble());
        // 0: place 1; 1: place 2 (.5 then 1); 1.5: 5 comes after 1 and 0, place 3; 5: 1.5 at 3.5 before 9 at 4, place 1.
        Assert.Equal((1 + (1 / 2.0) + (1 / 3.0) + 1) / 4, all.GetProperty("mrr").GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(.75, all.GetProperty("hit_rate_at_2").GetProperty("value").GetDouble());
        JsonElement queries = json.GetProperty("queries").GetProperty("all");
        Assert.Equal((4, 1), (queries.GetProperty("queries").GetInt32(), queries.GetProperty("lone_queries").GetInt32()));
        Assert.Contains("1 of 5 items are alone in their group", json.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.False(json.GetProperty("splits").TryGetProperty("seen", out _));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("raw").ValueKind);
    }

    [Fact]
    public void Other_items_can_be_the_reference()
    {
        string e = Arrays.Npy(_scratch["e.npy"], [0f, 5], 1), y = Arrays.Npy(_scratch["y.npy"], [1, 2]);
        string r = Arrays.Npy(_scratch["r.npy"], [0f, 4, 6], 1), ry = Arrays.Npy(_scratch["ry.npy"], [1, 1, 2]);
        JsonElement json = Evaluate("--embeddings", e, "--labels", y, "--reference", r, "--reference-labels", ry, "--distance", "euclidean", "--at", "1");
        // The first finds itself' twin; the second is as far from a wrong one as from the right one.
        Assert.Equal(.75, json.GetProperty("splits").GetProperty("all").GetProperty("precision_at_1").GetProperty("value").GetDouble());
        Assert.Equal(3, json.GetProperty("queries").GetProperty("all").GetProperty("references").GetInt32());
    }

    [Fact]
    public void Without_damage_corrupted_queries_find_what_clean_ones_find_and_never_themselves()
    {
        (string data, string labels) = new SimilarityItems(200).Npy(_scratch);
        JsonElement splits = Evaluate("--embeddings", data, "--labels", labels, "--corrupt", "0,0").GetProperty("splits");
        foreach (string figure in (string[])["precision_at_1", "r_precision", "map_at_r", "map", "mrr", "ndcg_at_10"])
            Assert.Equal(Value(splits, "all", figure), Value(splits, "corrupted", figure), 1e-12);
        Assert.True(Value(splits, "all", "precision_at_1") < 1);   // as it would be if each found itself
        JsonElement damaged = Evaluate("--embeddings", data, "--labels", labels, "--corrupt", "0.5,0.3").GetProperty("splits");
        Assert.True(Value(damaged, "corrupted", "r_precision") < Value(damaged, "all", "r_precision"));
        Assert.Equal(damaged.GetRawText(), Evaluate("--embeddings", data, "--labels", labels, "--corrupt", "0.5,0.3", "--threads", "1").GetProperty("splits").GetRawText());
        Assert.NotEqual(damaged.GetRawText(), Evaluate("--embeddings", data, "--labels", labels, "--corrupt", "0.5,0.3", "--seed", "1").GetProperty("splits").GetRawText());
    }

    [Fact]
    public void A_model_parts_seen_from_unseen_queries_and_embeds_as_evaluated()
    {
        (string data, string labels) = new SimilarityItems(400).Npy(_scratch);
        string model = _scratch["m.probity"], e = _scratch["e.npy"];
        int[] unseen = [.. Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "linear(4)", "--epochs", "3", "--unseen-share", "0.3", "--bootstrap", "0", "--out", model, "--json")
            .Json.GetProperty("unseen_groups").EnumerateArray().Select(group => group.GetInt32())];
        JsonElement json = Evaluate("--model", model, "--data", data, "--labels", labels);
        Assert.Equal(280, json.GetProperty("queries").GetProperty("seen").GetProperty("queries").GetInt32());
        Assert.Equal(120, json.GetProperty("queries").GetProperty("unseen").GetProperty("queries").GetInt32());
        JsonElement splits = json.GetProperty("splits");
        Assert.Equal(Value(splits, "all", "r_precision"), (.7 * Value(splits, "seen", "r_precision")) + (.3 * Value(splits, "unseen", "r_precision")), 1e-9);

        Tool.Well("similarity", "embed", model, "--data", data, "--out", e);
        Assert.Equal(400 * 4, Arrays.Read(e).Length);
        JsonElement own = Evaluate("--embeddings", e, "--labels", labels).GetProperty("splits");
        Assert.Equal(Value(splits, "all", "map_at_r"), Value(own, "all", "map_at_r"));
        JsonElement raw = Evaluate("--embeddings", data, "--labels", labels).GetProperty("splits");
        Assert.Equal(Value(json.GetProperty("raw"), "all", "map_at_r"), Value(raw, "all", "map_at_r"));
        Assert.Equal(3, unseen.Length);

        Outcome shown = Tool.Well("similarity", "evaluate", "--model", model, "--data", data, "--labels", labels, "--bootstrap", "20");
        Assert.All(shown.Out.Split('\n').Where(line => line.StartsWith('│') || line.StartsWith('╭')), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("itself left out", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_say_nothing_are_told()
    {
        string zero = Arrays.Npy(_scratch["zero.npy"], new float[12], 3), y = Arrays.Npy(_scratch["y.npy"], [0, 0, 1, 1]);
        JsonElement json = Evaluate("--embeddings", zero, "--labels", y, "--at", "1");
        string[] notes = [.. json.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
        Assert.Contains(notes, note => note.Contains("4 of 4 rows are all zeros", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("all 4 rows are alike", StringComparison.Ordinal));
        Assert.Equal(1 / 3.0, Value(json.GetProperty("splits"), "all", "precision_at_1"), 1e-12);   // chance: one of three others
    }

    private static double Value(JsonElement splits, string split, string figure) => splits.GetProperty(split).GetProperty(figure).GetProperty("value").GetDouble();
}
