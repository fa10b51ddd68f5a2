using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity.Tests.Heads;

public class HeadTextTests
{
    [Theory]
    [InlineData("empty", 10)]
    [InlineData("linear(64)", 64)]
    [InlineData("dropout(0.1) linear(64)", 64)]
    [InlineData("gated", 10)]
    [InlineData("skip(2)", 10)]
    [InlineData("stacked(256,64,relu)", 64)]
    [InlineData("stacked(7,gelu)", 7)]
    [InlineData("widening(4,relu)", 10)]
    [InlineData("widening(0.35,tanh)", 10)]
    [InlineData("softmax-groups(8,16)", 128)]
    [InlineData("softmax-groups(8,16,tau=0.25,final=0.1,batchnorm=off,straight-through,data-start=off)", 128)]
    [InlineData("sequential(linear(64) softmax-groups(8,16))", 128)]
    [InlineData("dropout(1E-05) sequential(dropout(0.5) skip(3) sequential(gated stacked(5,5,tanh)))", 5)]
    [InlineData("switch(image:linear(64) text:sequential(skip(1) linear(64)))", 64)]
    [InlineData("dropout(0.2) switch(a_1.x:linear(3) B-2:softmax-groups(1,3,batchnorm=off))", 3)]
    public void Text_reads_back_as_an_equal_head(string text, int outputs)
    {
        EmbeddingHead head = EmbeddingHead.Parse(text, 10), again = EmbeddingHead.Parse(head.ToString(), 10);
        Assert.Equal(text, head.ToString());
        Assert.Equal(head, again);
        Assert.Equal(head.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(head, EmbeddingHead.Parse(text, 11));
        Assert.NotEqual(head, head with { Dropout = .7 });
        Assert.Equal(outputs, head.OutputSize);
        Assert.Equal(10, head.InputEmbeddingSize);
    }

    [Theory]
    [InlineData("skip", "skip(1)")]
    [InlineData("widening", "widening(4,relu)")]
    [InlineData(" stacked( 5 , 3 ) ", "stacked(5,3,relu)")]
    [InlineData("softmax-groups(2,3,tau=0.5,batchnorm=on,data-start=on)", "softmax-groups(2,3)")]
    [InlineData("\n sequential( linear(4)\tgated )", "sequential(linear(4) gated)")]
    [InlineData("dropout(0) gated", "gated")]
    public void Other_ways_to_write_it_mean_the_same(string text, string plain) => Assert.Equal(plain, EmbeddingHead.Parse(text, 10).ToString());

    [Theory]
    [InlineData("", "no head that is known: empty, linear(64), gated, skip(2)")]
    [InlineData("transformer(3)", "at character 1: 'transformer(3)'")]
    [InlineData("linear", "no head that is known")]
    [InlineData("linear()", "no whole number")]
    [InlineData("linear(0)", "output size: 0; it must be 1 to 1,048,576")]
    [InlineData("linear(1048577)", "1,048,577")]
    [InlineData("linear(99999999999)", "no whole number")]
    [InlineData("linear(-3)", "no whole number")]
    [InlineData("linear(3", "')' is missing")]
    [InlineData("linear(3))", "more than one head")]
    [InlineData("linear(3) gated", "more than one head; several are sequential")]
    [InlineData("gated(1)", "no head that is known")]
    [InlineData("skip(101)", "it must be 1 to 100")]
    [InlineData("stacked()", "no activation that is known: relu, gelu, tanh")]
    [InlineData("stacked(relu)", "layers of a stacked head: 0")]
    [InlineData("stacked(5,linear(3))", "')' is missing")]
    [InlineData("widening(0)", "positive")]
    [InlineData("widening(1e300)", "widening factor times input embedding size")]
    [InlineData("widening(0.01)", "it must be 1 to 1,048,576")]
    [InlineData("softmax-groups(8)", "no head that is known")]
    [InlineData("softmax-groups(8,1)", "at least 2")]
    [InlineData("softmax-groups(100000,100000)", "10,000,000,000")]
    [InlineData("softmax-groups(8,16,tau=0)", "temperature: 0; it must lie in [0.001, 1000]")]
    [InlineData("softmax-groups(8,16,final=1e9)", "final temperature")]
    [InlineData("softmax-groups(8,16,tau=NaN)", "temperature: NaN")]
    [InlineData("softmax-groups(8,16,tau)", "no number")]
    [InlineData("softmax-groups(8,16,batchnorm=maybe)", "softmax-groups takes groups")]
    [InlineData("dropout(1) gated", "the share to drop must lie in [0, 1)")]
    [InlineData("dropout(0.1)", "no head that is known")]
    [InlineData("dropout(0.1) dropout(0.1) gated", "no head that is known")]
    [InlineData("dropout gated", "no dropout(0.1)")]
    [InlineData("sequential()", "sequential: no heads")]
    [InlineData("sequential(gated", "')' is missing")]
    [InlineData("sequential(gated switch(a:linear(3)))", "it can only be the first head")]
    [InlineData("switch()", "switch: no heads")]
    [InlineData("switch(linear(3))", "no key:head")]
    [InlineData("switch(:linear(3))", "a key of 1 to 64 letters")]
    [InlineData("switch(a:linear(3) a:linear(3))", "two heads with the key a")]
    [InlineData("switch(a:linear(3) b:linear(4))", "they must agree")]
    [InlineData("switch(a:linear(3) b:softmax-groups(1,3))", "looks at other rows")]
    [InlineData("switch(a:switch(b:linear(3)))", "a switch itself")]
    [InlineData("linear(3)\u0007\u001b[2J", "'??[2J'")]
    public void Text_that_is_no_head_is_refused_in_a_sentence(string text, string says)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => EmbeddingHead.Parse(text, 10));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 10, 400);
        Assert.False(EmbeddingHead.TryParse(text, 10, out _));
    }

    [Fact]
    public void Text_without_end_is_refused_before_it_costs_anything()
    {
        Assert.Contains("32 deep", Refusal(string.Concat(Enumerable.Repeat("sequential(", 5_000))), StringComparison.Ordinal);
        Assert.Contains("32 deep", Refusal(string.Concat(Enumerable.Repeat("switch(a:", 5_000))), StringComparison.Ordinal);
        Assert.Contains("more than 1,000 heads", Refusal($"sequential({string.Concat(Enumerable.Repeat("gated ", 5_000))})"), StringComparison.Ordinal);
        Assert.Contains("65,536 is the most", Refusal(new string(' ', 70_000)), StringComparison.Ordinal);
        Assert.Contains("layers of a stacked head", Refusal($"stacked({string.Join(',', Enumerable.Repeat("1", 9_000))})"), StringComparison.Ordinal);

        static string Refusal(string text) => Assert.Throws<ArgumentException>(() => EmbeddingHead.Parse(text, 10)).Message;
    }

    [Theory]
    [InlineData("linear(1048576)", 1_000)]
    [InlineData("skip(100)", 1_048_576)]
    [InlineData("sequential(linear(1000000) softmax-groups(1000,1000))", 10)]
    public void More_weights_than_there_is_room_for_are_refused(string text, int inputs)
    {
        EmbeddingHead head = EmbeddingHead.Parse(text, inputs);
        Assert.Contains("268,435,456 is the most", Assert.Throws<ArgumentException>(() => head.Build<float>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_layers_than_dropout_can_tell_apart_are_refused() =>
        Assert.Contains("4,096 is the most",
            Assert.Throws<ArgumentException>(() => EmbeddingHead.Parse($"sequential({string.Concat(Enumerable.Repeat("skip(100) ", 20))})", 2).Build<float>()).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("empty")]
    [InlineData("linear(7)")]
    [InlineData("gated")]
    [InlineData("skip(3)")]
    [InlineData("stacked(8,5,3)")]
    [InlineData("widening(2.5)")]
    [InlineData("softmax-groups(2,5)")]
    [InlineData("softmax-groups(2,5,batchnorm=off)")]
    [InlineData("dropout(0.1) sequential(linear(6) dropout(0.2) skip(2) softmax-groups(2,3))")]
    public void Weights_are_counted_before_they_are_made(string text)
    {
        EmbeddingHead head = EmbeddingHead.Parse(text, 10);
        Network<float> network = head.Build<float>();
        Assert.Equal(network.Parameters.Count, head.WeightCount);
        Assert.Equal(head.InputEmbeddingSize, network.Inputs);
        Assert.Equal(head.OutputSize, network.Outputs);
    }

    [Fact]
    public void Another_layer_is_no_activation() =>
        Assert.Contains("relu, gelu, tanh", Assert.Throws<ArgumentException>(() => new WideningHead(3) { Activation = LayerDesign.Linear(3) }).Message, StringComparison.Ordinal);

    [Fact]
    public void Heads_that_do_not_fit_together_are_refused() =>
        Assert.Contains("takes 5 numbers but linear(4) before it gives 4",
            Assert.Throws<ArgumentException>(() => new SequentialHead(new LinearHead(4, 3), new GatedHead(5))).Message, StringComparison.Ordinal);
}
