namespace Probity.Similarity.Tests.Losses;

public class ProxyNcaLossTests
{
    /// <summary>Known answer; the derivative in the proxies is PyTorch's, by hand.</summary>
    [Fact]
    public void Has_the_value_and_gradient_of_pytorch_metric_learning() => FixedProxies.Check(new ProxyNcaLoss(1), 1.2251389142069764,
    [
        0.2010027117, -0.0227682303, -0.0455364606, -0.0805278058, 0.0398774993, -0.1434044362, -0.2279564847, -0.5561121493, 0.8341682239,
        -0.1377606461, -0.2334615138, 0.1530673845, 0.0012938459, 0.0010820355, -0.0254172445, 0.0440298729, -0.0162734526, 0.020547274,
    ],
    [-0.2218859432, -0.0948185947, -0.2404641289, 0.1136417089, 0.4847488633, -0.0043117182, -0.1113582661, -0.2251463649, -0.0008099442]);

    /// <summary>PyTorch by hand in double.</summary>
    [Fact]
    public void In_the_first_form_the_sum_leaves_the_own_proxy_out() => FixedProxies.Check(new ProxyNcaLoss(1, ownInSum: false), .5922336341211452,
    [
        0.3021240194, -0.0342225694, -0.0684451388, -0.0933769615, 0.046240422, -0.1662862957, -0.3352729273, -0.817916404, 1.226874606,
        -0.1494818476, -0.2533253104, 0.1660909418, 0.0061527353, 0.0051454955, -0.1208687796, 0.1484151904, -0.0548542933, 0.0692604222,
    ],
    [-0.1363659366, -0.1753961147, -0.3351801582, 0.1917687764, 0.6236270296, 0.0204925823, -0.3665855089, -0.1468743645, 0.1954322178]);

    [Theory]
    [InlineData(Distance.Euclidean, true)]
    [InlineData(Distance.Cosine, true)]
    [InlineData(Distance.Cosine, false)]
    public void Its_gradient_is_that_of_central_differences(Distance distance, bool own)
    {
        LossGradientCheck.Of(new ProxyNcaLoss(.7, own) { Distance = distance });
        LossGradientCheck.Of(new ProxyNcaLoss(.7, own) { Distance = distance }, MultiLabelRelations.Random(12, 5), 12, 4);
    }

    [Fact]
    public void With_one_group_the_first_form_has_nothing_to_say() =>
        Assert.Equal(0, new ProxyNcaLoss(1, ownInSum: false).ValueAndGradient([1, 2], 2, [0], 1, new double[2], [3, 4], new double[2]));
}
