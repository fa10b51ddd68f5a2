namespace Probity.Similarity.Tests;

public class RetrievalRefusalTests
{
    private static readonly float[] Items = [0, 1, 2, 3];

    [Fact]
    public void A_value_that_is_no_number_is_named_by_row_and_column() =>
        Refused("row 1, column 0 is NaN", () => RetrievalEvaluation.Evaluate(new[] { 0, 1, float.NaN, 3 }, 2, [1, 1]));

    [Fact]
    public void Rows_that_do_not_pair_up_are_refused()
    {
        Refused("2 rows but groups: 3", () => RetrievalEvaluation.Evaluate(Items, 2, [1, 1, 1]));
        Refused("left over", () => RetrievalEvaluation.Evaluate(Items, 3, [1, 1]));
        Refused("reference groups: 1", () => RetrievalEvaluation.Evaluate(Items, [1, 1], Items, [1], 2));
        Refused("2 rows but groups: 4", () => RetrievalEvaluation.EvaluateLabels(Items, 2, new bool[4], 1));
    }

    [Fact]
    public void Nothing_at_all_is_refused()
    {
        Refused("no rows", () => RetrievalEvaluation.Evaluate(Array.Empty<float>(), 2, []));
        Refused("references: no rows", () => RetrievalEvaluation.Evaluate(Items, [1, 1], Array.Empty<float>(), [], 2));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Refused("at: 0", () => RetrievalEvaluation.Evaluate(Items, 2, [1, 1], new RetrievalOptions { At = [0] }));
        Refused("bootstrap: -1", () => RetrievalEvaluation.Evaluate(Items, 2, [1, 1], new RetrievalOptions { Bootstrap = -1 }));
        Refused("false accept rate: 1", () => RetrievalEvaluation.Evaluate(Items, 2, [1, 1], new RetrievalOptions { FalseAcceptRates = [1] }));
        Refused("clustering", () => RetrievalEvaluation.EvaluateLabels(Items, 2, new bool[2], 1, new RetrievalOptions { Clustering = true }));
    }

    [Fact]
    public void A_k_that_the_reference_cannot_fill_has_no_value()
    {
        var figures = RetrievalEvaluation.Evaluate(Items, 1, [1, 1, 2, 2], new RetrievalOptions { At = [3, 4] }).Figures;
        Assert.NotNull(figures["precision_at_3"].Value);
        Assert.Null(figures["precision_at_4"].Value);
        Assert.Contains("k is 4 but a query has 3 items", figures["precision_at_4"].Reason);
        Assert.Null(figures["precision_at_4"].Low);
    }

    [Fact]
    public void One_item_has_nothing_to_find()
    {
        RetrievalReport report = RetrievalEvaluation.Evaluate(new float[] { 1, 2 }, 2, [5]);
        Assert.Equal(1, report.LoneQueries);
        Assert.Equal([-1], report.Nearest);
        Assert.Equal([double.NaN], report.NearestDistance);
        Assert.Contains("every group has one item", report.Figures["r_precision"].Reason);
    }

    private static void Refused(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message);
}
