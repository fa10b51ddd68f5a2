using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class RetrievalLawTests
{
    private const int Rows = 120, Columns = 6;

    private static readonly RetrievalOptions Plain = new() { Bootstrap = 0 };

    [Fact]
    public void Alike_items_are_found_by_chance_only()
    {
        var ones = new float[Rows * Columns];
        Array.Fill(ones, 1);
        foreach (float[] alike in new[] { ones, new float[Rows * Columns] })
        {
            foreach (Distance distance in Enum.GetValues<Distance>())
            {
                var figures = RetrievalEvaluation.Evaluate(alike, Columns, Groups(6), Plain with { Distance = distance }).Figures;
                double chance = 19.0 / 119;   // 20 of a group, 120 in all
                Assert.Equal(chance, figures["precision_at_1"].Value!.Value, 1e-12);
                Assert.Equal(chance, figures["r_precision"].Value!.Value, 1e-12);
                Assert.Equal(chance, figures["precision_at_10"].Value!.Value, 1e-12);
                Assert.Equal(.5, figures["pair_auroc"].Value!.Value, 1e-12);
                Assert.Equal(.5, figures["pair_eer"].Value!.Value, 1e-12);
                Assert.Equal(.01, figures["tar_at_far_1e-2"].Value!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void Lengths_of_vectors_do_not_matter_to_cosine()
    {
        float[] items = Draw(1), scaled = [.. items.Select((value, i) => value * (1 << (i / Columns % 9)))];
        Same(RetrievalEvaluation.Evaluate(items, Columns, Groups(6), Plain), RetrievalEvaluation.Evaluate(scaled, Columns, Groups(6), Plain), 0);
    }

    [Theory]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    [InlineData(Distance.DotProduct)]
    public void Units_do_not_matter_even_at_the_ends_of_the_range(Distance distance)
    {
        float[] items = Draw(2);
        RetrievalReport report = RetrievalEvaluation.Evaluate(items, Columns, Groups(6), Plain with { Distance = distance });
        foreach (int exponent in new[] { -100, 120 })
        {
            float[] scaled = [.. items.Select(value => MathF.ScaleB(value, exponent))];
            Same(report, RetrievalEvaluation.Evaluate(scaled, Columns, Groups(6), Plain with { Distance = distance }), 0);
        }
    }

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.Euclidean)]
    public void Order_of_rows_does_not_matter(Distance distance)
    {
        // Coarse values make many ties.
        float[] items = [.. Draw(3).Select(value => MathF.Round(value))];
        int[] groups = Groups(30), order = [.. Enumerable.Range(0, Rows).Select(i => i * 7 % Rows)];
        float[] moved = [.. order.SelectMany(row => items[(row * Columns)..((row + 1) * Columns)])];
        var options = Plain with { Distance = distance };
        Same(
            RetrievalEvaluation.Evaluate(items, Columns, groups, options),
            RetrievalEvaluation.Evaluate(moved, Columns, [.. order.Select(row => groups[row])], options), 1e-12);
    }

    [Fact]
    public void A_query_is_not_in_its_own_reference_but_its_duplicates_are()
    {
        float[] items = [0, 0, 5, 5];
        RetrievalReport alone = RetrievalEvaluation.Evaluate(items, 1, [1, 2, 1, 2], Plain with { Distance = Distance.Euclidean, At = [1] });
        Assert.Equal(0, alone.Figures["precision_at_1"].Value);   // the duplicate is of the other group, the query itself would be right
        Assert.Equal([1, 0, 3, 2], alone.Nearest);
        Assert.Equal([0, 0, 0, 0], alone.NearestDistance);
    }

    [Fact]
    public void Near_duplicates_far_from_the_origin_keep_their_order_by_euclidean_distance()
    {
        // ‖x‖² is 2·10⁸ here: squares of 3 and 1 units apart would drown in its rounding.
        float[] items = [10_000, 10_000, 10_000.001f, 10_000, 10_000.003f, 10_000];
        RetrievalReport report = RetrievalEvaluation.Evaluate(items, 2, [1, 1, 2], Plain with { Distance = Distance.Euclidean, At = [1] });
        Assert.Equal([1, 0, 1], report.Nearest);
        Assert.Equal((double)items[2] - items[0], report.NearestDistance[0], 1e-9);
    }

    [Fact]
    public void Quick_figure_is_the_one_of_the_report()
    {
        float[] items = Draw(4);
        RetrievalReport report = RetrievalEvaluation.Evaluate(items, Columns, Groups(30), Plain with { At = [3] });
        Assert.Equal(report.Figures["r_precision"].Value, RetrievalFigures.Quick(RetrievalMetric.RPrecision, items, Columns, Groups(30)));
        Assert.Equal(report.Figures["hit_rate_at_3"].Value, RetrievalFigures.Quick(RetrievalMetric.HitRateAt, items, Columns, Groups(30), at: 3));
        Assert.Equal(double.NaN, RetrievalFigures.Quick(RetrievalMetric.RPrecision, items, Columns, [.. Enumerable.Range(0, Rows)]));
    }

    [Fact]
    public void Macro_mean_gives_every_group_the_same_weight()
    {
        // Two of three right in group 1, at distances 0 and 1, none in group 2 of two.
        float[] items = [0, 1, 50, 20, 80];
        var figures = RetrievalEvaluation.Evaluate(items, 1, [1, 1, 1, 2, 2], Plain with { Distance = Distance.Euclidean, At = [1] }).Figures;
        Assert.Equal((.5 + .5 + 0 + 0 + 0) / 5, figures["r_precision"].Value!.Value, 1e-12);
        Assert.Equal(((.5 + .5 + 0) / 3 + 0) / 2, figures["r_precision_macro"].Value!.Value, 1e-12);
    }

    [Fact]
    public void Confidence_is_rated_by_whether_the_closest_item_is_right()
    {
        float[] items = [0, 1, 10, 11, 12.5f, 30];
        RetrievalReport report = RetrievalEvaluation.Evaluate(items, 1, [1, 1, 2, 3, 2, 9], new RetrievalOptions { Distance = Distance.Euclidean, At = [1] });
        Assert.Equal([1, 1, 0, 0, 0, 0], report.Hit);
        // Right ones have .9 and .4, wrong ones .5 and .1; the lone queries' confidence is not looked at.
        Figure figure = report.ConfidenceAuroc([.9, .4, .5, 1, .1, 1]);
        Assert.Equal(.75, figure.Value!.Value, 1e-12);
        Assert.Equal(4, figure.Rows);
        Assert.InRange(.75, figure.Low!.Value, figure.High!.Value);
        Assert.Contains("every query's", RetrievalEvaluation.Evaluate(new float[] { 0, 1 }, 1, [1, 1], Plain with { At = [] }).ConfidenceAuroc([1, 2]).Reason);
    }

    internal static void Same(RetrievalReport expected, RetrievalReport actual, double tolerance)
    {
        Assert.Equal(expected.Figures.Keys, actual.Figures.Keys);
        foreach ((string name, Figure figure) in expected.Figures)
        {
            Figure other = actual.Figures[name];
            Assert.Equal(figure.Value!.Value, other.Value!.Value, tolerance);
            Assert.Equal(figure.Low ?? -1, other.Low ?? -1, tolerance);
            Assert.Equal(figure.High ?? -1, other.High ?? -1, tolerance);
        }
    }

    private static int[] Groups(int kinds) => [.. Enumerable.Range(0, Rows).Select(i => i % kinds)];

    private static float[] Draw(ulong seed)
    {
        var random = new RandomStream(seed);
        var values = new float[Rows * Columns];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextGaussian() + (i / Columns % 6 == i % Columns ? 2 : 0);
        return values;
    }
}
