using Probity.IO;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Studies;

/// <summary>Grey images of 28 × 28 pixels with their classes.</summary>
internal sealed class ImageSet
{
    public const int Pixels = 28 * 28;
    public const int Classes = 10;

    private readonly byte[] _images, _labels;

    private ImageSet(byte[] images, byte[] labels) => (_images, _labels) = (images, labels);

    public int Count => _labels.Length;

    /// <summary>Reads <c>PREFIX-images-idx3-ubyte.gz</c> and the labels beside it.</summary>
    /// <exception cref="InvalidDataException">Files are missing, damaged or do not belong together; says what is needed.</exception>
    public static ImageSet Read(string folder, string prefix)
    {
        string images = Path.Combine(folder, $"{prefix}-images-idx3-ubyte.gz"), labels = Path.Combine(folder, $"{prefix}-labels-idx1-ubyte.gz");
        foreach (string path in (string[])[images, labels])
        {
            if (!File.Exists(path)) throw new InvalidDataException($"{path}: not there; docs/studies.md says where such files come from");
        }
        IdxFile pictures = IdxFile.Read(images), kinds = IdxFile.Read(labels);
        if (pictures.Dimensions is not [_, 28, 28]) throw new InvalidDataException($"{images}: images of 28 × 28 are needed");
        if (kinds.Dimensions.Count != 1 || kinds.Dimensions[0] != pictures.Dimensions[0])
            throw new InvalidDataException($"{labels}: {kinds.Bytes.Length:N0} labels for {pictures.Dimensions[0]:N0} images");
        int wrong = kinds.Bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        if (wrong >= 0) throw new InvalidDataException($"{labels}: row {wrong} is of class {kinds.Bytes[wrong]}; 0 to {Classes - 1} are known");
        return new ImageSet(pictures.Bytes, kinds.Bytes);
    }

    /// <summary>The first images only.</summary>
    public ImageSet First(int count) => count >= Count ? this : new ImageSet(_images[..(count * Pixels)], _labels[..count]);

    /// <summary>Every row's number.</summary>
    public int[] All => [.. Enumerable.Range(0, Count)];

    public int[] Labels(int[] rows) => Array.ConvertAll(rows, row => (int)_labels[row]);

    /// <summary>Pixels in [0, 1].</summary>
    public Features Features(int[] rows)
    {
        var values = new float[rows.Length * Pixels];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<byte> image = _images.AsSpan(rows[i] * Pixels, Pixels);
            for (int j = 0; j < Pixels; j++) values[(i * Pixels) + j] = image[j] / 255f;
        }
        return Learning.Features.Dense(values, Pixels);
    }

    /// <summary>The same images, each with its own pixels in random places.</summary>
    public Features Permuted(int[] rows, ulong seed)
    {
        var values = new float[rows.Length * Pixels];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> to = values.AsSpan(i * Pixels, Pixels);
            for (int j = 0; j < Pixels; j++) to[j] = _images[(rows[i] * Pixels) + j] / 255f;
            new RandomStream(seed, (ulong)rows[i]).Shuffle(to);
        }
        return Learning.Features.Dense(values, Pixels);
    }

    public TrainingRows Rows(int[] rows) => new(Features(rows), Labels(rows), Classes);
}
