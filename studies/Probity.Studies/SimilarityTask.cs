using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Studies;

/// <summary>One seed of one data set: its classes are split into seen and unseen ones, and heads learn from rows of seen ones alone.</summary>
internal sealed record SimilarityTask
{
    public required ulong Seed { get; init; }

    /// <summary>Rows of seen classes that heads learn from.</summary>
    public required LabelledVectors Training { get; init; }

    /// <summary>Other rows of seen classes; they choose epoch and learning rate.</summary>
    public required LabelledVectors Validation { get; init; }

    /// <summary>Test rows of seen classes.</summary>
    public required LabelledVectors Seen { get; init; }

    /// <summary>Test rows of the other classes.</summary>
    public required LabelledVectors Unseen { get; init; }

    /// <summary>Rows of no class at all, at most 2,000; null where there are none.</summary>
    public LabelledVectors? Foreign { get; init; }

    /// <summary>Batches of about 256 rows.</summary>
    public required GroupSampler Sampler { get; init; }

    private const double SeenShare = .6;
    private const int MostForeign = 2_000;
    private const ulong OfTraining = 1_000, OfTest = 2_000, OfNetwork = 3_000;   // added to the seed, for orders of their own

    /// <summary>CLINC150 by latent semantic analysis: 150 intents, 90 of them seen.</summary>
    public static SimilarityTask Intents(SimilarityFiles files, ulong seed, bool quick)
    {
        (HashSet<int> seen, HashSet<int> unseen) = Classes(150, seed);
        LabelledVectors train = files.IntentsTraining.Of(seen);
        return new SimilarityTask
        {
            Seed = seed,
            Training = quick ? train.AtMost(900, seed) : train,
            Validation = files.IntentsValidation.Of(seen),
            Seen = Test(files.IntentsTest.Of(seen), seed, quick),
            Unseen = Test(files.IntentsTest.Of(unseen), seed, quick),
            Foreign = files.IntentsForeign?.AtMost(MostForeign, seed),
            Sampler = new GroupSampler(64, 4),
        };
    }

    /// <summary>Features of a convolutional network that has learned all ten classes from other images.</summary>
    public static SimilarityTask Convolutional(SimilarityFiles files, ulong seed, bool quick)
    {
        (HashSet<int> seen, HashSet<int> unseen) = Classes(ImageSet.Classes, seed);
        return Images(files.ConvolutionalValidation.Of(seen), files.ConvolutionalTest.Of(seen), files.ConvolutionalTest.Of(unseen), files.ConvolutionalForeign, seed, quick);
    }

    /// <summary>Hidden features of a network as <c>probity train</c> makes it, which learns the seen classes from half of their images.</summary>
    public static SimilarityTask Own(SimilarityFiles files, ulong seed, bool quick)
    {
        (HashSet<int> seen, HashSet<int> unseen) = Classes(ImageSet.Classes, seed);
        int[] order = [.. RowSplit.Shuffled(files.Images.Count, seed + OfNetwork).Where(row => seen.Contains(files.Images.Labels([row])[0]))];
        int half = quick ? 300 : order.Length / 2;
        int[] ids = [.. seen.Order()];
        var rows = new TrainingRows(files.Images.Features(order[..half]), Array.ConvertAll(files.Images.Labels(order[..half]), label => Array.IndexOf(ids, label)), ids.Length);
        Classifier network = Classifier.Train(rows, new TrainingOptions { Epochs = quick ? 2 : 60, Seed = seed });
        LabelledVectors test = Hidden(network, files.TestImages, files.TestImages.All);
        LabelledVectors? foreign = files.ForeignImages is { } strange ? Hidden(network, strange, strange.All[..MostForeign]) with { Classes = [.. Enumerable.Repeat(-1, MostForeign)] } : null;
        return Images(Hidden(network, files.Images, order[half..]), test.Of(seen), test.Of(unseen), foreign, seed, quick);
    }

    private static SimilarityTask Images(LabelledVectors seenRows, LabelledVectors seenTest, LabelledVectors unseenTest, LabelledVectors? foreign, ulong seed, bool quick)
    {
        if (quick) seenRows = seenRows.AtMost(800, seed);
        (LabelledVectors validation, LabelledVectors training) = seenRows.Split(seenRows.Rows / 5, seed + OfTraining);
        return new SimilarityTask
        {
            Seed = seed,
            Training = training,
            Validation = validation,
            Seen = Test(seenTest, seed, quick),
            Unseen = Test(unseenTest, seed, quick),
            Foreign = foreign?.AtMost(MostForeign, seed),
            Sampler = new GroupSampler(6, 40),
        };
    }

    private static (HashSet<int> Seen, HashSet<int> Unseen) Classes(int count, ulong seed)
    {
        int[] order = RowSplit.Shuffled(count, seed);
        int seen = (int)Math.Round(SeenShare * count);
        return ([.. order[..seen]], [.. order[seen..]]);
    }

    private static LabelledVectors Test(LabelledVectors rows, ulong seed, bool quick) => quick ? rows.AtMost(400, seed + OfTest) : rows;

    private static LabelledVectors Hidden(Classifier network, ImageSet images, int[] rows)
    {
        var hidden = new float[rows.Length * network.HiddenWidth];
        network.HiddenFeatures(images.Features(rows), hidden);
        return new LabelledVectors(hidden, images.Labels(rows), network.HiddenWidth);
    }
}
