using Probity.Metrics;

namespace Probity.Tests.Metrics;

public class RepetitionWeightsTests
{
    [Fact]
    public void Whole_weights_stay_and_none_are_ones()
    {
        Assert.Equal([1.0, 1, 1], RepetitionWeights.Of([], 3));
        Assert.Equal([3.0, 0, 5], RepetitionWeights.Of([3, 0, 5], 3));
        double most = 1L << 53;   // the last sum of which a double holds every whole number
        Assert.Equal([most - 1, 1], RepetitionWeights.Of([most - 1, 1], 2));
    }

    [Fact]
    public void Other_weights_have_a_mean_of_1_over_those_that_are_not_0()
    {
        Near([4 / 3.0, 0, 2 / 3.0], RepetitionWeights.Of([1, 0, .5], 3));
        Near([.5, 1.5], RepetitionWeights.Of([.25, .75], 2));
        double most = 1L << 53;
        Near([1, 1], RepetitionWeights.Of([most, most], 2));
    }

    [Fact]
    public void Weights_of_any_size_count_by_their_ratios()
    {
        Near([.4, 1.6], RepetitionWeights.Of([2e307, 8e307], 2));
        Near([.5, 1.5], RepetitionWeights.Of([5e307, 1.5e308], 2));
        double least = double.Epsilon * 1024;
        Near([.5, 1.5], RepetitionWeights.Of([least, 3 * least], 2));
        Assert.Equal([2.0, 0], RepetitionWeights.Of([1e300, 1e-300], 2).Select(w => Math.Round(w, 12)));
    }

    [Fact]
    public void Balanced_weights_give_every_class_with_weight_the_same_share()
    {
        Near([.75, .75, 1.5], RepetitionWeights.Balanced([4, 4, 7], []));
        // Class 9 has no weight: 6 is shared by two classes.
        Near([1, 2, 3, 0], RepetitionWeights.Balanced([4, 4, 7, 9], [1, 2, 3, 0]));
        Near([2, 2, 0], RepetitionWeights.Balanced([4, 7, 9], [3, 1, 0]));
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-14);
    }
}
