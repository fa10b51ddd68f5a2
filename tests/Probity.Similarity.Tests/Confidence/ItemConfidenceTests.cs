using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

public class ItemConfidenceTests
{
    [Fact]
    public void Figures_of_a_small_item_are_those_of_paper_and_pencil()
    {
        float[] row = [1, 0, 0, 0, .5f, .25f, .125f, .125f];
        var of = ItemConfidence.Of(row, new GroupShape(2, 4));
        Assert.Equal((1 + .34375) / 2, of.SelfAgreement, 1e-14);
        Assert.Equal(.75, of.AttainableAgreement, 1e-14);
        Assert.Equal(-Math.Log(2), of.JointLogMaximum, 1e-14);
        Assert.Equal(1.75 * Math.Log(2), of.TotalEntropy, 1e-14);
        Assert.Equal(.4375, of.MeanNormalizedEntropy, 1e-14);

        var weighted = ItemConfidence.Of(row, new GroupShape(2, 4), [1, 3]);   // of any sum
        Assert.Equal(.25 + (.75 * .34375), weighted.SelfAgreement, 1e-14);
        Assert.Equal(.25 + (.75 * .5), weighted.AttainableAgreement, 1e-14);
        Assert.Equal(-1.5 * Math.Log(2), weighted.JointLogMaximum, 1e-14);
        Assert.Equal(1.5 * 1.75 * Math.Log(2), weighted.TotalEntropy, 1e-14);
        Assert.Equal(.75 * .875, weighted.MeanNormalizedEntropy, 1e-14);
        Assert.Equal(1, ItemConfidence.Of(row, new GroupShape(2, 4), [2, 0]).SelfAgreement);
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Laws_hold(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 5);
        var all = new ItemConfidence[rows.Length / shape.Columns];
        double[] weights = [.. Enumerable.Range(1, groups).Select(g => (double)g)];
        foreach (double[] given in new[] { [], weights })
        {
            ItemConfidence.Of(rows, shape, all, given);
            for (int i = 0; i < all.Length; i++)
            {
                ItemConfidence of = all[i];
                Assert.InRange(of.SelfAgreement, (1.0 / values) - 1e-12, of.AttainableAgreement + 1e-12);
                Assert.InRange(of.AttainableAgreement, 1.0 / values, 1 + 1e-12);
                Assert.InRange(-of.JointLogMaximum, -1e-12, of.TotalEntropy + 1e-9);
                Assert.InRange(of.TotalEntropy, 0, (groups * Math.Log(values)) + 1e-9);
                Assert.InRange(of.MeanNormalizedEntropy, 0, 1 + 1e-12);
                Assert.InRange(Math.Log(of.AttainableAgreement), (of.JointLogMaximum / groups) - 1e-12, 1e-12);   // Jensen
            }
        }
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Self_agreement_is_the_squared_norm_over_the_groups(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 6);
        var agreement = new double[rows.Length / shape.Columns];
        ItemConfidence.Column(ItemMeasure.SelfAgreement, rows, shape, agreement);
        for (int i = 0; i < agreement.Length; i++)
        {
            double squares = GroupRows.Row(rows, shape, i).Sum(share => (double)share * share);
            Assert.Equal(squares / groups, agreement[i], 1e-6);   // rows sum to 1 to float's rounding
            Assert.InRange(groups * agreement[i], ((double)groups / values) - 1e-9, groups + 1e-9);
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public void Attainable_agreement_is_the_most_that_any_code_agrees(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 7);
        double[] weights = [.. Enumerable.Range(0, groups).Select(g => 1.0 + (g % 2))];
        for (int i = 0; i < rows.Length / shape.Columns; i += 3)
        {
            float[] row = GroupRows.Row(rows, shape, i);
            double most = 0;
            for (int code = 0; code < Math.Pow(values, groups); code++)
            {
                var other = new float[shape.Columns];
                for (int g = 0, rest = code; g < groups; g++, rest /= values) other[(g * values) + (rest % values)] = 1;
                most = Math.Max(most, PairConfidence.Of(row, other, shape, weights: weights).Agreement);
            }
            Assert.Equal(most, ItemConfidence.Of(row, shape, weights).AttainableAgreement, 1e-12);
        }
    }

    [Fact]
    public void Self_agreement_is_the_share_of_groups_in_which_two_draws_of_a_code_agree()
    {
        var shape = new GroupShape(4, 5);
        float[] row = GroupRows.Softmax(1, shape, 1.5, 8);
        var random = new RandomStream(3);
        const int draws = 50_000;
        int agree = 0, likely = 0;
        for (int i = 0; i < draws; i++)
        {
            bool all = true;
            for (int g = 0; g < 4; g++)
            {
                ReadOnlySpan<float> p = row.AsSpan(g * 5, 5);
                int first = Draws.Value(p, ref random);
                if (first == Draws.Value(p, ref random)) agree++;
                all &= first == GroupConfidence.Of(p).Value;
            }
            if (all) likely++;
        }
        var of = ItemConfidence.Of(row, shape);
        Assert.Equal(agree / (4.0 * draws), of.SelfAgreement, .005);
        Assert.Equal(likely / (double)draws, Math.Exp(of.JointLogMaximum), .01);
    }

    [Fact]
    public void Columns_are_the_figures_of_their_rows()
    {
        var shape = new GroupShape(3, 11);
        float[] rows = GroupRows.OfEveryKind(shape, 9);
        int count = rows.Length / shape.Columns;
        var column = new double[count];
        foreach (ItemMeasure measure in Enum.GetValues<ItemMeasure>())
        {
            ItemConfidence.Column(measure, rows, shape, column, [1, 2, 3]);
            for (int i = 0; i < count; i++)
            {
                var of = ItemConfidence.Of(GroupRows.Row(rows, shape, i), shape, [1, 2, 3]);
                double expected = measure switch
                {
                    ItemMeasure.SelfAgreement => of.SelfAgreement,
                    ItemMeasure.AttainableAgreement => of.AttainableAgreement,
                    ItemMeasure.JointLogMaximum => of.JointLogMaximum,
                    ItemMeasure.TotalEntropy => of.TotalEntropy,
                    _ => of.MeanNormalizedEntropy,
                };
                Assert.Equal(expected, column[i]);
            }
        }
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        var shape = new GroupShape(2, 2);
        Assert.Contains("one for each", Assert.Throws<ArgumentException>(() => ItemConfidence.Of([1, 0, 1, 0], shape, [1])).Message);
        Assert.Throws<ArgumentException>(() => ItemConfidence.Of([1, 0, 1, 0], shape, [0, 0]));
        Assert.Throws<ArgumentException>(() => ItemConfidence.Of([1, 0, 1, 0], shape, [-1, 2]));
        Assert.Throws<ArgumentException>(() => ItemConfidence.Of([1, 0, 1, 0, 1, 0, 1, 0], shape));
        Assert.Throws<ArgumentException>(() => ItemConfidence.Of([], shape));
        Assert.Throws<ArgumentException>(() => ItemConfidence.Column((ItemMeasure)9, [1, 0, 1, 0], shape, new double[1]));
        Assert.Contains("row 1, feature group 0 sums to 0.5", Assert.Throws<ArgumentException>(() => ItemConfidence.Column(ItemMeasure.TotalEntropy, [1, 0, 1, 0, .5f, 0, 1, 0], shape, new double[2])).Message);
    }
}
