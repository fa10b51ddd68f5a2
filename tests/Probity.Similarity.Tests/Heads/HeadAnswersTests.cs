using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity.Tests.Heads;

/// <summary>Known answers of Quaterion 0.1.35, float64, on a fixed batch.</summary>
public class HeadAnswersTests
{
    private static readonly float[] Batch = [0, -1, .5f, .1f, 2, .5f, 0, .3f, .2f, 1, 0, .9f, 1.2f, -1.2f, .01f, -.7f, 0, 1.5f];

    [Fact]
    public void Softmax_groups_give_known_answers()
    {
        // PyTorch keeps weights outputs × inputs; ours lie inputs × outputs.
        double[][] weight = [[.5, -.2, .1], [.3, .8, -.5], [-.6, .4, .9], [1, -1, .2], [0, .3, -.7], [-.4, .6, .5]];
        Network<double> network = new SoftmaxEmbeddingsHead(2, 3, 3) { BatchNormalization = false, Temperature = 1 }.Build<double>();
        Set(network, "weight", [.. Enumerable.Range(0, 3).SelectMany(i => weight.Select(row => row[i]))]);
        Set(network, "bias", [.1, -.1, 0, .2, 0, -.2]);
        AssertGives(network,
        [
            .5091783520182475, .11361304722994513, .37720860075180745, .7695200863486825, .10948275585243257, .12099715779888487,
            .10629482487541987, .46694739184049133, .4267577832840888, .04171927164114528, .2653270382520846, .69295369010677,
            .30755529666908205, .3014652937634998, .3909794095674181, .3164232562157977, .31960336281008295, .36397338097411935,
            .49765821275470284, .19439915039675995, .3079426368485371, .7404531476495564, .09921233590790904, .16033451644253463,
            .7625325056870084, .14703124834771494, .09043624596527677, .9348194278338133, .048007314529336494, .017173257636850146,
            .12704560438819848, .04864485811464966, .824309537497152, .23649155694109156, .10108002271642508, .6624284203424834,
        ]);
    }

    [Fact]
    public void Gates_give_known_answers()
    {
        Network<double> network = new GatedHead(3).Build<double>();
        Set(network, "gate", [2, .5, -1]);
        AssertGives(network,
        [
            0, -.46211715726000974, -.3807970779778824, .09640275800758169, .9242343145200195, -.3807970779778824,
            0, .1386351471780029, -.15231883119115297, .9640275800758169, 0, -.6854347403601884,
            1.1568330960909803, -.5545405887120116, -.007615941559557649, -.6748193060530718, 0, -1.1423912339336473,
        ]);
    }

    [Fact]
    public void A_skip_connection_gives_known_answers()
    {
        double[][] weight = [[.2, -.4, .6], [.8, .1, -.3], [-.5, .7, .9]];
        Network<double> network = new SkipConnectionHead(3).Build<double>();
        Set(network, "weight", [.. Enumerable.Range(0, 3).SelectMany(i => weight.Select(row => row[i]))]);
        Set(network, "bias", [.1, .2, .3]);
        Set(network, "gate", [-4, 0, 1]);
        AssertGives(network,
        [
            .014388967969673245, -1.025, .5365529289315003, .09316524021440521, 2.165, 2.0352230151230097,
            .0017986209962091559, .385, .7044304192547033, 1.015108416368157, .365, 1.345945732964303,
            1.2148566094286877, -.6815, -.8168272524305356, -.6845318594326012, -.4049999999999999, 2.9621171572600096,
        ]);
    }

    [Fact]
    public void Gates_start_at_two_and_all_but_shut()
    {
        Assert.Equal([2, 2, 2], Assert.Single(Gates(new GatedHead(3))));
        Assert.Collection(Gates(new SkipConnectionHead(3) { Count = 2 }), Shut, Shut);

        static void Shut(double[] gates) => Assert.Equal([-4, -4, -4], gates);
        static double[][] Gates(EmbeddingHead head)
        {
            Network<double> network = head.Build<double>();
            network.Initialise(1);
            return [.. network.Layers.SelectMany(layer => layer.Parameters).Where(parameter => parameter.Name == "gate").Select(parameter => parameter.Span.ToArray())];
        }
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("dropout(0.5) empty")]
    [InlineData("dropout(0.5) sequential(empty dropout(0.3) empty)")]
    public void The_empty_head_gives_what_it_gets(string text)
    {
        Network<float> network = EmbeddingHead.Parse(text, 3).Build<float>();
        float[] got = new float[Batch.Length];
        network.Forward(Features.Dense(Batch, 3), got);
        Assert.Equal(Batch, got);
    }

    private static void Set(Network<double> network, string name, double[] values) =>
        values.CopyTo(network.Layers.SelectMany(layer => layer.Parameters).Single(parameter => parameter.Name == name).Span);

    private static void AssertGives(Network<double> network, double[] expected)
    {
        double[] got = new double[expected.Length];
        network.Forward(Features.Dense(Batch, 3), got);
        for (int i = 0; i < got.Length; i++) Assert.Equal(expected[i], got[i], 6e-8);   // rows come as floats
    }
}
