using System.Globalization;

namespace Probity.Learning.Tests.Losses;

public class MethodTextTests
{
    [Theory]
    [InlineData("cross-entropy", "cross-entropy")]
    [InlineData("cross-entropy(0.1)", "cross-entropy(0.1)")]
    [InlineData("focal", "focal(3)")]
    [InlineData(" focal( 1e-3 ) ", "focal(0.001)")]
    [InlineData("focal(0.30000000000000004)", "focal(0.30000000000000004)")]
    [InlineData("focal-53", "focal-53")]
    [InlineData("brier", "brier")]
    [InlineData("logitnorm", "logitnorm(0.04)")]
    public void Losses_read_what_they_write(string text, string written)
    {
        Assert.Equal(written, Loss.Parse(text).ToString());
        Assert.Equal(written, Loss.Parse(written).ToString());
    }

    [Theory]
    [InlineData("mmce", "mmce(2)")]
    [InlineData("confidence(0.25)", "confidence(0.25)")]
    [InlineData("outlier-exposure", "outlier-exposure(0.5)")]
    [InlineData("energy-margin(-25,-7)", "energy-margin(-25,-7,0.1)")]
    public void Penalties_read_what_they_write(string text, string written)
    {
        Assert.Equal(written, Penalty.Parse(text).ToString());
        Assert.Equal(written, Penalty.Parse(written).ToString());
    }

    [Theory]
    [InlineData("softmax", "softmax")]
    [InlineData("sigmoid", "sigmoid")]
    [InlineData("multilabel", "multilabel")]
    [InlineData("learned_confidence", "learned_confidence(0.3)")]
    [InlineData("deep_gamblers(3.5)", "deep_gamblers(3.5)")]
    public void Heads_read_what_they_write(string text, string written)
    {
        Assert.Equal(written, Head.Parse(text).ToString());
        Assert.Equal(Head.Parse(text), Head.Parse(written));
    }

    [Fact]
    public void Commas_of_the_country_play_no_part()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = commas;
            Assert.Equal("1,5", 1.5.ToString());
            Assert.Equal("energy-margin(-2.5,-1.5,0.1)", Penalty.Parse("energy-margin(-2.5,-1.5)").ToString());
            Assert.Equal("cross-entropy(0.1)", new SoftmaxCrossEntropy(.1).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("()")]
    [InlineData("Focal")]
    [InlineData("focal()")]
    [InlineData("focal(3")]
    [InlineData("focal(3))")]
    [InlineData("focal((3)")]
    [InlineData("focal(3,4)")]
    [InlineData("focal(3,)")]
    [InlineData("focal(0,3)x")]
    [InlineData("focal(three)")]
    [InlineData("focal(1,000)")]
    [InlineData("brier(1)")]
    [InlineData("\u001b[2J\n\0")]
    public void What_cannot_be_read_is_answered_by_what_can(string text)
    {
        string message = Assert.Throws<ArgumentException>(() => Loss.Parse(text)).Message;
        Assert.Contains("cross-entropy(smoothing), focal(γ), focal-53, brier, logitnorm(τ)", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.Contains("mmce(λ)", Assert.Throws<ArgumentException>(() => Penalty.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Contains("learned_confidence(budget)", Assert.Throws<ArgumentException>(() => Head.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_make_short_messages_and_numbers_out_of_range_are_refused()
    {
        Assert.InRange(Assert.Throws<ArgumentException>(() => Loss.Parse("focal(" + new string('1', 1_000_000) + "x)")).Message.Length, 60, 250);
        foreach (string text in (string[])["focal(1e999)", "focal(NaN)", "cross-entropy(1)", "logitnorm(-1)"]) Assert.Throws<ArgumentException>(() => Loss.Parse(text));
        foreach (string text in (string[])["learned_confidence(0)", "learned_confidence(NaN)", "deep_gamblers(1)", "deep_gamblers(Infinity)"]) Assert.Throws<ArgumentException>(() => Head.Parse(text));
        Assert.Throws<ArgumentNullException>(() => Loss.Parse(null!));
    }
}
