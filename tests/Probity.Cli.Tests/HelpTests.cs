using Probity.Cli.Output;

namespace Probity.Cli.Tests;

[Collection("console")]
public class HelpTests
{
    [Theory]
    [InlineData("", "probity demo")]
    [InlineData("demo", "probity demo --out")]
    [InlineData("evaluate", "probity evaluate --logits")]
    [InlineData("fit", "probity fit --logits")]
    [InlineData("thresholds", "probity thresholds --logits")]
    [InlineData("assess", "probity assess p.probity --logits")]
    [InlineData("explain", "probity explain p.probity")]
    [InlineData("report", "probity report --logits")]
    [InlineData("train", "probity train --task features --data")]
    [InlineData("predict", "probity predict m.probity --data")]
    [InlineData("similarity", "probity similarity train --data")]
    [InlineData("similarity train", "probity similarity train --data")]
    [InlineData("similarity embed", "probity similarity embed --model m.probity --data")]
    [InlineData("similarity evaluate", "probity similarity evaluate --model m.probity --data")]
    public void Help_fits_the_terminal_and_ends_on_an_example(string verb, string example)
    {
        string[] args = [.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"];
        string help = Tool.Well(args).Out;
        Assert.All(help.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains($"Example:\n  {example}", help.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        foreach (string line in help.ReplaceLineEndings(" ").Split("  --")) Assert.False(line.Contains("(default", StringComparison.Ordinal) && line.Contains("[default", StringComparison.Ordinal), line);
    }

    [Fact]
    public void Help_is_given_whatever_else_is_wrong() => Assert.Contains("--logits <file>", Tool.Well("fit", "--nonsense", "--help").Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("one two three", 7, "one two\nthree")]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("a-word-that-is-too-long for it", 10, "a-word-that-is-too-long\nfor it")]
    [InlineData("", 10, "")]
    public void Prose_breaks_between_words(string line, int width, string wrapped) => Assert.Equal(wrapped, Terminal.Wrap(line, width).ReplaceLineEndings("\n"));
}
