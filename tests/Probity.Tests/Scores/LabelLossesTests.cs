using Probity.Scores;

namespace Probity.Tests.Scores;

[Trait("Category", "Kernel")]
public class LabelLossesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Losses_equal_the_textbook(int classes)
    {
        const int rows = 60;
        float[] logits = LogitScoresTests.Normal(rows * classes, 3, 1);
        int outcomes = Math.Max(2, classes);
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? new SoftmaxOracle(logits.AsSpan(i * classes, classes)).Predicted : i % outcomes)];
        var correct = new bool[rows];
        double[] nll = new double[rows], brier = new double[rows];
        LabelLosses.Compute(logits, labels, classes, correct, nll, brier, 1.7);
        for (int i = 0; i < rows; i++)
        {
            var oracle = new SoftmaxOracle(logits.AsSpan(i * classes, classes), 1.7);
            Assert.Equal(oracle.Predicted == labels[i], correct[i]);
            Assert.Equal(1, nll[i] / -Math.Log(oracle.Probabilities[labels[i]]), 1e-5);
            double expected = oracle.Probabilities.Select((p, j) => Math.Pow(p - (j == labels[i] ? 1 : 0), 2)).Sum();
            Assert.Equal(expected, brier[i], 1e-6);
        }
    }

    [Fact]
    public void A_confident_right_row_has_a_loss_that_is_small_and_not_zero()
    {
        double[] nll = new double[1], brier = new double[1];
        LabelLosses.Compute([60f, 0f], [0], 2, default, nll, brier);
        Assert.Equal(1, nll[0] / Math.Exp(-60), 1e-9);
        Assert.Equal(1, brier[0] / (2 * Math.Exp(-120)), 1e-9);
    }

    [Fact]
    public void A_masked_label_costs_infinity_and_ties_are_right_for_the_first_only()
    {
        var nll = new double[2];
        var correct = new bool[2];
        LabelLosses.Compute([0f, float.NegativeInfinity, 4, 4], [1, 1], 2, correct, nll, default);
        Assert.Equal(double.PositiveInfinity, nll[0]);
        Assert.Equal(Math.Log(2), nll[1], 1e-9);
        Assert.Equal([false, false], correct);
    }
}
