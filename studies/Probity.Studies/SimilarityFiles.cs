namespace Probity.Studies;

/// <summary>What the study of similarity reads.</summary>
internal sealed record SimilarityFiles
{
    public required LabelledVectors IntentsTraining { get; init; }

    public required LabelledVectors IntentsValidation { get; init; }

    public required LabelledVectors IntentsTest { get; init; }

    /// <summary>The network has not learned from these, nor from the test rows.</summary>
    public required LabelledVectors ConvolutionalValidation { get; init; }

    public required LabelledVectors ConvolutionalTest { get; init; }

    /// <summary>Texts that are none of the intents; null where they are not there.</summary>
    public LabelledVectors? IntentsForeign { get; init; }

    /// <summary>Features of digits; null where they are not there.</summary>
    public LabelledVectors? ConvolutionalForeign { get; init; }

    /// <summary>Digits; null where they are not there.</summary>
    public ImageSet? ForeignImages { get; init; }

    public required ImageSet Images { get; init; }

    public required ImageSet TestImages { get; init; }

    /// <exception cref="ArgumentException">No folder was named.</exception>
    /// <exception cref="InvalidDataException">Files are missing or damaged.</exception>
    public static SimilarityFiles Read(string? data)
    {
        if (data is null) throw new ArgumentException("similarity: --data is needed: a folder that holds emb_clinc_lsa/, emb_fashion_cnn/ and img_fashion_mnist/");
        string intents = Path.Combine(data, "emb_clinc_lsa"), convolutional = Path.Combine(data, "emb_fashion_cnn"), images = Path.Combine(data, "img_fashion_mnist");
        bool all = File.Exists(Path.Combine(images, "train-images-idx3-ubyte.gz"));
        return new SimilarityFiles
        {
            IntentsTraining = LabelledVectors.Read(intents, "train"),
            IntentsValidation = LabelledVectors.Read(intents, "val"),
            IntentsTest = LabelledVectors.Read(intents, "test"),
            ConvolutionalValidation = LabelledVectors.Read(convolutional, "val"),
            ConvolutionalTest = LabelledVectors.Read(convolutional, "test"),
            IntentsForeign = LabelledVectors.ReadForeign(intents, "oos_test"),
            ConvolutionalForeign = LabelledVectors.ReadForeign(convolutional, "ood_mnist"),
            ForeignImages = Directory.Exists(Path.Combine(data, "img_mnist")) ? ImageSet.Read(Path.Combine(data, "img_mnist"), "t10k") : null,
            Images = ImageSet.Read(images, all ? "train" : "train10k").First(10_000),
            TestImages = ImageSet.Read(images, "t10k"),
        };
    }
}
