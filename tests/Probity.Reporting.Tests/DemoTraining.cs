using Probity.Numerics;

namespace Probity.Reporting.Tests;

/// <summary>Simulated trainings: one that overfits, one that goes on for long, one that diverges, and some at the edges.</summary>
internal static class DemoTraining
{
    public static TrainingBlock Overfitting(int epochs = 24)
    {
        var random = new RandomStream(21);
        var all = new TrainingEpoch[epochs];
        for (int i = 0; i < epochs; i++)
        {
            double t = (i + 1) * 24.0 / epochs / 14, noise = .006 * random.NextGaussian();
            double accuracy = .862 - .16 * Math.Exp(-3 * t) + .003 * random.NextGaussian();
            double tooSure = .012 + .075 * Math.Max(0, t - .55);
            all[i] = new()
            {
                Number = i + 1,
                TrainingLoss = .08 + .95 * Math.Exp(-1.6 * t) + .4 * noise,
                TrainingAccuracy = .99 - .24 * Math.Exp(-1.5 * t),
                ValidationNll = .36 + .62 * Math.Exp(-3.4 * t) + .11 * Math.Pow(Math.Max(0, t - .7), 1.4) + noise,
                ValidationAccuracy = accuracy,
                ValidationConfidence = accuracy + tooSure,
                ValidationEce = tooSure + .004 * random.NextDouble(),
                LearningRate = .001 * (1 + Math.Cos(Math.PI * i / epochs)) / 2,
            };
        }
        return new()
        {
            Model = "784 → 256 → 10, ReLU, dropout 0.2; cross-entropy; AdamW",
            TrainingRows = 9_000,
            ValidationRows = 1_000,
            KeptEpoch = all.MinBy(e => e.ValidationNll)!.Number,
            Stopped = "validation NLL had not fallen for 10 epochs",
            Epochs = all,
        };
    }

    /// <summary>Epochs in which nothing but the loss is known.</summary>
    public static TrainingBlock Losses(params double[] losses) =>
        new() { Model = "4 → 2", TrainingRows = 10, Epochs = [.. losses.Select((loss, i) => new TrainingEpoch { Number = i + 1, TrainingLoss = loss })] };

    /// <summary>Epochs with a loss and an NLL each.</summary>
    public static TrainingBlock Pairs(params (double Loss, double Nll)[] epochs) => new()
    {
        Model = "4 → 2",
        TrainingRows = 10,
        ValidationRows = 5,
        Epochs = [.. epochs.Select((e, i) => new TrainingEpoch { Number = i + 1, TrainingLoss = e.Loss, ValidationNll = e.Nll })],
    };

    public static readonly IReadOnlyDictionary<string, TrainingBlock> Odd = new Dictionary<string, TrainingBlock>
    {
        ["one epoch"] = Losses(.7),
        ["one epoch, validated and kept"] = Pairs((.7, .6)) with { KeptEpoch = 1 },
        ["no validation"] = Losses(1.5, .9, .6, .5),
        ["no finite loss at all"] = Pairs((double.NaN, double.NaN), (double.PositiveInfinity, double.PositiveInfinity)),
        ["diverging"] = Pairs((2.3, 2.2), (1.1, 1), (.8, .9), (40, 55), (9e8, 2e7), (1e30, double.PositiveInfinity), (double.NaN, double.NaN)) with { KeptEpoch = 3, Stopped = "training loss was not a number" },
        ["negative losses"] = Losses(.5, -.2, -1.5),
        ["all the same"] = Pairs((.5, .5), (.5, .5), (.5, .5)),
        ["two thousand epochs"] = Overfitting(2_000) with { Epochs = [.. Overfitting(2_000).Epochs.Select((e, i) => e with { TrainingLoss = i == 777 ? 3.5 : .08 + .9 * Math.Exp(-i / 300.0) })], KeptEpoch = 1_501 },
        ["validated now and then"] = Overfitting() with { Epochs = [.. Overfitting().Epochs.Select(e => e.Number % 5 == 0 ? e : new TrainingEpoch { Number = e.Number, TrainingLoss = e.TrainingLoss })], KeptEpoch = 15 },
        ["long words"] = Losses(1, .5) with { Model = new('x', 300), Stopped = new('y', 300) },
    };

    public static ReportInput Report(TrainingBlock? training) =>
        new() { Title = "training", Labels = [0, 1, 1], Predicted = [0, 1, 0], ConfidenceBefore = [.9, .8, .6], Training = training };
}
