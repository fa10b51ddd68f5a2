using System.Text.Json;

namespace Probity.Cli.Tests.Similarity;

/// <summary><c>similarity fit</c>, <c>index</c> and <c>search</c>.</summary>
[Collection("console")]
public sealed class MatchTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_match_confidence_is_fitted_explained_and_searched_by()
    {
        (string data, string labels) = new SimilarityItems(1_200).Npy(_scratch);
        string match = _scratch["match.probity"], hits = _scratch["hits.csv"];
        JsonElement fitted = Tool.Well("similarity", "fit", "--embeddings", data, "--labels", labels, "--target-precision", "0.6", "--max-false-alarm", "0.1", "--out", match, "--json").Json;
        Assert.Equal(600, fitted.GetProperty("rows_learned").GetInt32());
        Assert.Equal(.6, fitted.GetProperty("promise").GetProperty("precision").GetDouble());
        Assert.Equal(3, fitted.GetProperty("weights").EnumerateObject().Count());
        Assert.Contains("Promise: with 95 % confidence, at least 60 % of accepted matches are right", Flat(Tool.Well("explain", match).Out), StringComparison.Ordinal);

        (string queries, _) = new SimilarityItems(100, seed: 3).Npy(_scratch, "queries");
        JsonElement searched = Tool.Well(
            "similarity", "search", "--embeddings", queries, "--reference", data, "--reference-labels", labels, "--match", match, "--top", "2", "--out", hits, "--json").Json;
        Assert.Equal(100, searched.GetProperty("queries").GetInt32());
        Assert.Equal(100, searched.GetProperty("accept").GetInt32() + searched.GetProperty("review").GetInt32() + searched.GetProperty("reject").GetInt32());
        string[] lines = File.ReadAllLines(hits);
        Assert.Equal("row,reference,group,similarity,confidence,decision,reason,reference_2,group_2,similarity_2", lines[0]);
        Assert.Equal(101, lines.Length);
        Assert.Contains("100", Tool.Well("similarity", "search", "--embeddings", queries, "--reference", data, "--reference-labels", labels, "--match", match).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_gives_the_answers_of_its_items_with_names_and_ids()
    {
        (string data, string labels) = new SimilarityItems(300).Npy(_scratch);
        string model = _scratch["m.probity"], index = _scratch["items.idx"], more = _scratch["more.idx"], hits = _scratch["hits.jsonl"];
        Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "softmax-groups(4,8)", "--epochs", "2", "--bootstrap", "0", "--out", model);
        var items = new SimilarityItems(60, seed: 5);
        (string newer, string newerLabels) = items.Npy(_scratch, "newer");
        string table = items.Csv(_scratch);
        Assert.Equal("lists", Tool.Well("similarity", "index", "--model", model, "--data", table, "--label", "kind", "--id", "name", "--out", index, "--json").Json.GetProperty("search").GetString());
        Tool.Well("similarity", "search", "--model", model, "--index", index, "--data", newer, "--top", "1", "--out", hits);
        string[] lines = File.ReadAllLines(hits);
        for (int i = 0; i < 60; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.Equal($"item {i}", line.RootElement.GetProperty("reference").GetString());   // each finds its own twin
            Assert.Equal($"kind {items.Groups[i]}", line.RootElement.GetProperty("group").GetString());
            Assert.Contains("groups agree", line.RootElement.GetProperty("why").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal(120, Tool.Well("similarity", "index", "--model", model, "--data", table, "--label", "kind", "--id", "name", "--add-to", index, "--out", more, "--json").Json.GetProperty("items").GetInt32());
        Assert.Equal("exact", Tool.Well("similarity", "index", "--model", model, "--data", newer, "--labels", newerLabels, "--exact", "--half", "--out", _scratch["exact.idx"], "--json").Json.GetProperty("search").GetString());
    }

    [Fact]
    public void An_index_without_groups_tells_what_is_close()
    {
        (string data, string labels) = new SimilarityItems(120).Npy(_scratch);
        string model = _scratch["m.probity"], index = _scratch["items.idx"], hits = _scratch["hits.csv"];
        Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "softmax-groups(4,8)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        Tool.Well("similarity", "index", "--model", model, "--data", data, "--out", index);
        Tool.Well("similarity", "search", "--model", model, "--index", index, "--data", data, "--top", "2", "--out", hits);
        string[] lines = File.ReadAllLines(hits);
        Assert.Equal(121, lines.Length);
        for (int i = 0; i < 120; i++) Assert.StartsWith($"{i},{i},,", lines[i + 1], StringComparison.Ordinal);   // itself, of no group
    }

    [Fact]
    public void Queries_among_the_references_are_told()
    {
        (string data, string labels) = new SimilarityItems(100).Npy(_scratch);
        JsonElement fitted = Tool.Well("similarity", "fit", "--embeddings", data, "--labels", labels, "--reference", data, "--reference-labels", labels, "--out", _scratch["o.probity"], "--json").Json;
        Assert.Contains("100 of 100 queries stand among the references", fitted.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", fitted.GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_and_numbers_are_no_common_groups()
    {
        var items = new SimilarityItems(60);
        (string data, string labels) = items.Npy(_scratch);
        string words = _scratch["words.csv"];
        File.WriteAllLines(words, ["label", .. items.Groups.Select(group => $"kind {group}")]);
        var refused = Tool.Run("similarity", "fit", "--embeddings", data, "--labels", $"{words}#label", "--reference", data, "--reference-labels", labels, "--out", _scratch["o.probity"]);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("both as words or both as numbers", Flat(refused.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_a_name_where_names_are_known()
    {
        // One row is called otherwise, so that the others are words, too, at positions that are not their numbers.
        var items = new SimilarityItems(120);
        (string data, string labels) = items.Npy(_scratch);
        string named = _scratch["named.csv"], hits = _scratch["hits.csv"], model = _scratch["m.probity"], match = _scratch["match.probity"];
        File.WriteAllLines(named, ["label", "a kind", .. items.Groups.Skip(1).Select(group => $"{group}")]);
        Tool.Well("similarity", "train", "--data", data, "--labels", $"{named}#label", "--head", "linear(4)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        Tool.Well("similarity", "search", "--model", model, "--data", data, "--reference", data, "--reference-labels", labels, "--top", "1", "--out", hits);
        string[] lines = File.ReadAllLines(hits);
        for (int i = 0; i < 120; i++) Assert.Equal($"{items.Groups[i]}", lines[i + 1].Split(',')[2]);
        JsonElement words = Tool.Well("similarity", "fit", "--embeddings", data, "--labels", labels, "--reference", data, "--reference-labels", $"{named}#label", "--out", match, "--json").Json;
        JsonElement numbers = Tool.Well("similarity", "fit", "--embeddings", data, "--labels", labels, "--reference", data, "--reference-labels", labels, "--out", match, "--json").Json;
        Assert.InRange(words.GetProperty("cross_fit").GetProperty("right").GetDouble(), numbers.GetProperty("cross_fit").GetProperty("right").GetDouble() - (1.5 / 120), 1);
    }

    [Fact]
    public void Added_items_have_groups_of_the_kind_of_those_before()
    {
        var items = new SimilarityItems(60);
        (string data, string labels) = items.Npy(_scratch);
        string words = _scratch["words.csv"], mixed = _scratch["mixed.csv"], model = _scratch["m.probity"], more = _scratch["more.idx"];
        File.WriteAllLines(words, ["label", .. items.Groups.Select(group => $"kind {group}")]);
        File.WriteAllLines(mixed, ["label", "a kind", .. items.Groups.Skip(1).Select(group => $"{group}")]);
        // The head knows names, which must not become those of groups that were given as numbers.
        Tool.Well("similarity", "train", "--data", data, "--labels", $"{words}#label", "--head", "linear(4)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        string Index(string name, string groups)
        {
            Tool.Well("similarity", "index", "--model", model, "--data", data, "--labels", groups, "--out", _scratch[name]);
            return _scratch[name];
        }
        string ofWords = Index("words.idx", $"{words}#label"), ofMixed = Index("mixed.idx", $"{mixed}#label"), ofNumbers = _scratch["numbers.idx"];
        using (var known = Probity.Similarity.ReferenceItems.Open(ofWords))
        {
            known.NameGroups(null);
            known.Save(ofNumbers);
        }
        Assert.Contains("are words ('kind ", Refused(ofNumbers, $"{words}#label"), StringComparison.Ordinal);
        Assert.Contains("those of numbers.idx are numbers", Refused(ofNumbers, $"{words}#label"), StringComparison.Ordinal);
        Assert.Contains($"are numbers ({items.Groups[0]}), but those of words.idx are words ('kind ", Refused(ofWords, labels), StringComparison.Ordinal);
        Assert.False(File.Exists(more));

        // A number among words is one of them.
        foreach ((string before, string after) in ((string, string)[])[(ofMixed, labels), (ofMixed, $"{words}#label"), (ofNumbers, labels)])
            Assert.Equal(120, Tool.Well("similarity", "index", "--model", model, "--add-to", before, "--data", data, "--labels", after, "--out", more, "--json").Json.GetProperty("items").GetInt32());
        using (var numbers = Probity.Similarity.ReferenceItems.Open(more)) Assert.Null(numbers.GroupNames);
        Tool.Well("similarity", "index", "--model", model, "--add-to", ofMixed, "--data", data, "--labels", labels, "--out", more);
        using (var named = Probity.Similarity.ReferenceItems.Open(more))
        {
            for (int i = 1; i < 60; i++) Assert.Equal((named.Group(i), $"{items.Groups[i]}"), (named.Group(60 + i), named.GroupNames![named.Group(60 + i)]));
            Assert.Equal("a kind", named.GroupNames![named.Group(0)]);
            Assert.Equal($"{items.Groups[0]}", named.GroupNames[named.Group(60)]);
        }

        string Refused(string before, string groups)
        {
            Outcome outcome = Tool.Run("similarity", "index", "--model", model, "--add-to", before, "--data", data, "--labels", groups, "--out", more);
            Assert.Equal(2, outcome.Code);
            return Flat(outcome.Error);
        }
    }

    [Fact]
    public void A_search_takes_distance_and_feature_groups_of_the_match_confidence()
    {
        (string data, string labels) = new SimilarityItems(200).Npy(_scratch);
        string model = _scratch["m.probity"], heads = _scratch["heads.npy"], match = _scratch["match.probity"];
        Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "softmax-groups(4,8)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        Tool.Well("similarity", "embed", "--model", model, "--data", data, "--out", heads);
        Tool.Well("similarity", "embed", model, "--data", data, "--out", _scratch["same.npy"]);
        Assert.Equal(File.ReadAllBytes(heads), File.ReadAllBytes(_scratch["same.npy"]));
        Tool.Well("similarity", "fit", "--embeddings", heads, "--labels", labels, "--feature-groups", "4x8", "--distance", "euclidean", "--out", match);
        Assert.Contains("Own reference: these references are the queries themselves", Flat(Tool.Well("explain", match).Out), StringComparison.Ordinal);
        string[] search = ["similarity", "search", "--embeddings", heads, "--reference", heads, "--reference-labels", labels, "--match", match];
        Assert.Equal("euclidean", Tool.Well([.. search, "--json"]).Json.GetProperty("distance").GetString());
        Outcome refused = Tool.Run([.. search, "--distance", "cosine"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("fitted by euclidean distance, but these are compared by cosine: give --distance euclidean", Flat(refused.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_searched_by_their_own_distance()
    {
        (string data, string labels) = new SimilarityItems(60).Npy(_scratch);
        string model = _scratch["m.probity"], index = _scratch["items.idx"];
        Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "softmax-groups(2,4)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        Tool.Well("similarity", "index", "--model", model, "--data", data, "--labels", labels, "--out", index);
        var refused = Tool.Run("similarity", "search", "--model", model, "--index", index, "--data", data, "--distance", "euclidean");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("give --distance cosine", Flat(refused.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void A_match_confidence_of_another_head_is_refused()
    {
        (string data, string labels) = new SimilarityItems(200).Npy(_scratch);
        string first = _scratch["first.probity"], second = _scratch["second.probity"], match = _scratch["match.probity"];
        foreach ((string model, string seed) in ((string, string)[])[(first, "1"), (second, "2")])
            Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "linear(4)", "--epochs", "1", "--bootstrap", "0", "--seed", seed, "--out", model);
        Tool.Well("similarity", "fit", "--model", first, "--data", data, "--labels", labels, "--out", match);
        Tool.Well("similarity", "search", "--model", first, "--data", data, "--reference", data, "--reference-labels", labels, "--match", match);
        foreach (string[] verb in (string[][])[["search", "--reference", data, "--reference-labels", labels], ["evaluate", "--labels", labels, "--bootstrap", "0"]])
        {
            Outcome outcome = Tool.Run(["similarity", .. verb, "--model", second, "--data", data, "--match", match]);
            Assert.Equal(2, outcome.Code);
            Assert.Contains("fitted on embeddings of another head", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Items_of_another_head_are_refused()
    {
        (string data, string labels) = new SimilarityItems(200).Npy(_scratch);
        string first = _scratch["first.probity"], second = _scratch["second.probity"], index = _scratch["items.idx"], match = _scratch["match.probity"];
        foreach ((string model, string seed) in ((string, string)[])[(first, "1"), (second, "2")])
            Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "softmax-groups(2,4)", "--epochs", "1", "--bootstrap", "0", "--seed", seed, "--out", model);
        string? head = Tool.Well("similarity", "index", "--model", first, "--data", data, "--labels", labels, "--out", index, "--json").Json.GetProperty("head").GetString();
        Assert.Equal(64, head!.Length);
        foreach (string[] verb in (string[][])[["search", "--index", index], ["fit", "--index", index, "--labels", labels, "--out", match], ["index", "--add-to", index, "--labels", labels, "--out", _scratch["more.idx"]]])
        {
            Outcome outcome = Tool.Run(["similarity", .. verb, "--model", second, "--data", data]);
            Assert.Equal(2, outcome.Code);
            Assert.Contains($"items.idx: these items were embedded by head {head[..12]}, not by ", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("embed all items anew", outcome.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(_scratch["more.idx"]));

        Tool.Well("similarity", "fit", "--model", first, "--data", data, "--labels", labels, "--out", match);
        JsonElement searched = Tool.Well("similarity", "search", "--model", first, "--index", index, "--data", data, "--match", match, "--json").Json;
        Assert.Equal("lists", searched.GetProperty("search").GetString());
        Assert.Contains(searched.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("its lists gave the neighbours and may miss some, but the match confidence was fitted by exact search", StringComparison.Ordinal));
        searched = Tool.Well("similarity", "search", "--model", first, "--reference", data, "--reference-labels", labels, "--data", data, "--match", match, "--json").Json;
        Assert.Equal("exact", searched.GetProperty("search").GetString());
        Assert.DoesNotContain(searched.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("lists", StringComparison.Ordinal));

        // Fitted by lists it is the other way round.
        string byLists = _scratch["lists.probity"];
        Assert.Equal("lists", Tool.Well("similarity", "fit", "--model", first, "--data", data, "--labels", labels, "--index", index, "--out", byLists, "--json").Json.GetProperty("search").GetString());
        searched = Tool.Well("similarity", "search", "--model", first, "--index", index, "--data", data, "--match", byLists, "--json").Json;
        Assert.DoesNotContain(searched.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("lists", StringComparison.Ordinal));
        foreach (string[] verb in (string[][])[["search", "--reference", data, "--reference-labels", labels], ["evaluate", "--labels", labels, "--bootstrap", "0"]])
        {
            searched = Tool.Well(["similarity", .. verb, "--model", first, "--data", data, "--match", byLists, "--json"]).Json;
            Assert.Contains(searched.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("the match confidence was fitted by lists over feature groups", StringComparison.Ordinal));
        }
        Assert.Contains("found by lists over feature groups", Flat(Tool.Well("explain", byLists).Out), StringComparison.Ordinal);

        // Embeddings as they are tell of no head, a match confidence does.
        string embedded = _scratch["e.npy"];
        Tool.Well("similarity", "embed", second, "--data", data, "--out", embedded);
        searched = Tool.Well("similarity", "search", "--embeddings", embedded, "--feature-groups", "2x4", "--index", index, "--json").Json;
        Assert.Contains(searched.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("nothing tells whether", StringComparison.Ordinal));
        Tool.Well("similarity", "fit", "--model", second, "--data", data, "--labels", labels, "--out", match);
        Assert.Contains("fitted on embeddings of another head", Tool.Run("similarity", "search", "--embeddings", embedded, "--feature-groups", "2x4", "--index", index, "--match", match).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_an_unknown_head_are_searched_with_a_note()
    {
        (string data, string labels) = new SimilarityItems(60).Npy(_scratch);
        string model = _scratch["m.probity"], index = _scratch["items.idx"], more = _scratch["more.idx"];
        Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "linear(2)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        using (var items = Probity.Similarity.ReferenceItems.Of(new float[] { 1, 2, 3, 4 }, 2, [1, 2])) items.Save(index);
        JsonElement searched = Tool.Well("similarity", "search", "--model", model, "--index", index, "--data", data, "--json").Json;
        Assert.Contains("nothing tells which head embedded its items", searched.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        JsonElement added = Tool.Well("similarity", "index", "--model", model, "--add-to", index, "--data", data, "--labels", labels, "--out", more, "--json").Json;
        Assert.Equal(JsonValueKind.Null, added.GetProperty("head").ValueKind);
        Assert.Contains("nothing tells which head embedded its items", added.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("give one of --embeddings", "fit", "--labels", "Y", "--out", "o.probity")]
    [InlineData("--max-false-alarm", "fit", "--embeddings", "E", "--labels", "Y", "--max-false-alarm", "2", "--out", "o.probity")]
    [InlineData("--confidence goes with --target-precision", "fit", "--embeddings", "E", "--labels", "Y", "--confidence", "0.9", "--out", "o.probity")]
    [InlineData("8x16", "fit", "--embeddings", "E", "--labels", "Y", "--feature-groups", "eight", "--out", "o.probity")]
    [InlineData("neighbours", "fit", "--embeddings", "E", "--labels", "Y", "--neighbours", "1", "--out", "o.probity")]
    [InlineData("--index FILE", "search", "--embeddings", "E")]
    [InlineData("one of --reference and --index", "search", "--embeddings", "E", "--reference", "E", "--reference-labels", "Y", "--index", "E")]
    [InlineData("not a match confidence", "search", "--embeddings", "E", "--reference", "E", "--reference-labels", "Y", "--match", "M")]
    [InlineData("not a match confidence, which probity similarity fit makes", "search", "--embeddings", "E", "--reference", "E", "--reference-labels", "Y", "--match", "E")]
    [InlineData("write names with a comma between", "fit", "--embeddings", "E", "--labels", "Y", "--scores", "", "--out", "o.probity")]
    [InlineData("does not begin like one", "search", "--embeddings", "E", "--index", "E")]
    [InlineData("--reference-labels", "search", "--embeddings", "E", "--reference", "E")]
    public void Refuses_with_one_line(string words, string verb, params string[] args)
    {
        (string data, string labels) = new SimilarityItems(60).Npy(_scratch);
        string model = _scratch["m.probity"];
        if (args.Contains("M")) Tool.Well("similarity", "train", "--data", data, "--labels", labels, "--head", "linear(2)", "--epochs", "1", "--bootstrap", "0", "--out", model);
        string[] given = [.. args.Select(arg => arg switch { "E" => data, "Y" => labels, "M" => model, "o.probity" => _scratch[arg], _ => arg })];
        Outcome outcome = Tool.Run(["similarity", verb, .. given]);
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(_scratch["o.probity"]));
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
