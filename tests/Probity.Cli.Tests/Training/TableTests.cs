using System.Globalization;
using System.Text;
using System.Text.Json;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Cli.Tests.Training;

[Collection("console")]
public sealed class TableTests : IDisposable
{
    private const string Header = "id,age,city,when,note,grade";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>People whose grade depends on age and city, with noise, gaps and a note of several words.</summary>
    private static string[] Rows(int count, ulong seed)
    {
        var random = new RandomStream(seed, 9);
        var rows = new string[count];
        for (int i = 0; i < count; i++)
        {
            double age = 20 + (40 * random.NextDouble());
            bool rome = random.NextDouble() < .5;
            double odds = ((age - 40) / 5) + (rome ? 2 : -2);
            bool pass = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
            string mood = (random.NextDouble() < .9) == pass ? "glad and \"\"quick\"\"" : "sad, and slow";
            string[] cells =
            [
                $"p{i:0000}", i % 17 == 0 ? "" : age.ToString("0.0", CultureInfo.InvariantCulture), rome ? "Rome" : "Oslo", $"2024-{1 + (i % 12):00}-03", $"\"number {i}\nwas {mood} today\"", pass ? "pass" : "fail",
            ];
            rows[i] = string.Join(',', cells);
        }
        return rows;
    }

    private string Csv(string name, int count, ulong seed) => _scratch.Write(name, "\uFEFF" + Header + "\n" + string.Join('\n', Rows(count, seed)) + "\n");

    private string[] Train(params string[] more) =>
        ["train", "--task", "tabular", "--data", Csv("train.csv", 700, 1), "--label", "grade", "--hidden", "16", "--epochs", "10", "--learning-rate", "0.01", "--out", _scratch["m.probity"], .. more];

