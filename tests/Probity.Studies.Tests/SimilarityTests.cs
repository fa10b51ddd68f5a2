using System.Text.Json;
using Probity.IO;

namespace Probity.Studies.Tests;

/// <summary>Every part of the study of similarity on made-up features and the bundled images, at a size that takes seconds.</summary>
public sealed class SimilarityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("probity-similarity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Similarity_fills_its_figures_and_tables()
    {
        MakeData();
        File.Copy(Path.Combine(Repository(), "docs", "studies.md"), Path.Combine(_folder, "studies.md"));
        Assert.Equal(0, Commands.Run(["similarity", "--data", _folder, "--quick", "--seeds", "2", "--out", _folder]));
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "studies", "similarity.json")));
        JsonElement figures = document.RootElement.GetProperty("figures");
        Assert.Equal(3 * 5, figures.GetArrayLength());
        foreach (JsonElement row in figures.EnumerateArray())
        {
            foreach (JsonProperty figure in row.GetProperty("figures").EnumerateObject()) Assert.InRange(figure.Value.GetProperty("mean").GetDouble(), 0, 1);
            // One column tells the classes apart but for little noise: what is looked up is found, as it is and by every head.
            if (row.GetProperty("set").GetString() == "convolutional" && row.GetProperty("method").GetString() == "raw")
                Assert.True(row.GetProperty("figures").GetProperty("unseen_r_precision").GetProperty("mean").GetDouble() > .99);
        }
        JsonElement settings = document.RootElement.GetProperty("groups").GetProperty("settings");
        Assert.Equal(5, settings.GetArrayLength());
        Assert.All(settings.EnumerateArray(), setting => Assert.Equal(3, setting.GetProperty("epochs").GetArrayLength()));
        string page = File.ReadAllText(Path.Combine(_folder, "studies.md"));
        foreach (string head in (string[])["| linear head |", "| feature groups, made decisive − the features |", "| recipe − SupCon with"])
            Assert.Contains(head, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_fills_its_figures_and_tables()
    {
        MakeData();
        File.Copy(Path.Combine(Repository(), "docs", "studies.md"), Path.Combine(_folder, "studies.md"));
        Assert.Equal(0, Commands.Run(["match", "--data", _folder, "--quick", "--seeds", "2", "--out", _folder]));
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "studies", "match.json")));
        JsonElement figures = document.RootElement.GetProperty("figures");
        Assert.Equal(3 * (4 + 11), figures.GetArrayLength());
        JsonElement intents = figures.EnumerateArray().Single(row => row.GetProperty("set").GetString() == "intents" && row.GetProperty("head").GetString() == "raw" && row.GetProperty("score").GetString() == "confidence").GetProperty("figures");
        foreach (string figure in (string[])["seen_right", "unseen_right", "unseen_debiased", "given"])
            Assert.InRange(intents.GetProperty(figure).GetProperty("mean").GetDouble(), 0, 1);
        string page = File.ReadAllText(Path.Combine(_folder, "studies.md"));
        foreach (string row in (string[])["match confidence − similarity |", "feature groups: overlap of three heads |"]) Assert.Contains(row, page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_head_learns_from_an_unseen_class_or_from_a_test_row()
    {
        MakeData();
        SimilarityFiles files = SimilarityFiles.Read(_folder);
        foreach (SimilarityTask task in (SimilarityTask[])[SimilarityTask.Intents(files, 3, quick: false), SimilarityTask.Convolutional(files, 3, quick: false)])
        {
            Assert.Empty(task.Unseen.Classes.Intersect(task.Training.Classes.Concat(task.Validation.Classes)));
            Assert.Equal(task.Seen.Classes.Distinct().Order(), task.Training.Classes.Distinct().Order());
            Assert.Equal(task.Seen.Classes.Distinct().Count() * 2, task.Unseen.Classes.Distinct().Count() * 3);
            // The last column counts the rows of all files: each row is in one set only.
            float[] numbers = [.. ((LabelledVectors[])[task.Training, task.Validation, task.Seen, task.Unseen]).SelectMany(Last)];
            Assert.Equal(numbers.Length, numbers.Distinct().Count());
        }
    }

    [Fact]
    public void Damage_is_as_large_as_asked_for_and_repeats()
    {
        var rows = new LabelledVectors([.. Enumerable.Range(0, 8_000).Select(i => i % 2 == 0 ? (i / 2 % 2 * 20) - 10f : 3)], new int[4_000], 2);
        LabelledVectors damaged = rows.Damaged(.5, rows, 1);
        double[] apart = [.. damaged.Values.Zip(rows.Values, (a, b) => (double)a - b)];
        Assert.Equal(5, Math.Sqrt(apart.Where((_, i) => i % 2 == 0).Average(d => d * d)), .2);   // half of the first column's deviation of 10
        Assert.All(apart.Where((_, i) => i % 2 == 1), d => Assert.Equal(0, d));                    // the second does not vary
        Assert.Equal(damaged.Values, rows.Damaged(.5, rows, 1).Values);
        Assert.NotEqual(damaged.Values, rows.Damaged(.5, rows, 2).Values);
    }

    [Fact]
    public void A_folder_without_the_features_is_refused_by_name()
    {
        string missing = Assert.Throws<InvalidDataException>(() => SimilarityFiles.Read(_folder)).Message;
        Assert.Contains("emb_clinc_lsa", missing, StringComparison.Ordinal);
    }

    private static IEnumerable<float> Last(LabelledVectors rows) => Enumerable.Range(0, rows.Rows).Select(row => rows.Values[((row + 1) * rows.Columns) - 1]);

    private void MakeData()
    {
        int number = 0;
        foreach ((string folder, string part, int classes, int each) in ((string, string, int, int)[])
            [("emb_clinc_lsa", "train", 150, 12), ("emb_clinc_lsa", "val", 150, 4), ("emb_clinc_lsa", "test", 150, 6), ("emb_fashion_cnn", "val", 10, 60), ("emb_fashion_cnn", "test", 10, 40)])
        {
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, part);
            using var vectors = NpyWriter.Create($"{path}_embeddings.npy", 4, NumberType.Float32);
            using var labels = NpyWriter.CreateVector($"{path}_labels.npy", NumberType.Int32);
            for (int i = 0; i < classes * each; i++)
            {
                int label = i % classes;
                double angle = 2 * Math.PI * label / classes;
                vectors.Append([(float)Math.Cos(angle), (float)Math.Sin(angle), .001f * (i % 7), 1e-6f * ++number]);
                labels.Append([label]);
            }
            vectors.Complete();
            labels.Complete();
        }
        string samples = Path.Combine(Repository(), "samples", "fashion-mnist"), images = Directory.CreateDirectory(Path.Combine(_folder, "img_fashion_mnist")).FullName;
        foreach (string kind in (string[])["-images-idx3-ubyte.gz", "-labels-idx1-ubyte.gz"])
        {
            File.Copy(Path.Combine(samples, "t10k" + kind), Path.Combine(images, "t10k" + kind));
            File.Copy(Path.Combine(samples, "t10k" + kind), Path.Combine(images, "train10k" + kind));
        }
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Probity.slnx"))) at = at.Parent;
        return at.FullName;
    }
}
