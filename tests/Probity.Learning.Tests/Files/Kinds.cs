using System.Runtime.InteropServices;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Files;

/// <summary>Small trainings that differ in all that training carries from epoch to epoch.</summary>
internal static class Kinds
{
    public const int Epochs = 6;

    public static readonly IReadOnlyDictionary<string, TrainingOptions> All = new Dictionary<string, TrainingOptions>(StringComparer.Ordinal)
    {
        ["AdamW, early stopping"] = new() { Optimizer = new AdamW { LearningRate = .3 }, EarlyStopping = new EarlyStopping { Patience = 2 } },
        ["no validation rows"] = new() { ValidationShare = 0, Optimizer = new AdamW { WeightDecay = .01 } },
        ["dropout and normalisation"] = new() { Network = NetworkDesign.Parse("linear(8) batchnorm gelu residual(linear(8) dropout(0.3) tanh) layernorm") },
        ["SGD, schedule, clipping, mixup, weights"] = new()
        {
            Optimizer = new StochasticGradientDescent { Nesterov = true, WeightDecay = 1e-3 },
            Schedule = Schedule.Cosine().WithWarmUp(3),
            LargestGradient = .5,
            Mixup = .4,
            ClassWeights = [1, 2],
        },
        ["outliers"] = new() { Penalties = [new EnergyMarginPenalty(), new MmcePenalty()] },
        ["learned confidence"] = new() { Head = Head.LearnedConfidence(), ValidationShare = 0 },
        ["diverges"] = new() { Optimizer = new AdamW { WeightDecay = 10_000 }, ValidationShare = 0 },
        ["sigmoid"] = new() { Head = Head.Sigmoid, Network = NetworkDesign.Hidden() },
    };

    /// <summary>Trains on two overlapping clouds.</summary>
    public static Classifier Train(string kind, Checkpoint? checkpoint = null, Action<EpochFigures>? progress = null) =>
        Train(Options(kind) with { Checkpoint = checkpoint }, progress: progress);

    public static TrainingOptions Options(string kind) => All[kind] with { Network = All[kind].Network.Layers.Count == 2 ? NetworkDesign.Hidden(8) : All[kind].Network, Epochs = Epochs, BatchSize = 32, Seed = 5 };

    public static Classifier Train(TrainingOptions options, TrainingRows? rows = null, Action<EpochFigures>? progress = null) =>
        Classifier.Train(rows ?? Rows(1), options, outliers: options.Penalties.Count > 0 ? Outliers() : null, progress: progress);

    public static TrainingRows Rows(ulong seed, int count = 210)
    {
        var random = new RandomStream(seed);
        float[] values = new float[count * 3];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            for (int j = 0; j < 3; j++) values[(3 * i) + j] = (float)(random.NextGaussian() + (j < 2 ? labels[i] : 0));
        }
        return new TrainingRows(Features.Dense(values, 3), labels, 2);
    }

    /// <summary>All that two trainings must agree in, to the last bit.</summary>
    public static void AssertSame(Classifier expected, Classifier actual)
    {
        Assert.Equal(expected.Members.Count, actual.Members.Count);
        foreach ((Network<float> one, Network<float> other) in expected.Members.Zip(actual.Members))
        {
            Assert.Equal(Bits(one.Parameters.Values), Bits(other.Parameters.Values));
            Assert.Equal(Statistics(one), Statistics(other));
        }
        AssertSame(expected.History, actual.History);

        static int[] Statistics(Network<float> network) => [.. network.Layers.SelectMany(layer => layer.Statistics).SelectMany(statistic => Bits(statistic.Values))];

        static int[] Bits(Span<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();
    }

    public static void AssertSame(TrainingHistory expected, TrainingHistory actual)
    {
        Assert.Equal(expected.Epochs, actual.Epochs);
        Assert.Equal((expected.KeptEpoch, expected.End, expected.TrainingRows, expected.ValidationRows), (actual.KeptEpoch, actual.End, actual.TrainingRows, actual.ValidationRows));
        Assert.Equal(expected.Optimum, actual.Optimum);
        Assert.Equal(expected.Warnings, actual.Warnings);
        Assert.Equal(expected.Recipe.ToArray(), actual.Recipe.ToArray());
    }

    private static Features Outliers()
    {
        var random = new RandomStream(77);
        return Features.Dense((float[])[.. Enumerable.Range(0, 60 * 3).Select(_ => (float)(4 * random.NextGaussian()))], 3);
    }
}
