namespace Probity.Similarity.Tests.Samplers;

public class SamplerTextTests
{
    [Theory]
    [InlineData("groups(16,4)")]
    [InlineData("groups(2,65)")]
    [InlineData("random(128)")]
    [InlineData("balanced(3)")]
    [InlineData("hierarchical(2,8,4:0,0,1,1)")]
    public void Reads_what_it_writes(string text) => Assert.Equal(text, Sampler.Parse(text).ToString());

    [Fact]
    public void Settings_left_out_are_the_defaults()
    {
        Assert.Equal(new GroupSampler(16, 4), Sampler.Parse("groups"));
        Assert.Equal(new GroupSampler(8, 4), Sampler.Parse("groups(8)"));
    }

    [Theory]
    [InlineData("groups(2.5,4)", "2.5 is no whole number")]
    [InlineData("groups(1e300,4)", "is no whole number")]
    [InlineData("triples(3)", "there are groups(P,M)")]
    [InlineData("hierarchical", "hierarchical(2,8,4:0,0,1,1) for groups 0 and 1")]
    [InlineData("hierarchical(2,8,4)", "hierarchical(S,P,M:super-group of each group)")]
    [InlineData("hierarchical(2,8:0,1)", "it is written")]
    [InlineData("hierarchical(2,8,4:)", "it is written")]
    [InlineData("hierarchical(2,8,4:0,-1)", "that of group 1 is -1")]
    [InlineData("groups(2:0)", "it is written")]
    [InlineData(":", "it is written")]
    [InlineData("random(1)", "it must be 2 to 65,536")]
    public void Refuses_what_is_not_a_sampler(string text, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => Sampler.Parse(text)).Message);
}
