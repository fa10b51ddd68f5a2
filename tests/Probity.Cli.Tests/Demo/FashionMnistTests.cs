using System.Security.Cryptography;
using Probity.Cli.Demo;

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
}