    [Fact]
    public void From_a_table_to_decisions()
    {
        JsonElement json = Tool.Well(Train("--ignore", "note", "--json", "--report", _scratch["r.html"])).Json;
        Assert.Equal(
            ["id left out", "age number", "city category", "when date", "note left out"],
            json.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("column").GetString()} {column.GetProperty("kind").GetString()}"));
        Assert.Equal(42.0 / 700, json.GetProperty("columns")[1].GetProperty("missing_share").GetDouble(), 1e-12);
        Assert.Equal(5, json.GetProperty("cross_fit_folds").GetInt32());
        Assert.Equal(700, json.GetProperty("policy").GetProperty("rows_learned").GetInt32());
        Assert.Contains("each answered by a model that had not learned from it", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);

        string fresh = Csv("new.csv", 400, 2);
        JsonElement figures = Tool.Well("evaluate", "--model", _scratch["m.probity"], "--data", fresh, "--labels", fresh + "#grade", "--json").Json.GetProperty("metrics");
        Assert.InRange(figures.GetProperty("accuracy").GetProperty("value").GetDouble(), .8, .95);   // the best that can be is .87

        Tool.Well("assess", _scratch["m.probity"], "--data", fresh, "--id", "id", "--out", _scratch["d.csv"]);
        string[] lines = File.ReadAllLines(_scratch["d.csv"]);
        Assert.Equal(401, lines.Length);
        Assert.StartsWith("id,predicted,predicted_name,confidence,decision,reason", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("p0000,", lines[1], StringComparison.Ordinal);
        Tool.Well("predict", _scratch["m.probity"], "--data", fresh, "--out", _scratch["p.csv"]);
        string[] predicted = File.ReadAllLines(_scratch["p.csv"]);
        for (int i = 1; i < lines.Length; i++) Assert.Equal(lines[i].Split(',')[1..4], predicted[i].Split(',')[1..4]);
    }

    /// <summary>Rows of their own fit the policy as <c>fit --model</c> does afterwards, all others teach, and may certify a promise.</summary>
    [Fact]
    public void A_file_of_its_own_calibrates_and_certifies()
    {
        string own = Csv("own.csv", 300, 4);
        JsonElement json = Tool.Well(Train("--ignore", "note", "--calibration-data", own, "--calibrator", "temperature", "--json")).Json;
        Assert.Equal(300, json.GetProperty("rows_calibration").GetInt32());
        Assert.False(json.TryGetProperty("cross_fit_folds", out _));
        Assert.Equal(700, json.GetProperty("rows_training").GetInt32() + json.GetProperty("rows_validation").GetInt32());
        Tool.Well("fit", "--model", _scratch["m.probity"], "--data", own, "--labels", own + "#grade", "--calibrator", "temperature", "--out", _scratch["p.probity"]);
        Assert.Equal(ConfidencePolicy.Load(_scratch["p.probity"]).Temperature, Classifier.Load(_scratch["m.probity"]).Policy!.Temperature);

        Tool.Well(Train("--ignore", "note", "--calibration-data", own, "--target-precision", "0.7"));
        JsonElement certified = Tool.Well("explain", _scratch["m.probity"], "--json").Json.GetProperty("policy");
        Assert.Equal(150, certified.GetProperty("rows_learned").GetInt32());
        Assert.Equal(150, certified.GetProperty("rows_certified").GetInt32());
    }

    /// <summary>Found in a second, not after the training; and said of the right file.</summary>
    [Fact]
    public void A_calibration_file_that_cannot_be_read_is_refused_before_the_training()
    {
        string less = _scratch.Write("less.csv", "id,age,city,when,note,grade\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"q{i},{(i == 3 ? "old" : "30")},Rome,2024-01-03,x,{(i % 2 == 0 ? "pass" : "fail")}")) + "\n");
        Outcome refused = Tool.Run(Train("--ignore", "note", "--calibration-data", less));
        Assert.Contains("less.csv: row 3: column 'age' is one of numbers, but 'old' is none", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("epoch", refused.Error, StringComparison.Ordinal);
        string without = _scratch.Write("without.csv", "age,grade\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "pass" : "fail")}\n")));
        Assert.Contains("without.csv: no column 'city', which the model will read", Tool.Run(Train("--ignore", "note", "--calibration-data", without)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_takes_rows_of_its_own_and_assess_decides_by_it()
    {
        JsonElement json = Tool.Well(Train("--ignore", "note", "--target-precision", "0.7", "--calibrate-share", "0.4", "--json")).Json;
        Assert.Equal(280, json.GetProperty("rows_calibration").GetInt32());
        Assert.False(json.TryGetProperty("cross_fit_folds", out _));
        Tool.Well("assess", _scratch["m.probity"], "--data", Csv("new.csv", 300, 3), "--out", _scratch["d.csv"]);
        string[] decisions = [.. File.ReadAllLines(_scratch["d.csv"]).Skip(1).Select(line => line.Split(',')[4])];
        Assert.Contains("accept", decisions);
        Assert.Contains("review", decisions);
    }

    [Fact]
    public void Texts_alone_and_texts_beside_columns()
    {
        JsonElement json = Tool.Well("train", "--task", "text", "--data", Csv("train.csv", 700, 1), "--label", "grade", "--json", "--out", _scratch["m.probity"]).Json;
        Assert.Equal(["note"], Used(json));
        string fresh = Csv("new.csv", 400, 2);
        double alone = Accuracy(fresh);
        Assert.InRange(alone, .8, .97);   // nine notes of ten tell the grade
        json = Tool.Well("train", "--task", "text", "--data", _scratch["train.csv"], "--label", "grade", "--text", "note", "--numeric", "age", "--categorical", "city", "--json", "--out", _scratch["m.probity"]).Json;
        Assert.Equal(["age", "city", "note"], Used(json));
        Assert.True(Accuracy(fresh) > alone);

        static IEnumerable<string?> Used(JsonElement json) =>
            json.GetProperty("columns").EnumerateArray().Where(column => column.GetProperty("kind").GetString() != "left out").Select(column => column.GetProperty("column").GetString());
        double Accuracy(string data) =>
            Tool.Well("evaluate", "--model", _scratch["m.probity"], "--data", data, "--labels", data + "#grade", "--json").Json.GetProperty("metrics").GetProperty("accuracy").GetProperty("value").GetDouble();
    }

    [Fact]
    public void New_rows_may_have_other_orders_formats_and_categories()
    {
        Tool.Well(Train("--ignore", "note", "--calibrate-share", "0"));
        string rows = string.Join('\n', Rows(50, 4));
        string csv = _scratch.Write("a.csv", Header + "\n" + rows + "\n");
        Tool.Well("predict", _scratch["m.probity"], "--data", csv, "--out", _scratch["a-p.csv"]);
        var lines = new StringBuilder();
        foreach (string row in Rows(50, 4).Select(row => row.Replace("\n", " ", StringComparison.Ordinal)))
        {
            string[] cells = row.Split(',');
            lines.Append(CultureInfo.InvariantCulture, $"{{\"when\":\"{cells[3]}\",\"other\":7,\"city\":\"{cells[2]}\",\"age\":{(cells[1].Length == 0 ? "null" : cells[1])}}}\n");
        }
        Tool.Well("predict", _scratch["m.probity"], "--data", _scratch.Write("b.jsonl", lines.ToString()), "--out", _scratch["b-p.csv"]);
        Assert.Equal(File.ReadAllText(_scratch["a-p.csv"]), File.ReadAllText(_scratch["b-p.csv"]));
        Tool.Well("predict", _scratch["m.probity"], "--data", _scratch.Write("c.csv", "city,age,when\nBonn,?,\n"), "--out", _scratch["c-p.csv"]);
    }

    [Fact]
    public void Labels_that_are_numbers_are_names_in_their_order()
    {
        string data = _scratch.Write("n.csv", "x,y,label\n" + string.Concat(Enumerable.Range(0, 120).Select(i => $"{i * 37 % 50},{i * 11 % 7},{(i * 37 % 50 < 25 ? 10 : i % 3 == 0 ? 9 : 2)}\n")));
        JsonElement json = Tool.Well("train", "--task", "tabular", "--data", data, "--label", "label", "--epochs", "2", "--json", "--out", _scratch["m.probity"]).Json;
        Assert.Equal(["2", "9", "10"], json.GetProperty("class_names").EnumerateArray().Select(name => name.GetString()));
        Tool.Well("evaluate", "--model", _scratch["m.probity"], "--data", data, "--labels", data + "#label", "--json");
    }

    [Fact]
    public void A_class_that_is_known_worse_is_named_with_what_it_is_taken_for()
    {
        string[] classes = ["a", "b", "c"];   // c lies among b
        string data = _scratch.Write("n.csv", "x,label\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{(i % 3 == 0 ? 0 : 10) + (i * 37 % 50 / 10.0)},{(i % 21 == 1 ? "c" : i % 3 == 0 ? classes[0] : classes[1])}\n")));
        Outcome outcome = Tool.Well("train", "--task", "tabular", "--data", data, "--label", "label", "--hidden", "8", "--learning-rate", "0.01", "--epochs", "20", "--out", _scratch["m.probity"]);
        Assert.Matches("^note: 'c' is found in 0.0 % of its 15 rows \\(all rows: 9.[.]. %\\), and 1[1-5] times taken for 'b'$", Assert.Single(outcome.Notes).TrimEnd());
        Assert.Contains("classes are uneven: 'b' has 185 rows", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_chooses_among_settings_and_says_so()
    {
        Outcome outcome = Tool.Well(Train("--ignore", "note", "--calibrate-share", "0", "--budget", "2s"));
        Assert.Contains("settings 1/9 (as given), part 1/5: NLL 0.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("of 9 settings tried; chosen:", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_command_gives_the_same_bytes_whatever_the_threads()
    {
        Tool.Well(Train("--threads", "1"));
        byte[] model = File.ReadAllBytes(_scratch["m.probity"]);
        Tool.Well(Train("--threads", "3"));
        Assert.Equal(model, File.ReadAllBytes(_scratch["m.probity"]));
    }

    [Theory]
    [InlineData("--label x", "no column 'x'; there are id, age, city")]
    [InlineData("--label grade --text x", "no column 'x'")]
    [InlineData("--label grade --text note --numeric note", "another option says something else")]
    [InlineData("--label grade --numeric city", "'city' is one of numbers, but 'Oslo' is none")]
    [InlineData("--label grade --date city", "'city': its cells are not days in one form")]
    [InlineData("--label grade --labels y.npy", "--labels goes with --task features")]
    [InlineData("--label grade --multilabel", "--multilabel goes with --task features")]
    [InlineData("--label grade --scaling columns", "--scaling is for rows of numbers")]
    [InlineData("--label grade --numbers cubic", "--numbers 'cubic' is not known")]
    [InlineData("--label grade --budget soon", "--budget soon: it is a time")]
    [InlineData("--label grade --confidnet", "--confidnet goes with --task features")]
    [InlineData("--label id", "700 different values in 700 rows; this is no column of classes")]
    [InlineData("", "--label COLUMN is needed")]
    public void What_cannot_be_meant_is_refused(string arguments, string because)
    {
        Outcome outcome = Tool.Run(["train", "--task", "tabular", "--data", Csv("train.csv", 700, 1), "--out", _scratch["m.probity"], .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["m.probity"]));
    }

    [Fact]
    public void What_new_rows_lack_is_said()
    {
        Tool.Well(Train("--ignore", "note", "--calibrate-share", "0"));
        foreach ((string text, string because) in ((string, string)[])[
            ("age,city\n1,Rome\n", "c.csv: no column 'when', which the model reads"), ("age,city,when\n1,Rome,2024-01-01\nold,Rome,2024-01-01\n", "c.csv: row 1: column 'age' is one of numbers, but 'old' is none"),
            ("age,city,when\n1,Rome\n", "line 2 has 2 columns where 3"), ("age,city,when\n", "c.csv: no rows")])
        {
            Outcome outcome = Tool.Run("predict", _scratch["m.probity"], "--data", _scratch.Write("c.csv", text), "--out", _scratch["p.csv"]);
            Assert.Equal(2, outcome.Code);
            Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        }
        Assert.Contains("no policy of its own", Tool.Run("assess", _scratch["m.probity"], "--data", _scratch["train.csv"], "--out", _scratch["d.csv"]).Error, StringComparison.Ordinal);
    }
}
