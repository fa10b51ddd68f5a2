using System.Globalization;
using System.Text.Json;

namespace Probity.Cli.Tests;

[Collection("console")]
public sealed class RuleTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(3_000, 4), _new = new(400, 4, seed: 9);

    public void Dispose() => _scratch.Dispose();

    private string Names => _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names));

    private JsonElement Fit(params string[] more)
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement fitted = Tool.Well(["fit", "--logits", logits, "--labels", labels, "--calibrator", "temperature", "--classes", Names, "--out", _scratch["p.probity"], "--json", .. more]).Json;
        JsonElement explained = Tool.Well("explain", _scratch["p.probity"], "--json").Json;
        foreach (JsonProperty member in explained.EnumerateObject()) Assert.Equal(member.Value.GetRawText(), fitted.GetProperty(member.Name).GetRawText());
        return fitted;
    }

    private string[][] Assess()
    {
        var (logits, _) = _new.Npy(_scratch, "new_");
        Tool.Well("assess", _scratch["p.probity"], "--logits", logits, "--out", _scratch["d.csv"]);
        return [.. File.ReadAllLines(_scratch["d.csv"]).Skip(1).Select(line => line.Split(','))];
    }

    private string Refused(params string[] more)
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Outcome outcome = Tool.Run(["fit", "--logits", logits, "--labels", labels, "--classes", Names, "--out", _scratch["x.probity"], .. more]);
        Assert.Equal(2, outcome.Code);
        Assert.DoesNotContain("x.probity", _scratch.Files);
        return outcome.Error;
    }

    [Theory]
    [InlineData("south")]
    [InlineData("2")]
    public void A_class_of_interest_by_name_or_index(string name)
    {
        JsonElement json = Fit("--class", name, "--target-precision", "0.7");
        Assert.Equal(2, json.GetProperty("class_of_interest").GetInt32());
        double from = json.GetProperty("threshold").GetDouble(), temperature = json.GetProperty("parameters").GetProperty("temperature").GetDouble();
        string[][] cells = Assess();
        Assert.Contains(cells, row => row[4] == "accept");
        for (int i = 0; i < cells.Length; i++)
        {
            double[] p = _new.Probabilities(i, temperature);
            bool accept = p[2] >= from;
            int answer = accept ? 2 : Array.IndexOf(p, p.Max());
            Assert.Equal([$"{answer}", Rows.Names[answer]], cells[i][1..3]);
            Assert.Equal(p[answer], double.Parse(cells[i][3], CultureInfo.InvariantCulture), 1e-6);
            Assert.Equal(accept ? "accept" : "review", cells[i][4]);
            Assert.StartsWith("probability of class 2 'south' ", cells[i][5], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--per-class", "per_class", 4)]
    [InlineData("--each-alone", "each_alone", 1)]
    public void Thresholds_by_class(string option, string scope, int parts)
    {
        JsonElement json = Fit(option, "--target-precision", "0.7");
        Assert.Equal((scope, parts, 4), (json.GetProperty("promise").GetProperty("scope").GetString(), json.GetProperty("promise").GetProperty("parts").GetInt32(), json.GetProperty("promise").GetProperty("classes").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("threshold").ValueKind);
        double[] from = [.. json.GetProperty("by_class").EnumerateArray().Select(one => one.GetProperty("threshold").GetDouble())];
        Assert.Equal(4, from.Length);
        foreach (string[] row in Assess())
        {
            int answer = int.Parse(row[1], CultureInfo.InvariantCulture);
            Assert.Equal(double.Parse(row[3], CultureInfo.InvariantCulture) >= from[answer] ? "accept" : "review", row[4]);
            Assert.EndsWith($" of class {answer} '{Rows.Names[answer]}'", row[5], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Several_scores_are_joined()
    {
        JsonElement json = Fit("--score", "max_probability,entropy,max_logit", "--target-precision", "0.7");
        JsonElement weights = json.GetProperty("combined").GetProperty("weights");
        Assert.Equal(["max_probability", "entropy", "max_logit"], weights.EnumerateObject().Select(weight => weight.Name));
        Assert.All(weights.EnumerateObject(), weight => Assert.True(weight.Value.GetDouble() >= 0));
        Assert.True(json.GetProperty("combined").GetProperty("cross_fitted").GetBoolean());
        Assert.All(Assess(), row => Assert.StartsWith("combined confidence ", row[5], StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_costs_in_any_order()
    {
        string costs = _scratch.Write("costs.csv", "truth,west,north,east,south,review,reject\nwest,0,9,9,9,1,3\nsouth,8,1,1,0,1,3\nnorth,3,0,2,1,1,0.5\neast,4,1,0,1,1,3\n");
        JsonElement json = Fit("--costs", costs).GetProperty("costs");
        Assert.Equal("[[0,2,1,3],[1,0,1,4],[1,1,0,8],[9,9,9,0]]", JsonSerializer.Serialize(json.GetProperty("answers")));
        Assert.Equal("[1,1,1,1]", JsonSerializer.Serialize(json.GetProperty("review")));
        Assert.Equal("[0.5,3,3,3]", JsonSerializer.Serialize(json.GetProperty("reject")));
        Assert.Equal("cross_fitted", json.GetProperty("rows").GetString());
        double mine = json.GetProperty("policy").GetProperty("value").GetDouble();
        Assert.InRange(mine, json.GetProperty("policy").GetProperty("low").GetDouble(), json.GetProperty("policy").GetProperty("high").GetDouble());
        Assert.True(mine < json.GetProperty("always_answer").GetProperty("value").GetDouble());
        Assert.Equal(1, json.GetProperty("always_review").GetProperty("value").GetDouble());
        string[][] cells = Assess();
        Assert.Equal(["accept", "reject", "review"], cells.Select(row => row[4]).Distinct().Order());
        Assert.All(cells.Where(row => row[4] == "reject"), row => Assert.StartsWith("rejection is expected to cost ", row[5], StringComparison.Ordinal));
        Assert.Contains("Promise: none.", Tool.Well("explain", _scratch["p.probity"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void One_cost_for_every_error_is_a_threshold_on_confidence()
    {
        Fit("--error-cost", "10", "--review-cost", "4", "--reject-cost", "5");
        Assert.All(Assess(), row => Assert.Equal(double.Parse(row[3], CultureInfo.InvariantCulture) >= .6 ? "accept" : "review", row[4]));
    }

    [Fact]
    public void Rows_of_their_own_may_estimate_the_costs()
    {
        var (others, theirs) = _new.Npy(_scratch, "new_");
        Assert.Equal("held_out", Fit("--error-cost", "10", "--review-cost", "4", "--certify-outputs", others, "--certify-labels", theirs).GetProperty("costs").GetProperty("rows").GetString());
    }

    [Fact]
    public void A_threshold_may_be_chosen_for_one_class()
    {
        Fit("--class", "south", "--choose", "f1");
        Assert.All(Assess().Where(row => row[4] == "accept"), row => Assert.Equal("south", row[2]));
        Assert.Contains("south", Tool.Well("explain", _scratch["p.probity"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Assert.Contains("--class goes with a target", Refused("--class", "south"), StringComparison.Ordinal);
        Assert.Contains("--per-class goes with a target", Refused("--per-class"), StringComparison.Ordinal);
        Assert.Contains("'probity thresholds --goal precision:0.7 --per-class' shows one a class", Refused("--per-class", "--choose", "precision:0.7"), StringComparison.Ordinal);
        Assert.Contains("promise a target, such as --target-precision 0.95 --each-alone", Refused("--each-alone", "--choose", "f1"), StringComparison.Ordinal);
        Assert.Contains("'up' is no class; there are 4, 0 to 3, such as 'north'", Refused("--class", "up", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("'4' is no class", Refused("--class", "4", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("--each-alone of each alone: give one of the two", Refused("--per-class", "--each-alone", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("the one class has one threshold", Refused("--class", "south", "--per-class", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("gini stands there twice", Refused("--score", "gini,gini", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("For a promise leave the costs out", Refused("--error-cost", "10", "--review-cost", "1", "--target-precision", "0.7"), StringComparison.Ordinal);
        Assert.Contains("neither of a review nor of a rejection", Refused("--error-cost", "10"), StringComparison.Ordinal);
        Assert.Contains("--review-cost goes with --error-cost", Refused("--review-cost", "1"), StringComparison.Ordinal);
        Assert.Contains("cost of a review: -1", Refused("--error-cost", "10", "--review-cost", "-1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("truth,north,east,south,west\nnorth,0,1,1,1\n", "no row of the true class 1 'east'")]
    [InlineData("truth,north,east,south\nnorth,0,1,1\n", "do not hold one for each of 4 classes")]
    [InlineData("truth,north,east,south,up,review\nnorth,0,1,1,1,1\n", "'up' is no class")]
    [InlineData("truth,north,north,south,west,review\nnorth,0,1,1,1,1\n", "two columns for 'north'")]
    [InlineData("truth,north,east,south,west,review\nnorth,0,1,x,1,1\n", "line 2, column 'south' is 'x'; a cost is a finite number that is not negative")]
    [InlineData("truth,north,east,south,west,review\nnorth,0,1,-2,1,1\n", "is '-2'; a cost")]
    [InlineData("truth,north,east,south,west,review\nnorth,0,1,2,1,1\nnorth,0,1,2,1,1\n", "line 3 is a second row of class 'north'")]
    [InlineData("truth,north,east,south,west,review\nnorth,0,1\n", "line 2 has 3 columns")]
    [InlineData("truth,0,1,2,3\n0,0,1,1,1\n1,1,0,1,1\n2,1,1,0,1\n3,1,1,1,0\n", "neither of a review nor of a rejection")]
    public void Tables_of_costs_that_are_none_are_refused(string table, string words) =>
        Assert.Contains(words, Refused("--costs", _scratch.Write("costs.csv", table)), StringComparison.Ordinal);
}
