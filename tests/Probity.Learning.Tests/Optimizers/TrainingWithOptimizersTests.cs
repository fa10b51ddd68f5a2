namespace Probity.Learning.Tests.Optimizers;

public class TrainingWithOptimizersTests
{
    private static readonly TrainingRows FourRows = new(Features.Dense(new float[] { -2, -1, 1, 2 }, 1), [0, 0, 1, 1], 2);

    [Fact]
    public void Rate_of_an_epoch_is_that_of_its_last_step()
    {
        var rates = new List<double>();
        Classifier.Train(FourRows, Options with { Schedule = Schedule.Linear().WithWarmUp(2), Epochs = 5, BatchSize = 2 }, figures => rates.Add(figures.LearningRate));
        double[] expected = [.5, .5 * 7 / 8, .5 * 5 / 8, .5 * 3 / 8, .5 * 1 / 8];   // ten steps, two of them warm-up
        Assert.Equal(expected, rates);
    }

    /// <summary>Twenty steps of at most .5 · .001 · Σ .9ⁱ ≤ .005 from where the weights began.</summary>
    [Fact]
    public void Clipped_gradients_move_weights_by_no_more_than_they_may()
    {
        float[] Weights(int epochs) => Classifier.Train(FourRows, Options with { LargestGradient = .001, Epochs = epochs, BatchSize = 4 }).Network.Parameters.Values.ToArray();
        float[] early = Weights(1), late = Weights(21);
        double moved = Math.Sqrt(early.Zip(late, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.InRange(moved, .01, .1);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_ends_training_in_words()
    {
        var options = Options with { Optimizer = new StochasticGradientDescent { LearningRate = 1e38 }, LargestGradient = 1e30, Epochs = 20 };
        Assert.Contains("learning rate", Assert.Throws<InvalidOperationException>(() => Classifier.Train(FourRows, options)).Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options => new() { Network = NetworkDesign.Hidden(), Optimizer = new StochasticGradientDescent { LearningRate = .5 } };
}
