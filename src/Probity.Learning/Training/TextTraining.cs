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

    /// <summary>Settings to choose among, the default first, then what has most often been better: n-grams, width of the hidden layer, regularisation.</summary>
    /// <param name="classes">K.</param>
    public static IReadOnlyList<Candidate<TextSettings>> Candidates(int classes)
    {
        TextOptions text = TextFor(classes), plain = text with { LogCountRatio = false };
        TextOptions shorter = text with { ShortestCharacters = 3, LongestCharacters = 4 }, words = text with { LongestWords = 3, LongestCharacters = 0 };
        return classes == 2
            ?
            [
                new("logistic regression on log-count ratios", new(text, Linear(2))),
                new("the same with ridge 1e-5", new(text, Linear(2, 1e-5))),
                new("the same with ridge 1e-4", new(text, Linear(2, 1e-4))),
                new("64 hidden on log-count ratios", new(text, Hidden(2, 64))),
                new("64 hidden, no log-count ratios", new(plain, Hidden(2, 64))),
                new("logistic regression, no log-count ratios", new(plain, Linear(2))),
                new("logistic regression, characters 3 to 4", new(shorter, Linear(2))),
                new("logistic regression, words 1 to 3 alone", new(words, Linear(2))),
            ]
            :
            [
                new("256 hidden, dropout 0.5", new(text, Hidden(classes))),
                new("no hidden layer", new(text, Linear(classes))),
                new("256 hidden, dropout 0.5, characters 3 to 4", new(shorter, Hidden(classes))),
                new("256 hidden, dropout 0.3", new(text, Hidden(classes, dropout: .3))),
                new("128 hidden, dropout 0.5", new(text, Hidden(classes, 128))),
                new("512 hidden, dropout 0.5", new(text, Hidden(classes, 512))),
                new("256 hidden, dropout 0.5, words 1 to 3 alone", new(words, Hidden(classes))),
            ];
    }

    private static Head HeadFor(int classes) => classes == 2 ? Head.Sigmoid : Head.Softmax;
}

/// <summary>How texts become numbers and how a model is trained on these.</summary>
/// <param name="Text">For every column of text.</param>
/// <param name="Training">Of the model.</param>
public sealed record TextSettings(TextOptions Text, TrainingOptions Training);
