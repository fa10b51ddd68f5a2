using Probity.IO;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Cli.Demo;

/// <summary>
/// Fashion-MNIST's 10,000 test images (Xiao, Rasul &amp; Vollgraf, 2017), divided for the demo: eight kinds are known to the
/// model, two are never shown to it and stand for what no one foresaw.
/// </summary>
internal sealed class FashionMnist
{
    /// <summary>28 × 28 pixels, row by row.</summary>
    public const int Side = 28;

    public const int Pixels = Side * Side;

    private const int TrainRows = 4_000;
    private const int CalibrateRows = 2_000;

    private static readonly string[] Kinds =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private readonly byte[] _kinds;

    private FashionMnist(byte[] images, byte[] kinds, int[] known, int[] unknown, int[] train, int[] calibrate, int[] test, int[] strange)
    {
        Images = images;
        _kinds = kinds;
        KnownKinds = known;
        UnknownKinds = unknown;
        Train = train;
        Calibrate = calibrate;
        Test = test;
        Unknown = strange;
    }

    /// <summary>
    /// Dress and Bag: a near stranger and a far one. How well strangers are told apart depends on which they are: over
    /// all 45 pairs the AUROC of log-sum-exp ran from .09 (sneaker and ankle boot score above what the model knows) to
    /// .91 (this pair).
    /// </summary>
    public static IReadOnlyList<int> DefaultUnknownKinds { get; } = [3, 8];

    /// <summary>Wide and long enough to learn every training row by heart, which makes the model overconfident.</summary>
    public static TrainingOptions Training(ulong seed) => new()
    {
        Network = NetworkDesign.Hidden(256),
        Scaling = FeatureScaling.None,
        Optimizer = new AdamW { LearningRate = 2e-3 },
        Epochs = 100,
        ValidationShare = 0,
        Seed = seed,
    };

    /// <summary>Every image's bytes, 0 black to 255 white, image by image.</summary>
    public byte[] Images { get; }

    /// <summary>The data set's own number of each known class, in the order of the classes.</summary>
    public IReadOnlyList<int> KnownKinds { get; }

    /// <summary>The data set's own numbers of the kinds that are kept out.</summary>
    public IReadOnlyList<int> UnknownKinds { get; }

    /// <summary>Names of the known classes: name k belongs to label k.</summary>
    public IReadOnlyList<string> ClassNames => [.. KnownKinds.Select(kind => Kinds[kind])];

    /// <summary>Names of the kinds that are kept out.</summary>
    public IReadOnlyList<string> UnknownNames => [.. UnknownKinds.Select(kind => Kinds[kind])];

    /// <summary>Image numbers of the rows that train the model.</summary>
    public IReadOnlyList<int> Train { get; }

    /// <summary>Image numbers of the rows that fit and certify a policy.</summary>
    public IReadOnlyList<int> Calibrate { get; }

    /// <summary>Image numbers of the rows that nothing is fitted on.</summary>
    public IReadOnlyList<int> Test { get; }

    /// <summary>Image numbers of the kinds that are kept out.</summary>
    public IReadOnlyList<int> Unknown { get; }

    /// <summary>Reads the embedded images and divides the known ones by a seeded shuffle: 4,000 train, 2,000 calibrate, 2,000 test.</summary>
    /// <param name="unknownKinds">Two of the data set's ten kinds; null takes <see cref="DefaultUnknownKinds"/>.</param>
    /// <param name="seed">Fixes the shuffle.</param>
    public static FashionMnist Load(IReadOnlyList<int>? unknownKinds = null, ulong seed = 0)
    {
        int[] unknown = [.. unknownKinds ?? DefaultUnknownKinds];
        int[] known = [.. Enumerable.Range(0, Kinds.Length).Except(unknown)];
        byte[] images = Embedded("fashion-mnist/t10k-images-idx3-ubyte.gz");
        byte[] kinds = Embedded("fashion-mnist/t10k-labels-idx1-ubyte.gz");

        int[] familiar = [.. Enumerable.Range(0, kinds.Length).Where(i => !unknown.Contains(kinds[i]))];
        int[] strange = [.. Enumerable.Range(0, kinds.Length).Where(i => unknown.Contains(kinds[i]))];
        new RandomStream(seed).Shuffle<int>(familiar);

        return new FashionMnist(
            images, kinds, known, unknown,
            familiar[..TrainRows], familiar[TrainRows..(TrainRows + CalibrateRows)], familiar[(TrainRows + CalibrateRows)..], strange);
    }

    /// <summary>Pixels scaled to [0, 1], one row an image.</summary>
    public float[] Features(IReadOnlyList<int> images)
    {
        float[] features = new float[images.Count * Pixels];
        for (int i = 0; i < images.Count; i++)
        {
            ReadOnlySpan<byte> image = Image(images[i]);
            for (int j = 0; j < Pixels; j++) features[(i * Pixels) + j] = image[j] / 255f;
        }
        return features;
    }

    /// <summary>Class numbers, 0 to 7, of images of known kinds; −1 for the others.</summary>
    public int[] Labels(IReadOnlyList<int> images)
    {
        int[] labelOfKind = new int[Kinds.Length];
        Array.Fill(labelOfKind, -1);
        for (int label = 0; label < KnownKinds.Count; label++) labelOfKind[KnownKinds[label]] = label;
        return [.. images.Select(image => labelOfKind[_kinds[image]])];
    }

    /// <summary>What an image shows, known or not.</summary>
    public string NameOf(int image) => Kinds[_kinds[image]];

    /// <summary>The bytes of one image.</summary>
    public ReadOnlySpan<byte> Image(int image) => Images.AsSpan(image * Pixels, Pixels);

    private static byte[] Embedded(string resource)
    {
        using var packed = new MemoryStream();   // the reader seeks
        using Stream stream = typeof(FashionMnist).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"{resource}: not embedded in this build");
        stream.CopyTo(packed);
        packed.Position = 0;
        return IdxFile.Read(packed, resource).Bytes;
    }
}
