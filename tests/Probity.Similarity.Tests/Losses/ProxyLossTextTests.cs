namespace Probity.Similarity.Tests.Losses;

public class ProxyLossTextTests
{
    [Theory]
    [InlineData("arcface", "arcface(64,0.5)")]
    [InlineData("arcface(30,0.2)", "arcface(30,0.2)")]
    [InlineData("cosface", "cosface(64,0.35)")]
    [InlineData("normalized-softmax", "normalized-softmax(0.05)")]
    [InlineData("softmax(2)", "softmax(2)")]
    public void Texts_read_back(string text, string written)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        Assert.Equal(written, loss.ToString());
        Assert.Equal(loss, SimilarityLoss.Parse(written));
    }
}
