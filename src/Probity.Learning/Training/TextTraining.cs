namespace Probity.Learning;

/// <summary>How models of texts are trained: settings chosen on validation rows of intents, opinions and spam (docs/methods.md, Text).</summary>
public static class TextTraining
{
    private const int Epochs = 8, EpochsOfTwo = 4;

    /// <summary>
    /// What suits the classes: one hidden layer for many; for two, whose n-grams <see cref="TextOptions.LogCountRatio"/> weighs, logistic regression.
    /// </summary>
    /// <param name="classes">K.</param>
    public static TrainingOptions For(int classes) => classes == 2 ? Linear(classes) : Hidden(classes);

    /// <summary>Which n-grams and weights suit the classes: log-count ratios where there are two.</summary>
    /// <param name="classes">K.</param>
    public static TextOptions TextFor(int classes) => new() { LogCountRatio = classes == 2 };

    /// <summary>One hidden layer of ReLU with dropout, trained for a fixed number of epochs at a falling rate.</summary>
    /// <param name="classes">K: two classes have a sigmoid, and overfit sooner.</param>
    /// <param name="width">Of the hidden layer. The default value is 256.</param>
    /// <param name="dropout">In [0, 1). The default value is 0.5.</param>
    public static TrainingOptions Hidden(int classes, int width = 256, double dropout = .5) => new()
    {
        Head = HeadFor(classes),
        Network = NetworkDesign.Hidden([width], "relu", dropout: dropout),
        Optimizer = new AdamW { LearningRate = classes == 2 ? .002 : .005, Lazy = true },
        Schedule = Schedule.Linear(),
        BatchSize = 64,
        Epochs = classes == 2 ? EpochsOfTwo : Epochs,
        ValidationShare = 0,   // the rate falls to 0 over few epochs: the last is the best, and every row teaches
        EarlyStopping = null,
    };

    /// <summary>No hidden layer: of two classes logistic regression at its optimum, of more softmax regression over a few epochs.</summary>
    /// <param name="classes">K.</param>
    /// <param name="decay">Ridge on the weights of two classes. The default value is 3e-5.</param>
    public static TrainingOptions Linear(int classes, double decay = 3e-5) => Hidden(classes) with
    {
        Network = NetworkDesign.Hidden(),
        Optimizer = classes == 2
            ? new LimitedMemoryBfgs { WeightDecay = decay, GradientTolerance = 1e-5 }
            : new AdamW { LearningRate = .01, Lazy = true },   // L-BFGS would keep some twenty copies of all weights
    };

    private static Head HeadFor(int classes) => classes == 2 ? Head.Sigmoid : Head.Softmax;
}
