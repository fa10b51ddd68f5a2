using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics.Classes;

public class ClassTableTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 60 };

    private static ClassTable Table(ClassRows rows, double[]? weights = null, EvaluationOptions? options = null) => ClassTable.Compute(rows.With(1, weights), options ?? Quick);

    private static double Value(ClassTable table, int k, string name) => table.Classes[k].Figures[name].Value!.Value;

    [Theory]
    [InlineData(5)]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(20)]
    public void Every_figure_is_what_its_definition_says(int columns)
    {
        var rows = ClassRows.Draw(1, 400, columns, sharpness: 2);
        double[][] p = rows.Probabilities();
        int[] predicted = [.. p.Select(row => Array.IndexOf(row, row.Max()))];
        var table = Table(rows);
        Assert.Equal(p[0].Length, table.Classes.Count);
        double[] errors = ClasswiseCalibrationError.OfEachClass(rows.Logits, rows.Labels, columns);
        for (int k = 0; k < table.Classes.Count; k++)
        {
            int[] all = [.. Enumerable.Range(0, 400)];
            int[] mine = [.. all.Where(i => predicted[i] == k)];
            double hits = mine.Count(i => rows.Labels[i] == k), labelled = rows.Labels.Count(y => y == k);
            Assert.Equal((int)labelled, table.Classes[k].Rows);
            Assert.Equal(mine.Length, table.Classes[k].Predicted);
            Near(hits / mine.Length, Value(table, k, "precision"));
            Near(hits / labelled, Value(table, k, "recall"));
            Near(2 * hits / (mine.Length + labelled), Value(table, k, "f1"));
            Near(mine.Average(i => p[i][k]), Value(table, k, "mean_confidence"), 1e-6);
            Near(CalibrationError.Ece([.. mine.Select(i => p[i][k])], [.. mine.Select(i => rows.Labels[i] == k)]), Value(table, k, "ece"), 1e-6);
            Near(AurocByPairs([.. p.Select(row => row[k])], [.. rows.Labels.Select(y => y == k)]), Value(table, k, "auroc"));
            Near(errors[k], Value(table, k, "ece_classwise"));
            Assert.All(table.Classes[k].Figures, f => Assert.True(f.Value.Low <= f.Value.Value && f.Value.Value <= f.Value.High, f.Key));
        }
        Near(errors.Average(), table.Figures["ece_classwise"].Value!.Value);
    }

    [Fact]
    public void The_figures_are_those_of_the_evaluation_to_the_last_bit()
    {
        var rows = ClassRows.Draw(2, 300, 6);
        var table = Table(rows);
        Assert.Equal(Ends(Evaluation.Classify(rows.With(), Quick)), Ends(table.Figures));

        static IEnumerable<object> Ends(IReadOnlyDictionary<string, Figure> figures) =>
            figures.Select(f => (object)(f.Key, f.Value.Value, f.Value.Low, f.Value.High, f.Value.P, f.Value.Null95));
    }

    [Fact]
    public void Intervals_of_shares_are_Wilsons_and_that_of_F1_follows_from_one()
    {
        // TP 2, FP 1, FN 1. Wilson for 2/3 at z = 1.959963984540054: .2076596, .9385080 (scipy 1.10, binomtest(2, 3).proportion_ci(method='wilson'));
        // for TP/(TP+FP+FN) = 2/4: .1500390, .8499610, so F1 2J/(1+J): .2609285, .9188961.
        var rows = new ClassRows([3, 0, 3, 0, 3, 0, 0, 3, 0, 3], [0, 0, 1, 0, 1], 2);
        var figures = Table(rows).Classes[0].Figures;
        Assert.Equal(.2076596, figures["precision"].Low!.Value, 1e-6);
        Assert.Equal(.9385080, figures["precision"].High!.Value, 1e-6);
        Assert.Equal(2.0 / 3, figures["f1"].Value!.Value, 1e-12);
        Assert.Equal(.2609285, figures["f1"].Low!.Value, 1e-6);
        Assert.Equal(.9188961, figures["f1"].High!.Value, 1e-6);
        Assert.Contains("only 3 rows", figures["precision"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_never_occur_have_no_figures_and_say_why()
    {
        var rows = new ClassRows([3, 0, -9, 3, 1, -9, 0, 3, -9, 0, 1, -9], [0, 0, 1, 0], 3);
        var figures = Table(rows).Classes[2].Figures;
        Assert.All(["precision", "recall", "f1", "mean_confidence", "ece", "auroc"], name =>
        {
            Assert.Null(figures[name].Value);
            Assert.NotNull(figures[name].Reason);
        });
        Assert.InRange(figures["ece_classwise"].Value!.Value, 0, .001);
    }

    [Fact]
    public void One_class_in_every_row_cannot_be_told_apart()
    {
        var figures = Table(ClassRows.Draw(3, 50, 3) with { Labels = new int[50] }).Classes[0].Figures;
        Assert.Null(figures["auroc"].Value);
        Assert.Contains("every row has this label", figures["auroc"].Reason, StringComparison.Ordinal);
        Assert.Equal(1, figures["precision"].Value);
    }

    [Fact]
    public void Weights_are_repetition()
    {
        var rows = ClassRows.Draw(4, 200, 4);
        double[] weights = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 3))];
        ClassTable weighted = Table(rows, weights), repeated = Table(rows.Repeat(weights));
        for (int k = 0; k < 4; k++)
        {
            foreach (string name in weighted.Classes[k].Figures.Keys) Near(Value(repeated, k, name), Value(weighted, k, name), 1e-9);
        }
    }

    [Fact]
    public void Names_of_classes_do_not_matter_but_move_with_them()
    {
        var rows = ClassRows.Draw(5, 200, 4);
        int[] permutation = [2, 0, 3, 1];
        ClassTable table = Table(rows), permuted = Table(rows.Permute(permutation));
        for (int k = 0; k < 4; k++)
        {
            foreach (string name in table.Classes[k].Figures.Keys) Near(Value(table, k, name), Value(permuted, permutation[k], name), 1e-6);
        }
    }

    [Fact]
    public void A_constant_a_row_does_not_matter()
    {
        var rows = ClassRows.Draw(6, 200, 4);
        ClassTable table = Table(rows), shifted = Table(rows.Shift());
        for (int k = 0; k < 4; k++)
        {
            foreach (string name in table.Classes[k].Figures.Keys) Assert.Equal(Value(table, k, name), Value(shifted, k, name), 1e-4);   // float logits round
        }
    }

    [Fact]
    public void Rows_that_are_all_tied_cost_no_more_than_others()
    {
        const int rows = 200_000;   // 10¹⁰ pairs of ties
        var tied = new ClassRows(new float[rows], [.. Enumerable.Range(0, rows).Select(i => i % 2)], 1);
        Assert.Equal(.5, ClassTable.Compute(tied.With(), new() { Bootstrap = 0 }).Classes[1].Figures["auroc"].Value);
    }

    [Fact]
    public void Probabilities_that_round_to_1_still_rank()
    {
        var rows = new ClassRows([0, 60, 0, 50, 0, 40], [1, 0, 0], 2);
        Assert.Equal(1, Value(Table(rows), 1, "auroc"));
        Assert.Equal(1, Value(Table(rows), 0, "auroc"));
    }

    [Fact]
    public void Without_logits_there_is_no_table() => Assert.Contains(
        "logits: none", Assert.Throws<ArgumentException>(() => ClassTable.Compute(SimulatedRows.Draw(1, 10).Rows, Quick)).Message);
}
