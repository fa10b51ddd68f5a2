namespace Probity.Learning;

/// <summary>How models of texts are trained: settings chosen on validation rows of intents, opinions and spam (see docs/methods.md, Text).</summary>
public static class TextTraining
{
    private const int Epochs = 8, FewerEpochs = 4, Batch = 64;

    /// <summary>One hidden layer of ReLU with dropout, trained for a fixed number of epochs at a falling rate.</summary>
    /// <param name="width">Of the hidden layer. The default value is 256.</param>
    /// <param name="dropout">In [0, 1). The default value is 0.5.</param>
    /// <param name="classes">K: two classes have a sigmoid, and overfit sooner.</param>
    public static TrainingOptions Hidden(int classes, int width = 256, double dropout = .5) => Common(classes) with
    {
        Network = NetworkDesign.Hidden([width], "relu", dropout: dropout),
        Optimizer = new AdamW { LearningRate = classes == 2 ? .002 : .005, Lazy = true },
        Epochs = classes == 2 ? FewerEpochs : Epochs,
    };

    /// <summary>No hidden layer: softmax (logistic) regression.</summary>
    /// <param name="classes">K.</param>
    public static TrainingOptions Linear(int classes) => Common(classes) with
    {
        Network = NetworkDesign.Hidden(),
        Optimizer = new AdamW { LearningRate = .01, Lazy = true },
        Epochs = classes == 2 ? FewerEpochs : Epochs,
    };

    private static TrainingOptions Common(int classes) => new()
    {
        Head = classes == 2 ? Head.Sigmoid : Head.Softmax,
        Schedule = Schedule.Linear(),
        BatchSize = Batch,
        ValidationShare = 0,   // the rate falls to 0 over few epochs: the last is the best, and every row teaches
        EarlyStopping = null,
    };
}
