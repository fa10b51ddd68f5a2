using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

public class GroupConfidenceTests
{
    [Fact]
    public void Figures_of_a_small_distribution_are_those_of_paper_and_pencil()
    {
        var of = GroupConfidence.Of([.125f, .5f, .25f, .125f]);
        Assert.Equal(1, of.Value);
        Assert.Equal(.5, of.Maximum);
        Assert.Equal(.25, of.Margin);
        Assert.Equal(1.75 * Math.Log(2), of.Entropy, 1e-14);
        Assert.Equal(.875, of.NormalizedEntropy, 1e-14);
        Assert.Equal(.125, of.Certainty, 1e-14);
        Assert.Equal(.34375, of.Purity);
        Assert.Equal(1 / .34375, of.EffectiveValues);
    }

    [Fact]
    public void Of_equals_the_first_is_chosen_without_margin()
    {
        var of = GroupConfidence.Of([.2f, .4f, .4f]);
        Assert.Equal((1, 0.0), (of.Value, of.Margin));
        Assert.Equal(new GroupConfidence(0, 1, 1, 0, 0, 1), GroupConfidence.Of([1, 0]));
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Laws_hold_and_figures_are_those_of_their_definitions(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 3);
        int count = rows.Length / shape.Columns;
        var all = new GroupConfidence[count * groups];
        GroupConfidence.Of(rows, shape, all);
        const double rounding = 1e-12;
        for (int i = 0; i < count; i++)
        {
            float[] row = GroupRows.Row(rows, shape, i);
            for (int g = 0; g < groups; g++)
            {
                GroupConfidence of = all[(i * groups) + g];
                double[] p = GroupRows.Group(row, shape, g), sorted = [.. p.OrderDescending()];
                Assert.Equal(p.Max(), of.Maximum, 1e-14);
                Assert.Equal(Array.IndexOf(p, p.Max()), of.Value);
                Assert.Equal(sorted[0] - sorted[1], of.Margin, 1e-14);
                Assert.Equal(p.Sum(share => share * share), of.Purity, 1e-14);
                Assert.Equal(-p.Where(share => share > 0).Sum(share => share * Math.Log(share)), of.Entropy, 1e-12);
                Assert.Equal(GroupConfidence.Of(row.AsSpan(g * values, values)), of);

                Assert.True(-Math.Log(of.Maximum) <= -Math.Log(of.Purity) + rounding);
                Assert.True(-Math.Log(of.Purity) <= of.Entropy + rounding);
                Assert.InRange(of.Purity, (1.0 / values) - rounding, of.Maximum + rounding);
                Assert.InRange(of.Maximum, of.Purity - rounding, 1);
                Assert.InRange(of.Entropy, 0, Math.Log(values));
                Assert.InRange(of.NormalizedEntropy, 0, 1);
                Assert.InRange(of.EffectiveValues, 1 - rounding, values + 1e-9);
                Assert.InRange(of.Margin, 0, 1);
            }
        }
    }

    /// <summary>−ln c is what draws agree on, not a formula that is compared with itself.</summary>
    [Fact]
    public void Purity_is_the_share_of_draws_that_agree()
    {
        float[] p = GroupRows.Softmax(1, new GroupShape(1, 6), 1.5, 4);
        var random = new RandomStream(9);
        int agree = 0;
        for (int i = 0; i < 200_000; i++) agree += Draws.Value(p, ref random) == Draws.Value(p, ref random) ? 1 : 0;
        Assert.Equal(agree / 200_000.0, GroupConfidence.Of(p).Purity, .005);   // some four deviations
    }

    [Fact]
    public void What_is_no_distribution_is_refused_in_a_sentence()
    {
        Assert.Contains("feature group 0 sums to 2", Assert.Throws<ArgumentException>(() => GroupConfidence.Of([1, 1])).Message);
        Assert.Contains("value 1 is -0.5", Assert.Throws<ArgumentException>(() => GroupConfidence.Of([1.5f, -.5f])).Message);
        Assert.Contains("row 1, feature group 1, value 8 is -0.25", Assert.Throws<ArgumentException>(() => GroupConfidence.Of(Damaged(), new GroupShape(2, 16), new GroupConfidence[4])).Message);
        Assert.Throws<ArgumentException>(() => GroupConfidence.Of([float.NaN, 1]));
        Assert.Throws<ArgumentException>(() => GroupConfidence.Of([1]));
        Assert.Throws<ArgumentException>(() => GroupConfidence.Of([]));
        Assert.Throws<ArgumentException>(() => GroupConfidence.Of([1, 0, 1], new GroupShape(1, 2), new GroupConfidence[2]));
        Assert.Contains("room for 1", Assert.Throws<ArgumentException>(() => GroupConfidence.Of([1, 0, 1, 0], new GroupShape(1, 2), new GroupConfidence[1])).Message);

        static float[] Damaged()
        {
            var rows = new float[64];
            for (int at = 0; at < 64; at += 16) rows[at] = 1;
            (rows[48], rows[56]) = (1.25f, -.25f);
            return rows;
        }
    }
}
