namespace Probity.Similarity.Tests.Losses;

/// <summary>Through distance and loss together. Those with a test class of their own have it there.</summary>
public class LossGradientTests
{
    public static TheoryData<string> OnEveryDistance => ["lifted-structure(0.1,1)", "margin(0.2,0.9)", "multi-similarity(2,5,0.5)", "n-pairs(0.1)", "nca(1)", "nt-xent(0.5)"];

    [Theory]
    [MemberData(nameof(OnEveryDistance))]
    public void Is_that_of_central_differences_on_every_distance(string text)
    {
        foreach (Distance distance in Enum.GetValues<Distance>()) LossGradientCheck.Of(SimilarityLoss.Parse(text) with { Distance = distance });
    }

    [Theory]
    [InlineData("tuplet-margin(5,3)", Distance.Cosine)]
    [InlineData("online-contrastive(1.2)", Distance.Cosine)]
    [InlineData("online-contrastive(2)", Distance.Euclidean)]
    [InlineData("online-contrastive(3)", Distance.Manhattan)]
    [InlineData("online-contrastive-all(1.2)", Distance.Cosine)]
    public void Is_that_of_central_differences_where_the_formula_has_a_meaning(string text, Distance distance) =>
        LossGradientCheck.Of(SimilarityLoss.Parse(text) with { Distance = distance });

    /// <summary>Its weights are constants to the derivative, so this is the slope of the value with the weights held, in one dimension of angle.</summary>
    [Fact]
    public void Circle_holds_its_weights()
    {
        // Anchor 0 with one positive and one negative: ln(1 + exp(γ(αₙ(sₙ − m) − αₚ(sₚ − 1 + m)))).
        const double m = .25, gamma = 4, near = .6, far = .3;
        var table = new PairTable(1, 3);
        table.Begin(1, 3);
        new[] { 1, near, far }.CopyTo(table.Values);
        new[] { Relation.None, Relation.Positive, Relation.Negative }.CopyTo(table.Relations);
        var elements = new LossElements();
        new CircleLoss(m, gamma).Compute(table, elements, [], []);
        double ofPositive = 1 + m - near, ofNegative = far + m, x = gamma * ((ofNegative * (far - m)) - (ofPositive * (near - 1 + m)));
        Assert.Equal(Math.Log(1 + Math.Exp(x)), elements.All[0].Loss, 1e-12);
        double slope = 1 / (1 + Math.Exp(-x));
        Assert.Equal(-slope * gamma * ofPositive, table.Gradient[1], 1e-12);
        Assert.Equal(slope * gamma * ofNegative, table.Gradient[2], 1e-12);
    }

    [Fact]
    public void The_boundary_of_the_margin_loss_is_learned()
    {
        const double nudge = 1e-6;
        var loss = (MarginLoss)SimilarityLoss.Parse("margin-learned(0.2,0.9)");
        Assert.Equal([.9], loss.OwnNumbers);
        double[] slope = [0], scratch = [0];
        Value(.8, slope);
        Assert.Equal((Value(.8 + nudge, scratch) - Value(.8 - nudge, scratch)) / (2 * nudge), slope[0], 1e-8);
        Assert.NotEqual(0, slope[0]);

        double Value(double boundary, double[] derivative)
        {
            double[] distances = [0, .75, .9, 1.3, 1.4, .3];
            var table = new PairTable(1, 6);
            table.Begin(1, 6);
            distances.CopyTo(table.Values);
            new[] { Relation.None, Relation.Positive, Relation.Positive, Relation.Negative, Relation.Negative, Relation.Negative }.CopyTo(table.Relations);
            derivative[0] = 0;
            var elements = new LossElements();
            loss.Compute(table, elements, [boundary], derivative);
            return loss.OwnReducer.Apply(elements, table);
        }
    }

    [Fact]
    public void A_positive_within_the_slack_is_pulled_no_more()
    {
        var table = new PairTable(1, 3);
        table.Begin(1, 3);
        new[] { 1, Math.Cos(.05), .2 }.CopyTo(table.Values);
        new[] { Relation.None, Relation.Positive, Relation.Negative }.CopyTo(table.Relations);
        var elements = new LossElements();
        new TupletMarginLoss(5.73, 2).Compute(table, elements, [], []);
        Assert.Equal(Math.Log(1 + Math.Exp(2 * (.2 - 1))), elements.All[0].Loss, 1e-12);
        Assert.Equal(0, table.Gradient[1]);
    }
}
