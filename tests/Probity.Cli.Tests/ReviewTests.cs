using System.Globalization;
using System.Text.Json;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class ReviewTests : IDisposable
{
    private static byte[]? _policy;   // fitted once

    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(2_000, 4), _new = new(1_500, 4, seed: 9);

    public void Dispose() => _scratch.Dispose();

    private string Fit()
    {
        if (_policy is not null) return _scratch.Write("p.probity", _policy);
        var (logits, labels) = _rows.Npy(_scratch);
        Tool.Well("fit", "--logits", logits, "--labels", labels, "--target-precision", "0.8", "--calibrator", "temperature", "--out", _scratch["p.probity"]);
        _policy = File.ReadAllBytes(_scratch["p.probity"]);
        return _scratch["p.probity"];
    }

    private JsonElement[] Assess(string name = "q.jsonl", params string[] more)
    {
        string policy = Fit(), outputs = _new.Npy(_scratch, "new_").Logits;
        Tool.Well(["assess", policy, "--logits", outputs, "--out", _scratch["d.csv"], "--review-out", _scratch[name], .. more]);
        return Lines(_scratch[name]);
    }

    private static JsonElement[] Lines(string path) => [.. File.ReadAllLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private string Answers(IEnumerable<JsonElement> queue) =>
        _scratch.Write("answers.jsonl", string.Join('\n', queue.Select(item => $"{{\"row\":{item.GetProperty("row").GetInt64()},\"label\":{_new.Labels[item.GetProperty("row").GetInt32()]}}}")));

    private Outcome Import(string answers, params string[] more) =>
        Tool.Run(["review", "import", answers, "--queue", _scratch["q.jsonl"], "--policy", _scratch["p.probity"], "--logits", _scratch["new_logits.npy"], .. more]);

    [Fact]
    public void From_a_queue_to_what_was_achieved_and_a_refit()
    {
        JsonElement[] queue = Assess(more: ["--audit-share", "0.2", "--seed", "3"]);
        JsonElement first = queue[0];
        Assert.Equal(
            ["row", "policy", "predicted", "confidence", "decision", "reason", "stratum", "audit", "propensity"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(64, first.GetProperty("policy").GetString()!.Length);
        string[] decided = [.. File.ReadLines(_scratch["d.csv"]).Skip(1).Select(line => line.Split(',')[3])];
        Assert.Equal(decided.Count(one => one == "review"), queue.Count(item => item.GetProperty("decision").GetString() == "review"));
        Assert.All(queue, item => Assert.Equal(decided[item.GetProperty("row").GetInt32()], item.GetProperty("decision").GetString()));
        Assert.All(queue, item => Assert.Equal(item.GetProperty("decision").GetString() == "review" ? 1 : .2, item.GetProperty("propensity").GetDouble()));

        Outcome said = Import(Answers(queue), "--calibrator", "temperature", "--out", _scratch["p2.probity"]);
        Assert.True(said.Code == 0, said.Error);
        Assert.Contains("Precision", said.Out, StringComparison.Ordinal);
        Assert.Contains("All ", said.Out, StringComparison.Ordinal);
        JsonElement json = Import(Answers(queue), "--calibrator", "temperature", "--out", _scratch["p2.probity"], "--json").Json;
        JsonElement accepted = json.GetProperty("accept");
        int right = queue.Count(item => item.GetProperty("decision").GetString() == "accept" && item.GetProperty("predicted").GetInt32() == _new.Labels[item.GetProperty("row").GetInt32()]);
        Assert.Equal(right, accepted.GetProperty("right").GetInt32());
        Assert.Equal(right / accepted.GetProperty("answered").GetDouble(), accepted.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(decided.Count(one => one == "accept") / 1_500.0, json.GetProperty("coverage").GetDouble(), 1e-12);
        Assert.Contains(json.GetProperty("promise").GetProperty("verdict").GetString(), new[] { "kept", "undecided" });
        Assert.Equal(5, json.GetProperty("refit").GetProperty("max_weight").GetDouble());
        Assert.Equal(queue.Length, json.GetProperty("refit").GetProperty("rows_learned").GetInt32());
        Assert.InRange(ConfidencePolicy.Load(_scratch["p2.probity"]).Temperature, 2, 4.5);
    }

    [Fact]
    public void A_refit_can_promise_again()
    {
        JsonElement[] queue = Assess(more: ["--audit-share", "0.4"]);
        JsonElement refit = Import(Answers(queue), "--calibrator", "none", "--target-precision", "0.6", "--out", _scratch["p2.probity"], "--json").Json.GetProperty("refit");
        Assert.Equal(.6, refit.GetProperty("promise").GetProperty("precision").GetDouble());
        Assert.Equal(2.5, refit.GetProperty("max_weight").GetDouble());
        Outcome refused = Import(Answers(queue), "--target-precision", "0.9999", "--out", _scratch["p3.probity"]);
        Assert.Equal(1, refused.Code);
        Assert.False(File.Exists(_scratch["p3.probity"]));
        Assert.Contains("a detector is set on rows that count once each", Import(Answers(queue), "--detector", "max_logit", "--out", _scratch["p3.probity"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_queue_is_the_same_whatever_the_threads_and_another_with_another_seed()
    {
        Assess("a.jsonl", "--threads", "1");
        Assess("b.jsonl", "--threads", "2");
        Assess("c.jsonl", "--seed", "5");
        Assert.Equal(File.ReadAllBytes(_scratch["a.jsonl"]), File.ReadAllBytes(_scratch["b.jsonl"]));
        Assert.NotEqual(File.ReadAllBytes(_scratch["a.jsonl"]), File.ReadAllBytes(_scratch["c.jsonl"]));
    }

    [Fact]
    public void The_queue_itself_with_labels_filled_in_is_a_file_of_answers()
    {
        JsonElement[] queue = Assess();
        string filled = _scratch.Write("filled.jsonl", string.Join('\n', File.ReadLines(_scratch["q.jsonl"]).Select((line, i) =>
            line[..^1] + $",\"label\":{(i % 3 == 0 ? "null" : _new.Labels[queue[i].GetProperty("row").GetInt32()].ToString(CultureInfo.InvariantCulture))}}}")));
        JsonElement json = Import(filled, "--json").Json;
        Assert.Equal(queue.Length - ((queue.Length + 2) / 3), json.GetProperty("answered").GetInt32());
        Assert.True(json.GetProperty("accept").GetProperty("low_if_missing_wrong").GetDouble() < json.GetProperty("accept").GetProperty("low").GetDouble());
    }

    [Fact]
    public void Answers_may_be_csv_with_ids_and_names()
    {
        string table = _new.Csv(_scratch, names: true), policy = Fit(), names = _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names));
        string outputs = $"{table}#z0,z1,z2,z3";
        Tool.Well("assess", policy, "--logits", outputs, "--id", "name", "--classes", names, "--out", _scratch["d.csv"], "--review-out", _scratch["q.jsonl"]);
        JsonElement[] queue = Lines(_scratch["q.jsonl"]);
        Assert.All(queue, item => Assert.Equal($"row {item.GetProperty("row").GetInt32()}", item.GetProperty("id").GetString()));
        Assert.All(queue, item => Assert.Equal(Rows.Names[item.GetProperty("predicted").GetInt32()], item.GetProperty("predicted_name").GetString()));
        string answers = _scratch.Write("answers.csv", "reviewer,id,label\n" + string.Join('\n', queue.Select((item, i) =>
            $"\"Doe, J.\",{item.GetProperty("id").GetString()},{(i == 0 ? "" : Rows.Names[_new.Labels[item.GetProperty("row").GetInt32()]])}")));
        Outcome outcome = Tool.Run("review", "import", answers, "--queue", _scratch["q.jsonl"], "--policy", policy, "--logits", outputs, "--id", "name", "--classes", names, "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Equal(queue.Length - 1, outcome.Json.GetProperty("answered").GetInt32());
    }

    [Fact]
    public void A_limit_keeps_audits_and_the_rows_nearest_to_acceptance()
    {
        JsonElement[] all = Assess("q.jsonl"), few = Assess("few.jsonl", "--review-most", "100");
        Assert.True(few.Length < all.Length);
        Assert.InRange(few.Count(item => item.GetProperty("decision").GetString() == "review"), 60, 140);
        Assert.All(few, item => Assert.True(item.GetProperty("propensity").GetDouble() >= .05));
        Assert.Equal(all.Count(item => item.GetProperty("audit").GetBoolean()), few.Count(item => item.GetProperty("audit").GetBoolean()));
    }

    [Theory]
    [InlineData("{\"row\":0}", "has no 'label'")]
    [InlineData("{\"label\":1}", "names no row")]
    [InlineData("{\"row\":null,\"label\":1}", "names no row")]
    [InlineData("{\"row\":1.5,\"label\":1}", "'row' is '1.5'")]
    [InlineData("{\"row\":-1,\"label\":1}", "'row' is '-1'")]
    [InlineData("{\"row\":\"1\",\"label\":1}", "'row' is '1'")]
    [InlineData("{\"row\":true,\"label\":1}", "'row' is 'true'")]
    [InlineData("{\"row\":99999999999999999999,\"label\":1}", "'row' is '99999999999999999999'")]
    [InlineData("{\"row\":1,\"row\":2,\"label\":1}", "'row' twice")]
    [InlineData("{\"row\":1,\"label\":true}", "not true")]
    [InlineData("{\"row\":1,\"label\":[1]}", "no single value as 'label'")]
    [InlineData("{\"row\":1,\"label\":\"cat\"}", "label 'cat' is not the index")]
    [InlineData("{\"row\":1,\"label\":1.5}", "label '1.5' is not the index")]
    [InlineData("{\"row\":1,\"label\":1e300}", "label '1e300' is not the index")]
    [InlineData("{\"row\":{},\"label\":1}", "no single value as 'row'")]
    [InlineData("[1,2]", "is not an object")]
    [InlineData("1", "is not an object")]
    [InlineData("{\"row\":1,\"label\":1", "is not valid JSON")]
    [InlineData("{\"row\":1,\"label\":1}{}", "is not valid JSON")]
    [InlineData("{\"id\":\"\\ud800\",\"label\":1}", "is not valid JSON")]
    [InlineData("{\"row\":1,\"policy\":\"x\",\"label\":1}", "answers policy x")]
    [InlineData("", "no answers")]
    public void Hostile_answers_are_one_error(string line, string words)
    {
        Assess();
        Refused(_scratch.Write("answers.jsonl", line), words);
    }

    [Fact]
    public void Lines_of_millions_and_deep_ones_are_one_error()
    {
        Assess();
        Refused(_scratch.Write("long.jsonl", $"{{\"row\":1,\"label\":\"{new string('x', 3_000_000)}\"}}"), "is not the index of a class");
        Refused(_scratch.Write("longid.jsonl", $"{{\"id\":\"{new string('x', 3_000_000)}\",\"label\":1}}"), "belong to another queue");
        Refused(_scratch.Write("deep.jsonl", $"{{\"row\":1,\"note\":{new string('[', 100_000)}"), "is not valid JSON");
        Refused(_scratch.Write("nolabel.csv", "row,answer\n1,2\n"), "no column 'label'");
        Refused(_scratch.Write("norow.csv", "line,label\n1,2\n"), "no column 'row' or 'id'");
        Refused(_scratch.Write("ragged.csv", "row,label\n1,2,3\n"), "3 columns where 2 are expected");
        Refused(_scratch.Write("badrow.csv", "row,label\none,2\n"), "row 'one' is not a whole number");
        Refused(_scratch.Write("answers.txt", "1"), "answers are read from");
    }

    private void Refused(string answers, string words)
    {
        Outcome outcome = Import(answers, "--out", _scratch["p2.probity"]);
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("error: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.InRange(outcome.Error.Length, 1, 700);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists(_scratch["p2.probity"]));
    }

    [Theory]
    [InlineData("\"stratum\":\"review", "\"stratum\":\"nothing", "is no stratum")]
    [InlineData("\"decision\":\"review\"", "\"decision\":\"accept\"", "decision 'accept' in stratum review")]
    [InlineData("\"audit\":", "\"audit\":1,\"x\":", "'audit' must be true or false")]
    [InlineData("\"propensity\":1}", "\"propensity\":0}", "'propensity' is '0'")]
    [InlineData("\"confidence\":0.", "\"confidence\":1.", "'confidence' is '1.")]
    [InlineData("\"predicted\":", "\"predicted\":9999999999,\"x\":", "'predicted' is '9999999999'")]
    [InlineData("\"policy\":\"", "\"policy\":\"f", "another policy|of one policy")]
    [InlineData("\"row\":", "\"line\":", "has no 'row'")]
    public void A_damaged_queue_is_one_error(string text, string instead, string words)
    {
        string answers = Answers(Assess());
        File.WriteAllText(_scratch["q.jsonl"], File.ReadAllText(_scratch["q.jsonl"]).Replace(text, instead, StringComparison.Ordinal));
        Outcome outcome = Import(answers);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(words.Split('|'), one => outcome.Error.Contains(one, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_that_would_do_nothing_are_refused()
    {
        string policy = Fit(), outputs = _new.Npy(_scratch, "new_").Logits, answers = Answers(Assess());
        Refuse("--audit-share goes with --review-out", "assess", policy, "--logits", outputs, "--out", _scratch["e.csv"], "--audit-share", "0.1");
        Refuse("--review-most goes with --review-out", "assess", policy, "--logits", outputs, "--out", _scratch["e.csv"], "--review-most", "5");
        Refuse("audit share: 0", "assess", policy, "--logits", outputs, "--out", _scratch["e.csv"], "--review-out", _scratch["r.jsonl"], "--audit-share", "0");
        Refuse("must end in .jsonl", "assess", policy, "--logits", outputs, "--out", _scratch["e.csv"], "--review-out", _scratch["r.csv"]);
        Refuse("--target-precision is of the refit", "review", "import", answers, "--queue", _scratch["q.jsonl"], "--policy", policy, "--logits", outputs, "--target-precision", "0.9");
        Refuse("--queue", "review", "import", answers, "--policy", policy, "--logits", outputs);
        Refuse("there are import", "review");

        void Refuse(string words, params string[] args)
        {
            Outcome outcome = Tool.Run(args);
            Assert.Equal(2, outcome.Code);
            Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(_scratch["e.csv"]));
        }
    }
}
