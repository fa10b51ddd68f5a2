namespace Probity.Learning.Tests.Design;

public class NetworkDesignTests
{
    [Theory]
    [InlineData("")]
    [InlineData("linear(256) batchnorm gelu dropout(0.2) residual(linear(256) layernorm relu)")]
    [InlineData("residual(residual(tanh) linear(3)) dropout(1E-05)")]
    [InlineData("dropout(0.30000000000000004)")]
    public void Text_comes_back(string text)
    {
        var design = NetworkDesign.Parse(text);
        Assert.Equal(text, design.ToString());
        Assert.Equal(design, NetworkDesign.Parse(text));
        Assert.Equal(design.GetHashCode(), NetworkDesign.Parse(text).GetHashCode());
    }

    [Fact]
    public void Blanks_are_free() =>
        Assert.Equal("linear(8) relu residual(tanh) gelu", NetworkDesign.Parse(" linear ( 8 )\n relu\tresidual( tanh )gelu ").ToString());

    [Fact]
    public void Text_is_what_the_parts_make() => Assert.Equal(
        new NetworkDesign(
            LayerDesign.Linear(8), LayerDesign.BatchNormalization, LayerDesign.Gelu, LayerDesign.Dropout(.25),
            LayerDesign.Residual(LayerDesign.Linear(8), LayerDesign.LayerNormalization, LayerDesign.Tanh)),
        NetworkDesign.Parse("linear(8) batchnorm gelu dropout(0.25) residual(linear(8) layernorm tanh)"));

    [Fact]
    public void Hidden_layers_come_in_the_usual_order()
    {
        Assert.Equal("linear(64) batchnorm gelu dropout(0.1) linear(32) batchnorm gelu dropout(0.1)", NetworkDesign.Hidden([64, 32], "gelu", "batch", .1).ToString());
        Assert.Equal("linear(64) layernorm tanh", NetworkDesign.Hidden([64], "tanh", "layer").ToString());
        Assert.Equal("linear(64) relu", NetworkDesign.Hidden(64).ToString());
        Refused("relu, gelu or tanh", () => NetworkDesign.Hidden([64], "selu"));
        Refused("none, batch or layer", () => NetworkDesign.Hidden([64], "relu", "group"));
        Refused("dropout: 1", () => NetworkDesign.Hidden([64], "relu", dropout: 1));
    }

    [Theory]
    [InlineData("linear", "'(' is missing behind linear, at character 7: the end")]
    [InlineData("relu linear(8", "')' is missing, at character 14")]
    [InlineData("linear()", "no whole number")]
    [InlineData("linear(-3)", "no whole number")]
    [InlineData("linear(0)", "it must be 1 to 1,048,576")]
    [InlineData("linear(99999999999999999999)", "no whole number")]
    [InlineData("linear(8.5)", "no whole number")]
    [InlineData("relu swish", "no layer that is known: linear(256), relu, gelu, tanh, batchnorm, layernorm, dropout(0.2), residual(...), at character 6: 'swish'")]
    [InlineData("relu)", "a ')' that closes nothing")]
    [InlineData("Relu", "no layer that is known")]
    [InlineData("dropout(1)", "the share to drop")]
    [InlineData("dropout(1e999)", "the share to drop")]
    [InlineData("dropout(-1)", "no number")]
    [InlineData("dropout(NaN)", "the share to drop")]
    [InlineData("dropout(x)", "no number")]
    [InlineData("residual()", "no layers inside")]
    [InlineData("residual(relu", "')' is missing")]
    [InlineData("(((", "no layer that is known")]
    public void Refuses_what_is_no_design(string text, string words)
    {
        Refused(words, () => NetworkDesign.Parse(text));
        Assert.False(NetworkDesign.TryParse(text, out NetworkDesign? design));
        Assert.Null(design);
    }

    [Fact]
    public void Refuses_text_that_is_too_much()
    {
        Refused("1,000,000 characters", () => NetworkDesign.Parse(new string('(', 1_000_000)));
        Refused("more than 32 deep", () => NetworkDesign.Parse(string.Concat(Enumerable.Repeat("residual(", 7_000))));
        Refused("more than 1,000 layers", () => NetworkDesign.Parse(string.Join(' ', Enumerable.Repeat("relu", 5_000))));
        string deepest = string.Concat(Enumerable.Repeat("residual(", 32)) + "relu" + new string(')', 32);
        Assert.Equal(deepest, NetworkDesign.Parse(deepest).ToString());
        Refused("33 deep", () => LayerDesign.Residual(NetworkDesign.Parse(deepest).Layers[0]));
        Assert.False(NetworkDesign.TryParse(null, out _));
        Assert.True(NetworkDesign.TryParse("tanh", out NetworkDesign? design));
        Assert.Equal("tanh", design.ToString());
    }

    [Fact]
    public void Refuses_to_build_what_does_not_fit()
    {
        Refused("takes 5 values but its layers give 7; end it with linear(5)", () => NetworkDesign.Parse("linear(5) residual(linear(7) relu)").Build<float>(3, 2));
        Refused("1,048,576 inputs times 1,048,576 outputs", () => NetworkDesign.Parse("linear(1048576) linear(1048576)").Build<float>(3, 2));
        Refused("is 1,073,741,824 weights", () => NetworkDesign.Parse("linear(1024)").Build<float>(1 << 20, 2));
        Refused("parameters; 268,435,456 is the most", () => NetworkDesign.Parse("linear(16384) linear(16000) linear(16384)").Build<float>(3, 2));
    }

    private static void Refused(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
