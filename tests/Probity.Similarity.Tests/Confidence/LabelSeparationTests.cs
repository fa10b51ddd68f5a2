namespace Probity.Similarity.Tests.Confidence;

public class LabelSeparationTests
{
    [Fact]
    public void Distances_of_a_small_set_are_those_of_paper_and_pencil()
    {
        float[] rows = [.5f, .5f, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, .25f, .25f, .5f, 1, 0, 0];
        var of = LabelSeparation.Of(rows, new GroupShape(2, 3), [4, 4, 9], 4, 9);
        Assert.Equal((2, 1), (of.FirstItems, of.SecondItems));
        Assert.Equal([0, 1], of.Groups.Select(group => group.Group));   // .5 each

        // group 0: (.75, .25, 0) against (.25, .25, .5)
        GroupSeparation first = of.Groups[0];
        Assert.Equal(.5, first.TotalVariation, 1e-15);
        double divergence = ((.75 * Math.Log(.75 / .5)) + (.25 * Math.Log(.25 / .5)) + (.5 * Math.Log(2))) / 2;
        Assert.Equal(divergence, first.JensenShannon, 1e-15);
        Assert.Equal([new ValueDifference(0, .75, .25), new ValueDifference(2, 0, .5)], first.Values);
        Assert.Equal("'sandal' and '9': group 0 parts them best (.50 of 1): value 0 (.75 against .25), value 2 (.00 against .50)", of.Words(["", "", "", "", "sandal"]));
        Assert.Null(of.Confusions);
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Distances_keep_their_bounds_and_are_the_same_both_ways(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 31);
        int[] labels = [.. Enumerable.Range(0, rows.Length / shape.Columns).Select(i => i % 11 == 0 ? 1 : i % 2 == 0 ? 2 : 3)];
        LabelSeparation one = LabelSeparation.Of(rows, shape, labels, 1, 2), other = LabelSeparation.Of(rows, shape, labels, 2, 1);
        for (int g = 0; g < groups; g++)
        {
            GroupSeparation of = one.Groups[g];
            Assert.InRange(of.JensenShannon, (of.TotalVariation * of.TotalVariation / 2) - 1e-12, (of.TotalVariation * Math.Log(2)) + 1e-12);   // Pinsker; Lin
            GroupSeparation back = other.Groups.Single(group => group.Group == of.Group);
            Assert.Equal(of.TotalVariation, back.TotalVariation, 1e-14);
            Assert.Equal(of.JensenShannon, back.JensenShannon, 1e-14);
            if (g > 0) Assert.True(of.TotalVariation <= one.Groups[g - 1].TotalVariation);
        }
    }

    [Fact]
    public void Codes_apart_are_parted_wholly_and_equal_ones_not_at_all()
    {
        var shape = new GroupShape(1, 2);
        GroupSeparation apart = LabelSeparation.Of([1, 0, 0, 1], shape, [0, 1], 0, 1).Groups[0];
        Assert.Equal((1, Math.Log(2)), (apart.TotalVariation, apart.JensenShannon));
        var same = LabelSeparation.Of([1, 0, 1, 0], shape, [0, 1], 0, 1);
        Assert.Equal((0.0, 0.0, 0), (same.Groups[0].TotalVariation, same.Groups[0].JensenShannon, same.Groups[0].Values.Count));
        Assert.Equal("'0' and '1': no group parts them", same.Words());
    }

    [Fact]
    public void The_most_confused_labels_come_first()
    {
        var shape = new GroupShape(1, 2);
        float[] rows = GroupRows.Softmax(9, shape, 1, 32);
        int[] labels = [1, 1, 1, 2, 2, 2, 5, 5, 5], found = [2, 1, 5, 1, 2, 1, 2, 5, -1];   // 1–2 three times, 1–5 and 2–5 once
        IReadOnlyList<LabelSeparation> all = LabelSeparation.OfMostConfused(rows, shape, labels, found);
        Assert.Equal([(1, 2, 3), (1, 5, 1), (2, 5, 1)], all.Select(of => (of.First, of.Second, of.Confusions!.Value)));
        Assert.Equal(LabelSeparation.Of(rows, shape, labels, 1, 2).Groups[0].TotalVariation, all[0].Groups[0].TotalVariation);
        Assert.Single(LabelSeparation.OfMostConfused(rows, shape, labels, found, most: 1));
        Assert.Empty(LabelSeparation.OfMostConfused(rows, shape, labels, labels));
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        var shape = new GroupShape(1, 2);
        Assert.Contains("no row has 7", Assert.Throws<ArgumentException>(() => LabelSeparation.Of([1, 0, 0, 1], shape, [0, 1], 0, 7)).Message);
        Assert.Contains("0 twice", Assert.Throws<ArgumentException>(() => LabelSeparation.Of([1, 0, 0, 1], shape, [0, 1], 0, 0)).Message);
        Assert.Contains("row 1, feature group 0 sums to 2", Assert.Throws<ArgumentException>(() => LabelSeparation.Of([1, 0, 1, 1], shape, [0, 1], 0, 1)).Message);
        Assert.Throws<ArgumentException>(() => LabelSeparation.Of([1, 0], shape, [0, 1], 0, 1));
        Assert.Throws<ArgumentException>(() => LabelSeparation.OfMostConfused([1, 0, 0, 1], shape, [0, 1], [0]));
        Assert.Throws<ArgumentException>(() => LabelSeparation.OfMostConfused([1, 0, 0, 1], shape, [0, 1], [0, 0], 0));
    }
}
