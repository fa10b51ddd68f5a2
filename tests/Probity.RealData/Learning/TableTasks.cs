using Probity.Data;
using Probity.Learning;
using Probity.Metrics;
using Xunit.Abstractions;

namespace Probity.RealData.Learning;

/// <summary>Tables with the settings of <see cref="TableDefaults"/>, which were chosen on a tenth of the training rows; the test rows are read here alone.</summary>
public class TableTasks(ITestOutputHelper output)
{
    /// <summary>A random forest of 100 trees: .9623.</summary>
    [RealDataFact("tab_letter")]
    public void Letters_are_right_on_96_of_100()
    {
        (Table table, string[] labels) = Read("tab_letter", "letter.csv");
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        int[] classes = Array.ConvertAll(labels, label => Array.BinarySearch(names, label, StringComparer.Ordinal)), rows = [.. Enumerable.Range(0, table.Rows)];
        Classifier model = Classifier.Train(new LabelledTable(table.Select(rows.AsSpan(0, 16_000)), classes.AsSpan(0, 16_000).ToArray(), names.Length));
        float[] logits = new float[4_000 * names.Length];
        model.Logits(table.Select(rows.AsSpan(16_000)), logits);
        double accuracy = Evaluation.Classify(logits, classes.AsSpan(16_000), names.Length, new EvaluationOptions { Bootstrap = 0 })["accuracy"].Value!.Value;
        output.WriteLine($"accuracy {accuracy:0.0000}");
        Assert.True(accuracy >= .96, $"accuracy {accuracy:0.0000}");
    }

    /// <summary>Logistic regression on one-hot columns: .9054.</summary>
    [RealDataFact("tab_adult")]
    public void Incomes_are_ranked_with_an_area_of_910_of_1000()
    {
        (Table training, string[] labels) = Read("tab_adult", "train.csv");
        (Table test, string[] own) = Read("tab_adult", "test.csv");
        Classifier model = Classifier.Train(new LabelledTable(training, Classes(labels), 2));
        float[] logits = new float[test.Rows * 2];
        model.Logits(test, logits);
        double auroc = Auroc.Compute([.. logits.Chunk(2).Select(row => (double)row[1] - row[0])], [.. Classes(own).Select(label => label == 1)]);
        output.WriteLine($"AUROC {auroc:0.0000}");
        Assert.True(auroc >= .91, $"AUROC {auroc:0.0000}");

        static int[] Classes(string[] labels) => Array.ConvertAll(labels, label => label == ">50K" ? 1 : 0);
    }

    private static (Table Rows, string[] Labels) Read(string folder, string name)
    {
        using var reader = TableReader.Open(SharedData.File(folder, name));
        IReadOnlyList<string?[]> columns = reader.Read();
        int label = reader.Names.ToList().IndexOf("label");
        return (new Table([.. reader.Names.Where((_, j) => j != label)], [.. columns.Where((_, j) => j != label)]), Array.ConvertAll(columns[label], cell => cell!));
    }
}
