using Probity.Data;
using Probity.IO;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Studies;

/// <summary>Outputs of a model to calibrate: for every seed rows that fit and rows that test.</summary>
/// <param name="Key">In the file of figures.</param>
/// <param name="Name">In tables.</param>
/// <param name="Classes">K.</param>
/// <param name="FittingRows">How many of the rows fit.</param>
/// <param name="Outputs">All rows under a seed: logits (of probabilities the logarithms) and labels.</param>
internal sealed record CalibrationSet(string Key, string Name, int Classes, int FittingRows, Func<ulong, (float[] Logits, int[] Labels)> Outputs)
{
    /// <summary>Rows that fit, and up to 10,000 others that test.</summary>
    public ((float[] Logits, int[] Labels) Fit, (float[] Logits, int[] Labels) Test) Split(ulong seed)
    {
        (float[] logits, int[] labels) = Outputs(seed);
        int[] order = RowSplit.Shuffled(labels.Length, seed);
        return (Take(order[..FittingRows]), Take(order[FittingRows..Math.Min(order.Length, FittingRows + 10_000)]));

        (float[], int[]) Take(int[] rows) => (RowSplit.Gather<float>(logits, Classes, rows), RowSplit.Gather<int>(labels, 1, rows));
    }

    /// <summary>All that can be read from the folder.</summary>
    /// <exception cref="ArgumentException">No folder was named.</exception>
    /// <exception cref="InvalidDataException">Files are missing or damaged.</exception>
    public static IReadOnlyList<CalibrationSet> Read(string? data)
    {
        if (data is null) throw new ArgumentException("calibrators: --data is needed: a folder that holds logits_cifar10_resnet50_ce/, probs_pycalib_pcam/ and the like");
        var residual = Both("logits_cifar10_resnet50_ce");
        var dense = Both("logits_densenet_bc_100_cifar_100");
        return
        [
            new("resnet", "CIFAR-10, ResNet-50", 10, 5_000, _ => residual),
            new("resnet-few", "the same, 500 rows to fit", 10, 500, _ => residual),
            Fixed("wideresnet", "CIFAR-10, WideResNet", 10, 5_000, Both("logits_wideresnet_16_4_cifar_10")),
            new("densenet", "CIFAR-100, DenseNet", 100, 5_000, _ => dense),
            new("densenet-few", "the same, 1,000 rows to fit", 100, 1_000, _ => dense),
            Fixed("fashion", "Fashion-MNIST, small CNN", 10, 5_000, Both("emb_fashion_cnn")),
            Fixed("digits", "MNIST, logits in the thousands", 10, 5_000, (Values(data, "img_mnist", "onnx_logits_t10k"), ImageLabels(data))),
            Trained("intents", "150 intents, own network", 150, 3_000, Intents(data)),
            Trained("letters", "26 letters, own network", 26, 3_000, Table(Path.Combine(data, "tab_letter", "letter.csv"))),
            Trained("satellite", "6 kinds of ground, own network", 6, 1_500, Table(Path.Combine(data, "tab_satimage", "train.csv"), Path.Combine(data, "tab_satimage", "test.csv"))),
            Tissue("AdaBoost", "AdaBoost"),
            Tissue("XGBoost", "XGBoost"),
            Tissue("mondrian_forest", "Mondrian forest"),
            Tissue("random_forest", "random forest"),
            Tissue("1layer_NN", "one layer"),
            Fixed("reviews", "film reviews", 2, 1_000, (Logarithms(Values(data, "probs_cleanlab_imdb", "probs")), Labels(data, "probs_cleanlab_imdb", "labels"))),
        ];

        static CalibrationSet Fixed(string key, string name, int classes, int fitting, (float[] Logits, int[] Labels) rows) => new(key, name, classes, fitting, _ => rows);

        CalibrationSet Tissue(string model, string name) => Fixed(
            model, $"tissue, {name}", 2, 1_000, (Logarithms(Values(data, "probs_pycalib_pcam", $"{model}_probs")), Labels(data, "probs_pycalib_pcam", "labels")));

        (float[], int[]) Both(string folder) =>
            ([.. Values(data, folder, "val_logits"), .. Values(data, folder, "test_logits")], [.. Labels(data, folder, "val_labels"), .. Labels(data, folder, "test_labels")]);
    }

    /// <summary>A small network learns from half of the rows of a seed; the others are what it is calibrated and tested on.</summary>
    private static CalibrationSet Trained(string key, string name, int classes, int fitting, LabelledVectors rows) => new(key, name, classes, fitting, seed =>
    {
        (LabelledVectors training, LabelledVectors others) = rows.Split(rows.Rows / 2, seed);
        var options = new TrainingOptions { Network = NetworkDesign.Parse("linear(64) relu"), Optimizer = new AdamW { LearningRate = .003 }, Epochs = 40, Seed = seed };
        var model = Classifier.Train(new TrainingRows(training.Features, training.Classes, classes), options);
        var logits = new float[others.Rows * classes];
        model.Logits(others.Features, logits);
        return (logits, others.Classes);
    });

    private static LabelledVectors Intents(string data)
    {
        string folder = Path.Combine(data, "emb_clinc_lsa");
        LabelledVectors[] parts = [LabelledVectors.Read(folder, "train"), LabelledVectors.Read(folder, "val"), LabelledVectors.Read(folder, "test")];
        return new([.. parts.SelectMany(part => part.Values)], [.. parts.SelectMany(part => part.Classes)], parts[0].Columns);
    }

    /// <summary>Numbers in all columns but <c>label</c>.</summary>
    private static LabelledVectors Table(params string[] files)
    {
        List<float> values = [];
        List<string> names = [];
        int columns = 0;
        foreach (string file in files)
        {
            if (!File.Exists(file)) throw new InvalidDataException($"{file}: not there; docs/studies.md says where such files come from");
            string[] numbers = [.. File.ReadLines(file).First().Split(',').Where(column => column != "label")];
            columns = numbers.Length;
            using NumberReader reader = NumberFile.Open($"{file}#{string.Join(',', numbers)}");
            values.AddRange(reader.ReadAllFloat());
            names.AddRange(TextColumn.Read($"{file}#label"));
        }
        string[] known = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new([.. values], [.. names.Select(name => Array.IndexOf(known, name))], columns);
    }

    private static float[] Values(string data, string folder, string name)
    {
        string path = Path.Combine(data, folder, $"{name}.npy");
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: not there; docs/studies.md says where such files come from");
        using var reader = NpyReader.Open(path);
        return reader.ReadAllFloat();
    }

    private static int[] Labels(string data, string folder, string name) => Array.ConvertAll(Values(data, folder, name), label => (int)label);

    private static int[] ImageLabels(string data)
    {
        var images = ImageSet.Read(Path.Combine(data, "img_mnist"), "t10k");
        return images.Labels(images.All);
    }

    private static float[] Logarithms(float[] probabilities) => Array.ConvertAll(probabilities, p => (float)Math.Log(p));
}
