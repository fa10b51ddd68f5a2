namespace Probity.Similarity.Tests.Losses;

public class ProxyLossTextTests
{
    [Theory]
    [InlineData("arcface", "arcface(64,0.5)")]
    [InlineData("arcface(30,0.2)", "arcface(30,0.2)")]
    [InlineData("cosface", "cosface(64,0.35)")]
    [InlineData("normalized-softmax", "normalized-softmax(0.05)")]
    [InlineData("softmax(2)", "softmax(2)")]
    [InlineData("center", "center(1)")]
    [InlineData("proxy-anchor", "proxy-anchor(32,0.1)")]
    [InlineData("proxy-nca", "proxy-nca(1)")]
    [InlineData("proxy-nca++(0.5)", "proxy-nca++(0.5)")]
    [InlineData("match-probability(4)", "match-probability(4,0.5)")]
    public void Texts_read_back(string text, string written)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        Assert.Equal(written, loss.ToString());
        Assert.Equal(loss, SimilarityLoss.Parse(written));
    }
}
