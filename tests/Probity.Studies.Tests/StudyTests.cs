using System.Text.Json;

namespace Probity.Studies.Tests;

/// <summary>Every part of both studies at a size that takes seconds; the page is the real one.</summary>
public sealed class StudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("probity-studies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Losses_fills_its_figures_and_tables()
    {
        JsonElement figures = Run("losses");
        Assert.Equal(10 * 2 * 2, figures.GetProperty("figures").GetArrayLength());
        foreach (JsonElement row in figures.GetProperty("figures").EnumerateArray())
            InOrder(row.GetProperty("figures"), "accuracy", "nll", "ece", "confidence_when_wrong", "wrong_at_99", "nll_calibrated", "ece_calibrated", "auroc", "aurc");
        string page = File.ReadAllText(Path.Combine(_folder, "studies.md"));
        Assert.Equal(10, Lines(page, "losses-full"));
        Assert.Equal(19, Lines(page, "losses-paired"));
        Assert.Equal(2, Lines(page, "losses-duration"));
    }

    [Fact]
    public void Own_confidence_fills_its_figures_and_tables()
    {
        string samples = Path.Combine(Repository(), "samples", "fashion-mnist");
        foreach (string to in (string[])["img_fashion_mnist/train10k", "img_fashion_mnist/t10k", "img_mnist/t10k"])
        {
            string path = Path.Combine(_folder, to);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            foreach (string kind in (string[])["-images-idx3-ubyte.gz", "-labels-idx1-ubyte.gz"]) File.Copy(Path.Combine(samples, "t10k" + kind), path + kind);
        }
        JsonElement figures = Run("own-confidence", "--data", _folder);
        Assert.Equal(20, figures.GetProperty("methods").GetArrayLength());
        foreach (JsonElement method in figures.GetProperty("methods").EnumerateArray())
        {
            InOrder(method.GetProperty("figures"), "accuracy", "error_auroc", "error_fpr95", "aurc", "unknown_auroc", "unknown_fpr95");
            // "Unknown" are the known images themselves here: no score tells them apart.
            if (!method.GetProperty("key").GetString()!.StartsWith("dropout-", StringComparison.Ordinal))
                Assert.Equal(.5, method.GetProperty("figures").GetProperty("unknown_auroc").GetProperty("mean").GetDouble(), 1e-9);
        }
        string page = File.ReadAllText(Path.Combine(_folder, "studies.md"));
        Assert.Equal(20, Lines(page, "own-confidence"));
        Assert.Equal(22, Lines(page, "own-confidence-paired"));
    }

    [Fact]
    public void The_page_shows_the_figures_that_are_kept_beside_it()
    {
        string docs = Path.Combine(Repository(), "docs");
        Directory.CreateDirectory(Path.Combine(_folder, "studies"));
        string[] files = ["studies.md", "studies/losses.json", "studies/own-confidence.json", "studies/similarity.json", "studies/match.json", "methods.md", "studies/calibrators.json"];
        foreach (string file in files) File.Copy(Path.Combine(docs, file), Path.Combine(_folder, file));
        Assert.Equal(0, Commands.Run(["tables", "--out", _folder]));
        foreach (string page in (string[])["studies.md", "methods.md"]) Assert.Equal(File.ReadAllText(Path.Combine(docs, page)), File.ReadAllText(Path.Combine(_folder, page)));
    }

    [Theory]
    [InlineData("img_fashion_mnist", "own-confidence")]
    [InlineData("no such folder", "own-confidence", "--data", "absent")]
    [InlineData("--data is needed", "calibrators")]
    [InlineData("resnet50_ce", "calibrators", "--data", "absent")]
    [InlineData("usage", "loses")]
    [InlineData("a value is missing", "losses", "--out")]
    [InlineData("must not replace", "losses", "--quick")]
    [InlineData("1 to 100", "losses", "--seeds", "0")]
    public void Bad_usage_is_one_message_and_code_2(string said, params string[] arguments)
    {
        TextWriter before = Console.Error;
        using var caught = new StringWriter();
        Console.SetError(caught);
        try
        {
            Assert.Equal(2, Commands.Run(arguments));
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Contains(said, caught.ToString(), StringComparison.Ordinal);
    }

    private JsonElement Run(params string[] arguments)
    {
        File.Copy(Path.Combine(Repository(), "docs", "studies.md"), Path.Combine(_folder, "studies.md"));
        Assert.Equal(0, Commands.Run([.. arguments, "--quick", "--seeds", "2", "--out", _folder]));
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "studies", $"{arguments[0]}.json"))).RootElement;
    }

    private static void InOrder(JsonElement figures, params string[] names)
    {
        foreach (string name in names)
        {
            JsonElement figure = figures.GetProperty(name);
            double mean = figure.GetProperty("mean").GetDouble();
            Assert.True(mean >= 0, $"{name} is {mean}");
            Assert.InRange(mean, figure.GetProperty("low").GetDouble(), figure.GetProperty("high").GetDouble());
            Assert.Equal(2, figure.GetProperty("values").GetArrayLength());
        }
    }

    private static int Lines(string page, string table)
    {
        string start = $"<!-- table: {table} -->";
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return page[from..page.IndexOf("<!-- end -->", from, StringComparison.Ordinal)].Trim().Split('\n').Length - 2;
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Probity.slnx"))) at = at.Parent;
        return at.FullName;
    }
}
