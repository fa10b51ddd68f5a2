namespace Probity.Learning.Tests.Optimizers;

public class TrainingWithOptimizersTests
{
    private static readonly TrainingRows FourRows = new(Features.Dense(new float[] { -2, -1, 1, 2 }, 1), [0, 0, 1, 1], 2);

    [Fact]
    public void Rate_of_an_epoch_is_that_of_its_last_step()
    {
        var rates = new List<double>();
        Classifier.Train(FourRows, Options with { Schedule = Schedule.Linear().WithWarmUp(2), Epochs = 5, BatchSize = 2 }, progress: figures => rates.Add(figures.LearningRate));
        double[] expected = [.5, .5 * 7 / 8, .5 * 5 / 8, .5 * 3 / 8, .5 * 1 / 8];   // ten steps, two of them warm-up
        Assert.Equal(expected, rates);
    }

    /// <summary>Twenty steps of at most .5 · .001 · Σ .9ⁱ = .005 each.</summary>
    [Fact]
    public void Clipped_gradients_move_weights_by_no_more_than_they_may()
    {
        float[] Weights(int epochs) => Classifier.Train(FourRows, Options with { LargestGradient = .001, Epochs = epochs, BatchSize = 4 }).Network.Parameters.Values.ToArray();
        float[] early = Weights(1), late = Weights(21);
        double moved = Math.Sqrt(early.Zip(late, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.InRange(moved, .01, .1);
    }

    [Fact]
    public void A_run_away_ends_in_words_with_clipping_too()
    {
        var options = Options with { Optimizer = new StochasticGradientDescent { LearningRate = 1e20, WeightDecay = 1 }, LargestGradient = 1, Epochs = 20 };
        TrainingHistory history = Classifier.Train(FourRows, options).History;
        Assert.Equal(TrainingEnd.Diverged, history.End);
        Assert.Contains("lower the learning rate", Assert.Single(history.Warnings), StringComparison.Ordinal);
    }

    private static TrainingOptions Options => new() { Network = NetworkDesign.Hidden(), Optimizer = new StochasticGradientDescent { LearningRate = .5 } };
}
