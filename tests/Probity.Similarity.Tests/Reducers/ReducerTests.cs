namespace Probity.Similarity.Tests.Reducers;

public class ReducerTests
{
    // Three anchors of groups 0, 0, 1. Anchor 2's second element is already in order.
    private static (PairTable Table, LossElements Elements) Whole()
    {
        var table = new PairTable(3, 3);
        table.Begin(3, 3);
        new[] { 0, 0, 1 }.CopyTo(table.Groups);
        table.Gradient.Fill(1);
        var elements = new LossElements();
        elements.Add(2, 0);
        elements.Add(0, 1);
        elements.Add(6, 2);
        elements.Add(0, 2);
        return (table, elements);
    }

    [Fact]
    public void Of_elements_without_parts_each_has_its_mean_and_weights()
    {
        Check(Reducer.Sum, 8, [1, 1, 1]);
        Check(Reducer.Mean, 2, [.25, .25, .25]);
        Check(Reducer.MeanOfNonZero, 4, [.5, 0, .5]);
        Check(Reducer.PerClass, ((2.0 + 0) / 2 + (6.0 + 0) / 2) / 2, [.25, .25, .25]);

        static void Check(Reducer reducer, double loss, double[] weights)
        {
            (PairTable table, LossElements elements) = Whole();
            Assert.Equal(loss, reducer.Apply(elements, table));
            for (int i = 0; i < 3; i++) Assert.All(table.GradientOf(i).ToArray(), derivative => Assert.Equal(weights[i], derivative));
        }
    }

    [Fact]
    public void Positive_and_negative_parts_are_reduced_apart_and_added()
    {
        Check(Reducer.Sum, 10, positive: [1, 1], negative: [1, 1]);
        Check(Reducer.Mean, 1.5 + 3.5, positive: [.5, .5], negative: [.5, .5]);
        Check(Reducer.MeanOfNonZero, 3 + 3.5, positive: [1, 0], negative: [.5, .5]);
        Check(Reducer.PerClass, 1.5 + 3.5, positive: [.5, .5], negative: [.5, .5]);

        static void Check(Reducer reducer, double loss, double[] positive, double[] negative)
        {
            var table = new PairTable(2, 2);
            table.Begin(2, 2);
            new[] { 0, 1 }.CopyTo(table.Groups);
            table.Gradient.Fill(1);
            var elements = new LossElements();
            double[,] losses = { { 3, 2 }, { 0, 5 } };
            for (int i = 0; i < 2; i++)
            {
                table.RelationsOf(i)[0] = Relation.Positive;
                table.RelationsOf(i)[1] = Relation.Negative;
                elements.Add(losses[i, 0], i, Relation.Positive);
                elements.Add(losses[i, 1], i, Relation.Negative);
            }
            Assert.Equal(loss, reducer.Apply(elements, table));
            for (int i = 0; i < 2; i++) Assert.Equal([positive[i], negative[i]], table.GradientOf(i).ToArray());
        }
    }

    [Fact]
    public void A_rare_group_counts_as_much_as_a_frequent_one()
    {
        var table = new PairTable(4, 1);
        table.Begin(4, 1);
        new[] { 7, 7, 2, 7 }.CopyTo(table.Groups);
        table.Gradient.Fill(1);
        var elements = new LossElements();
        double[] losses = [1, 2, 10, 3];
        for (int i = 0; i < 4; i++) elements.Add(losses[i], i);
        Assert.Equal((2 + 10) / 2.0, Reducer.PerClass.Apply(elements, table));
        Assert.Equal([1 / 6.0, 1 / 6.0, 1 / 2.0, 1 / 6.0], table.Gradient.ToArray());
    }

    [Fact]
    public void Items_of_several_labels_are_one_class()
    {
        (PairTable table, LossElements elements) = Whole();
        table.Groups.Fill(-1);
        Assert.Equal(2, Reducer.PerClass.Apply(elements, table));
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("mean")]
    [InlineData("mean-nonzero")]
    [InlineData("per-class")]
    public void A_step_without_elements_is_0_and_text_reads_back(string text)
    {
        Reducer reducer = Reducer.Parse(text);
        Assert.Equal(text, reducer.ToString());
        var table = new PairTable(2, 2);
        table.Begin(2, 2);
        Assert.Equal(0, reducer.Apply(new LossElements(), table));
        Assert.All(table.Gradient.ToArray(), derivative => Assert.Equal(0, derivative));
    }

    [Fact]
    public void Refuses_what_is_not_a_reducer() =>
        Assert.Contains("there are mean, mean-nonzero", Assert.Throws<ArgumentException>(() => Reducer.Parse("median")).Message);

    [Theory]
    [InlineData("sum")]
    [InlineData("mean-nonzero")]
    [InlineData("per-class")]
    public void Through_a_loss_the_gradient_is_that_of_central_differences(string text) =>
        Losses.LossGradientCheck.Of(new SupervisedContrastiveLoss(.3) { Reducer = Reducer.Parse(text) });
}
