using System.Security.Cryptography;
using Probity.Cli.Demo;
using Probity.Learning;

namespace Probity.Cli.Tests.Demo;

public class FashionMnistTests
{
    [Fact]
    public void Images_and_kinds_are_those_of_the_data_set()
    {
        var data = FashionMnist.Load();
        Assert.Equal(10_000 * 784, data.Images.Length);
        Assert.Equal("c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a", Convert.ToHexStringLower(SHA256.HashData(data.Images)));
        Assert.Equal(["Ankle boot", "Pullover", "Trouser", "Trouser", "Shirt"], Enumerable.Range(0, 5).Select(data.NameOf));
        Assert.Equal(33_456, data.Image(0).ToArray().Sum(pixel => pixel));
    }

    [Fact]
    public void The_licence_travels_with_the_images()
    {
        using Stream licence = typeof(FashionMnist).Assembly.GetManifestResourceStream("fashion-mnist/LICENSE")!;
        Assert.Contains("2017 Zalando SE", new StreamReader(licence).ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_image_has_one_place()
    {
        var data = FashionMnist.Load();
        Assert.Equal([4_000, 2_000, 2_000, 2_000], new[] { data.Train, data.Calibrate, data.Test, data.Unknown }.Select(part => part.Count));
        Assert.Equal(Enumerable.Range(0, 10_000), data.Train.Concat(data.Calibrate).Concat(data.Test).Concat(data.Unknown).Order());
    }

    [Fact]
    public void Only_the_kinds_kept_out_are_unknown()
    {
        var data = FashionMnist.Load();
        Assert.Equal(["Dress", "Bag"], data.UnknownNames);
        Assert.Equal(data.UnknownNames.Order(), data.Unknown.Select(data.NameOf).Distinct().Order());
        Assert.All(data.Labels(data.Unknown), label => Assert.Equal(-1, label));

        int[] labels = data.Labels(data.Test);
        Assert.Equal(Enumerable.Range(0, 8), labels.Distinct().Order());
        Assert.Equal(data.Test.Select(data.NameOf), labels.Select(label => data.ClassNames[label]));
    }

    [Fact]
    public void The_seed_alone_fixes_the_parts()
    {
        Assert.Equal(FashionMnist.Load(seed: 4).Train, FashionMnist.Load(seed: 4).Train);
        Assert.NotEqual(FashionMnist.Load(seed: 4).Train, FashionMnist.Load(seed: 5).Train);
    }

    [Fact]
    public void Features_are_pixels_from_0_to_1()
    {
        var data = FashionMnist.Load();
        float[] features = data.Features([7, 3]);
        Assert.Equal(2 * 784, features.Length);
        Assert.Equal(data.Image(3)[400] / 255f, features[784 + 400]);
        Assert.Equal(0, features.Min());
        Assert.Equal(1, features.Max());
    }

    /// <summary>What the demo is there to show: right on every training row, and surer of new ones than it is right.</summary>
    [Fact]
    public void The_demo_s_model_knows_its_rows_by_heart_and_is_overconfident()
    {
        var data = FashionMnist.Load();
        var model = MultilayerPerceptronTrainer.Train(data.Features(data.Train), data.Labels(data.Train), 8, FashionMnist.Training(seed: 0));

        Assert.Equal(1, Measure(model, data, data.Train).Accuracy);
        (double accuracy, double confidence) = Measure(model, data, data.Test);
        Assert.InRange(accuracy, .83, .88);
        Assert.InRange(confidence - accuracy, .07, .13);   // a lower bound of the ECE, whatever the bins
    }

    private static (double Accuracy, double Confidence) Measure(MultilayerPerceptron model, FashionMnist data, IReadOnlyList<int> images)
    {
        int[] labels = data.Labels(images);
        float[] logits = new float[images.Count * 8];
        model.Logits(data.Features(images), logits);
        double confidence = 0;
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            float[] row = logits[(i * 8)..((i + 1) * 8)];
            float top = row.Max();
            confidence += 1 / row.Sum(z => Math.Exp(z - top));
            if (Array.IndexOf(row, top) == labels[i]) correct++;
        }
        return ((double)correct / labels.Length, confidence / labels.Length);
    }
}
