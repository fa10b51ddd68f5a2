using Probity.Numerics;

namespace Probity.Similarity.Tests.Pairs;

public class RelationsTests
{
    public static TheoryData<string> Kinds => ["groups", "any-shared", "all-equal", "jaccard(0.5)", "pairs"];

    private static ItemRelations Make(string kind, int rows = 40, int labels = 70)
    {
        var random = new RandomStream(8);
        if (kind == "groups") return new GroupRelations([.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(5))], 5);
        if (kind == "pairs") return new PairRelations([.. Enumerable.Range(0, rows).Select(i => i % 30)], new double[rows / 2]);
        return new LabelRelations(Cells(rows, labels), labels, LabelComparison.Parse(kind));
    }

    /// <summary>Rows of few sets, some empty, with labels on both sides of a word's end.</summary>
    private static byte[] Cells(int rows, int labels)
    {
        int[][] sets = [[], [0], [69], [0, 69], [63, 64], [64], [0, 63, 64], [0, 1, 2, 69]];
        byte[] cells = new byte[rows * labels];
        for (int i = 0; i < rows; i++)
        {
            foreach (int label in sets[i * 5 % sets.Length]) cells[(i * labels) + label] = 1;
        }
        return cells;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Are_symmetric_and_nothing_to_oneself(string kind)
    {
        ItemRelations relations = Make(kind);
        for (int i = 0; i < relations.Rows; i++)
        {
            Assert.Equal(Relation.None, relations.Between(i, i));
            for (int j = 0; j < i; j++) Assert.Equal(relations.Between(i, j), relations.Between(j, i));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_by_row_are_the_same_as_one_by_one(string kind)
    {
        ItemRelations relations = Make(kind);
        int[] others = [3, 3, 17, 0, 39, 8, 21, 4];
        var row = new Relation[others.Length];
        for (int i = 0; i < relations.Rows; i++)
        {
            relations.Relate(i, others, row);
            Assert.Equal(others.Select(other => relations.Between(i, other)), row);
        }
    }

    [Theory]
    [InlineData("any-shared")]
    [InlineData("all-equal")]
    [InlineData("jaccard(0.5)")]
    [InlineData("jaccard(0.25)")]
    public void Of_labels_follow_the_definition_on_sets(string text)
    {
        const int Rows = 16, Labels = 70;
        byte[] cells = Cells(Rows, Labels);
        var relations = new LabelRelations(cells, Labels, LabelComparison.Parse(text));
        HashSet<int>[] sets = [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Labels).Where(l => cells[(i * Labels) + l] == 1).ToHashSet())];
        for (int i = 0; i < Rows; i++)
        {
            Assert.Equal(sets[i].Order(), Enumerable.Range(0, Labels).Where(label => relations.IsIn(i, label)));
            for (int j = 0; j < Rows; j++)
            {
                if (i == j) continue;
                double share = (double)sets[i].Intersect(sets[j]).Count() / sets[i].Union(sets[j]).Count();
                bool together = text switch
                {
                    "any-shared" => share > 0,
                    "all-equal" => sets[i].SetEquals(sets[j]),
                    "jaccard(0.5)" => share >= .5,
                    _ => share >= .25,
                };
                Relation expected = sets[i].Count + sets[j].Count == 0 ? Relation.None : together ? Relation.Positive : Relation.Negative;
                Assert.Equal(expected, relations.Between(i, j));
            }
        }
    }

    [Fact]
    public void A_share_of_labels_that_is_met_exactly_counts() =>   // 11 shared of 20: 0.55·20 rounds to more than 11
        Assert.Equal(Relation.Positive, new LabelRelations([.. Enumerable.Repeat((byte)1, 20), .. Enumerable.Repeat((byte)1, 11), .. new byte[9]], 20, LabelComparison.Jaccard(.55)).Between(0, 1));

    [Fact]
    public void Label_comparisons_read_back_and_refuse_nonsense()
    {
        Assert.Equal("jaccard(0.3)", LabelComparison.Parse("jaccard(0.3)").ToString());
        Assert.Equal(LabelComparison.AnyShared, LabelComparison.Parse("any-shared"));
        Assert.Throws<ArgumentException>(() => LabelComparison.Jaccard(0));
        Assert.Throws<ArgumentException>(() => LabelComparison.Jaccard(double.NaN));
        Assert.Contains("row 1, column 0 is 2", Assert.Throws<ArgumentException>(() => new LabelRelations([0, 1, 2, 1], 2)).Message);
        Assert.Throws<ArgumentException>(() => new LabelRelations([0, 1, 1], 2));
    }

    [Theory]
    [InlineData("any-shared")]
    [InlineData("jaccard(0.5)")]
    public void Through_a_loss_the_gradient_is_that_of_central_differences(string text) =>
        Losses.LossGradientCheck.Of(new SupervisedContrastiveLoss(.3), Make(text, 16), 16, 4);
}
