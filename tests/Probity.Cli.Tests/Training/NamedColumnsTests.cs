using System.Globalization;

namespace Probity.Cli.Tests.Training;

/// <summary>A model of a table knows its columns by name, in whatever order another table has them.</summary>
[Collection("console")]
public sealed class NamedColumnsTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Blobs _rows = new(300);
    private readonly string _table, _model;

    public NamedColumnsTests()
    {
        _table = _rows.Csv(_scratch);
        _model = Train("m.probity");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Columns_are_picked_by_name_in_any_order_beside_any_others()
    {
        double[] expected = Confidence(Arrays.Npy(_scratch["x.npy"], _rows.Values, Blobs.Columns));   // by position, in the order of the training
        string swapped = Write("swapped.csv", "b,note,a", i => $"{Y(i)},some text,{X(i)}");
        Assert.Equal(expected, Confidence(_table));
        Assert.Equal(expected, Confidence($"{_table}#b,a"));
        Assert.Equal(expected, Confidence(swapped));
        Assert.Equal(expected, Confidence(Write("s.tsv", "b\ta", i => $"{Y(i)}\t{X(i)}")));
        Assert.Equal(expected, Confidence(Write("s.jsonl", null, i => $$"""{"b":{{Y(i)}},"kind":"?","a":{{X(i)}}}""")));
        Assert.Equal(expected, Confidence(Write("nameless.csv", null, i => $"{X(i)},{Y(i)}")));
        Assert.NotEqual(expected, Confidence(Write("nameless.csv", null, i => $"{Y(i)},{X(i)}")));   // the order does matter
    }

    [Fact]
    public void Evaluation_and_validation_rows_are_picked_by_name_too()
    {
        string swapped = Write("swapped.csv", "b,kind,a,id", i => $"{Y(i)},{_rows.Labels[i]},{X(i)},{i}");
        string labels = Arrays.Npy(_scratch["y.npy"], _rows.Labels), values = Arrays.Npy(_scratch["x.npy"], _rows.Values, Blobs.Columns);
        string Metrics(string data, string truth) =>
            Tool.Well("evaluate", "--model", _scratch["numbers.probity"], "--data", data, "--labels", truth, "--bootstrap", "0", "--json").Json.GetProperty("metrics").GetRawText();
        Tool.Well("train", "--data", $"{_table}#a,b", "--labels", labels, "--hidden", "8", "--epochs", "3", "--out", _scratch["numbers.probity"]);
        Assert.Equal(Metrics(values, labels), Metrics(swapped, $"{swapped}#kind"));

        string other = Write("validation.csv", "kind,b,name,a", i => $"{Blobs.Names[_rows.Labels[i]]},{Y(i)},{i},{X(i)}");
        string same = Write("same.csv", "name,a,b,kind", i => $"{i},{X(i)},{Y(i)},{Blobs.Names[_rows.Labels[i]]}");
        Assert.Equal(File.ReadAllBytes(Train("v1.probity", "--validation-data", same)), File.ReadAllBytes(Train("v2.probity", "--validation-data", other)));
    }

    [Fact]
    public void A_missing_column_is_refused_by_name()
    {
        string other = Write("t.csv", "a,c", i => $"{X(i)},{Y(i)}");
        Assert.Contains("t.csv: no column 'b', which the model reads; it has a, c", Refused("predict", _model, "--data", other, "--out", _scratch["p.csv"]), StringComparison.Ordinal);
        Assert.Contains("no column 'b', which the model reads; it has a", Refused("predict", _model, "--data", $"{_table}#a", "--out", _scratch["p.csv"]), StringComparison.Ordinal);
        Assert.Contains("t.csv: no column 'b', which table.csv#a,b has; it has a, c", Refused("train", "--data", _table, "--label", "kind", "--id", "name", "--outliers", other, "--penalty", "outlier-exposure", "--out", _scratch["o.probity"]), StringComparison.Ordinal);
        Assert.Contains("nameless.csv: 1 columns of features but the model reads 2", Refused("predict", _model, "--data", Write("nameless.csv", null, X), "--out", _scratch["p.csv"]), StringComparison.Ordinal);
    }

    private static string Refused(params string[] arguments)
    {
        Outcome outcome = Tool.Run(arguments);
        Assert.Equal(2, outcome.Code);
        Assert.Single(outcome.Error.Trim().Split('\n'));
        return outcome.Error;
    }

    private string Train(string name, params string[] more)
    {
        Tool.Well(["train", "--data", _table, "--label", "kind", "--id", "name", "--hidden", "8", "--epochs", "3", "--out", _scratch[name], .. more]);
        return _scratch[name];
    }

    private double[] Confidence(string data)
    {
        Tool.Well("predict", _model, "--data", data, "--out", _scratch["p.npz"]);
        return Arrays.Read(_scratch["p.npz"], "confidence");
    }

    private string Write(string name, string? header, Func<int, string> row) =>
        _scratch.Write(name, string.Concat(Enumerable.Range(0, _rows.Count).Select(row).Prepend(header).OfType<string>().Select(line => line + "\n")));

    private string X(int row) => _rows.Values[2 * row].ToString(CultureInfo.InvariantCulture);

    private string Y(int row) => _rows.Values[(2 * row) + 1].ToString(CultureInfo.InvariantCulture);
}
