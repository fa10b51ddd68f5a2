namespace Probity.Similarity.Tests;

public class DistanceTokenTests
{
    [Fact]
    public void Every_distance_has_a_token_that_reads_back() =>
        Assert.All(Enum.GetValues<Distance>(), distance => Assert.Equal(distance, DistanceTokens.Parse(distance.Token())));

    [Fact]
    public void Another_token_is_refused_with_those_that_there_are() =>
        Assert.Contains("cosine, euclidean, manhattan, dot", Assert.Throws<ArgumentException>(() => DistanceTokens.Parse("hamming")).Message);
}
