using System.Globalization;
using System.Text.Json;

namespace Probity.Cli.Tests;

/// <summary>What <c>evaluate</c> says of classes, groups and labels.</summary>
[Collection("console")]
public sealed class EvaluateTablesTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Rows _rows = new(300, 4);

    public void Dispose() => _scratch.Dispose();

    private static JsonElement Evaluate(params string[] args) => Tool.Well(["evaluate", "--bootstrap", "20", "--json", .. args]).Json;

    private static double Value(JsonElement metrics, string name) => metrics.GetProperty(name).GetProperty("value").GetDouble();

    [Fact]
    public void Every_class_has_its_figures_and_name()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        JsonElement json = Evaluate("--logits", logits, "--labels", labels, "--classes", _scratch.Write("names.json", JsonSerializer.Serialize(Rows.Names)));
        JsonElement[] classes = [.. json.GetProperty("per_class").EnumerateArray()];
        Assert.Equal(Rows.Names, classes.Select(one => one.GetProperty("name").GetString()));
        for (int k = 0; k < 4; k++)
        {
            int rows = _rows.Labels.Count(y => y == k), hits = Enumerable.Range(0, 300).Count(i => _rows.Labels[i] == k && _rows.Predicted(i) == k);
            Assert.Equal(k, classes[k].GetProperty("class").GetInt32());
            Assert.Equal(rows, classes[k].GetProperty("rows").GetInt32());
            Assert.Equal(Enumerable.Range(0, 300).Count(i => _rows.Predicted(i) == k), classes[k].GetProperty("predicted_rows").GetInt32());
            JsonElement metrics = classes[k].GetProperty("metrics");
            Assert.Equal(hits / (double)rows, Value(metrics, "recall"), 1e-12);
            Assert.Equal(["precision", "recall", "f1", "mean_confidence", "ece", "auroc", "ece_classwise"], metrics.EnumerateObject().Select(figure => figure.Name));
        }
        JsonElement all = json.GetProperty("metrics");
        Assert.Equal(classes.Average(one => Value(one.GetProperty("metrics"), "ece_classwise")), Value(all, "ece_classwise"), 1e-12);
        Assert.Equal(Value(all, "nll"), Value(all, "nll_calibration") + Value(all, "nll_refinement"), 1e-12);
        Assert.False(json.TryGetProperty("groups", out _));
    }

    [Fact]
    public void Groups_are_compared()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        string groups = _scratch.Write("site.csv", "site\n" + string.Join('\n', Enumerable.Range(0, 300).Select(i => i < 10 ? "attic" : i % 2 == 0 ? "north wing" : "south wing")) + "\n");
        string[] args = ["--logits", logits, "--labels", labels, "--groups", $"{groups}#site"];
        JsonElement json = Evaluate(args);
        JsonElement[] all = [.. json.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["attic", "north wing", "south wing"], all.Select(one => one.GetProperty("group").GetString()));
        Assert.Equal([10, 145, 145], all.Select(one => one.GetProperty("rows").GetInt32()));
        Assert.Contains("only 10 rows", all[0].GetProperty("metrics").GetProperty("nll").GetProperty("reason").GetString(), StringComparison.Ordinal);
        double right = Enumerable.Range(10, 290).Where(i => i % 2 == 0).Average(i => _rows.Predicted(i) == _rows.Labels[i] ? 1.0 : 0);
        Assert.Equal(right, Value(all[1].GetProperty("metrics"), "accuracy"), 1e-12);
        JsonElement gap = json.GetProperty("group_gaps").GetProperty("accuracy");
        Assert.InRange(gap.GetProperty("p").GetDouble(), 1 / 21.0, 1);
        Assert.Contains(gap.GetProperty("highest").GetString(), (string[])["north wing", "south wing"]);

        Outcome outcome = Tool.Well(["evaluate", "--bootstrap", "20", .. args]);
        Assert.Contains("south wing", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("1 of 3 groups have fewer than 30 rows", outcome.Out, StringComparison.Ordinal);
        Assert.All(outcome.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void A_column_of_groups_beside_the_outputs_is_no_class()
    {
        var text = new List<string> { "label,site,z0,z1,z2,z3" };
        for (int i = 0; i < 300; i++) text.Add($"{_rows.Labels[i]},{i % 2},{string.Join(',', _rows.Row(i).ToArray().Select(z => z.ToString(CultureInfo.InvariantCulture)))}");
        string csv = _scratch.Write("table.csv", string.Join('\n', text) + "\n");
        JsonElement json = Evaluate("--logits", csv, "--labels", $"{csv}#label", "--groups", $"{csv}#site");
        Assert.Equal(4, json.GetProperty("classes").GetInt32());
        Assert.Equal(["0", "1"], json.GetProperty("groups").EnumerateArray().Select(one => one.GetProperty("group").GetString()));
    }

    [Fact]
    public void Groups_pair_up_with_rows()
    {
        var (logits, labels) = _rows.Npy(_scratch);
        Outcome outcome = Tool.Run("evaluate", "--logits", logits, "--labels", labels, "--groups", Arrays.Npy(_scratch["g.npy"], new int[299]));
        Assert.Equal(2, outcome.Code);
        Assert.Contains("300 rows but --groups: 299", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_classes_are_shown_and_the_way_to_the_rest()
    {
        var many = new Rows(400, 12);
        var (logits, labels) = many.Npy(_scratch, "many");
        Outcome outcome = Tool.Well("evaluate", "--bootstrap", "20", "--logits", logits, "--labels", labels);
        Assert.Contains("Classes of lowest F1, 5 of 12", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("all classes, with intervals: --json", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Multilabel_measures_cells_and_keeps_rows_together()
    {
        float[] logits = [2, -1, .5f, -3];
        int[] cells = [1, 1, 0, 0];
        string[] args = ["--multilabel", "--logits", Arrays.Npy(_scratch["z.npy"], logits, 2), "--labels", Arrays.Npy(_scratch["y.npy"], cells, 2)];
        JsonElement json = Evaluate([.. args, "--classes", _scratch.Write("names.json", """["hat", "scarf"]""")]);
        Assert.Equal(2, json.GetProperty("rows").GetInt32());
        JsonElement metrics = json.GetProperty("metrics");
        Assert.Equal(.5, Value(metrics, "accuracy"));   // 2 → 1 right, −1 → 0 wrong, .5 → 1 wrong, −3 → 0 right
        Assert.Equal(0, Value(metrics, "subset_accuracy"));
        Assert.Equal(logits.Select((z, i) => Math.Log(1 + Math.Exp(cells[i] == 1 ? -z : z))).Average(), Value(metrics, "nll"), 1e-6);
        Assert.Equal(["hat", "scarf"], json.GetProperty("per_label").EnumerateArray().Select(one => one.GetProperty("name").GetString()));

        string weights = Arrays.Npy(_scratch["w.npy"], [3.0, 1]);
        double[] costs = [.. logits.Select((z, i) => Math.Log(1 + Math.Exp(cells[i] == 1 ? -z : z)))];
        double weighted = ((3 * (costs[0] + costs[1])) + costs[2] + costs[3]) / 8;
        Assert.Equal(weighted, Value(Evaluate([.. args, "--weights", weights]).GetProperty("metrics"), "nll"), 1e-6);
        Outcome table = Tool.Well(["evaluate", .. args, "--report", _scratch["r.html"]]);
        Assert.Contains("subset_accuracy", table.Out, StringComparison.Ordinal);
        Assert.Contains("cells of one row are not independent", Assert.Single(table.Notes), StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(_scratch["r.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--groups", "--multilabel takes no --groups")]
    [InlineData("--ood", "--ood does not go with --multilabel")]
    public void Multilabel_refuses_what_it_cannot_use(string option, string message)
    {
        string logits = Arrays.Npy(_scratch["z.npy"], [2f, -1, .5f, -3], 2), labels = Arrays.Npy(_scratch["y.npy"], new int[] { 1, 1, 0, 0 }, 2);
        string other = option == "--ood" ? logits : Arrays.Npy(_scratch["g.npy"], new int[2]);
        Outcome outcome = Tool.Run("evaluate", "--multilabel", "--logits", logits, "--labels", labels, option, other);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }
}
