namespace Probity.Similarity.Tests.Losses;

public class ProxyAnchorLossTests
{
    /// <summary>PyTorch by hand in double, by the paper's formula.</summary>
    [Fact]
    public void Has_the_value_and_gradient_of_the_formula() => FixedProxies.Check(new ProxyAnchorLoss(4, .3), 5.977501198410038,
    [
        0.4099876848, -0.1690780269, -0.3381560537, -0.2169351605, 0.1886097415, -0.7110519339, -1.114781524, -1.0303743474, 1.5455615212,
        -0.4784144916, -0.8263918823, 0.5315716574, -0.0039706751, -0.0042821514, -0.0373771628, 0.072316579, -0.0238254656, 0.0337477369,
    ],
    [-0.9870041, 0.2981504294, 0.082239047, 0.4486769029, 1.8567199656, -0.0088589077, -0.066736209, -0.6986546924, -0.1883940914]);

    [Fact]
    public void Has_its_value_at_the_paper_s_settings() => Assert.Equal(31.299860265373187, FixedProxies.Value(new ProxyAnchorLoss()), 1e-9);

    /// <summary>Two groups without an item in the batch: the first part is a mean over those that have one, the second over all.</summary>
    [Fact]
    public void Means_are_over_proxies_with_items_and_over_all()
    {
        double[] items = [1, .2, .5, -1, -.3, .4], proxies = [1, 0, 0, 1, -1, .5, .2, -.9];
        double value = new ProxyAnchorLoss(3, .2).ValueAndGradient(items, 2, [0, 0, 1], 4, new double[6], proxies, new double[8]);
        double own = 0, others = 0;
        for (int p = 0; p < 4; p++)
        {
            double positives = 0, negatives = 0;
            for (int i = 0; i < 3; i++)
            {
                double x = items[2 * i], y = items[(2 * i) + 1], u = proxies[2 * p], v = proxies[(2 * p) + 1];
                double cosine = ((x * u) + (y * v)) / Math.Sqrt(((x * x) + (y * y)) * ((u * u) + (v * v)));
                if ((i < 2 ? 0 : 1) == p) positives += Math.Exp(-3 * (cosine - .2));
                else negatives += Math.Exp(3 * (cosine + .2));
            }
            own += Math.Log(1 + positives);
            others += Math.Log(1 + negatives);
        }
        Assert.Equal((own / 2) + (others / 4), value, 1e-12);
    }

    [Fact]
    public void Its_gradient_is_that_of_central_differences()
    {
        LossGradientCheck.Of(new ProxyAnchorLoss(6, .1), tolerance: 1e-5);
        LossGradientCheck.Of(new ProxyAnchorLoss(6, .1), MultiLabelRelations.Random(12, 5), 12, 4, tolerance: 1e-5);
    }

    [Fact]
    public void Large_scales_do_not_overflow()
    {
        double[] gradient = new double[2];
        double value = new ProxyAnchorLoss(1e4, 0).ValueAndGradient([1, 0], 2, [0], 2, gradient, [-1, 0, 1, 0], new double[4]);
        Assert.Equal(1e4 + (1e4 / 2), value, 1e-6);
        Assert.All(gradient, derivative => Assert.True(double.IsFinite(derivative)));
    }

    [Fact]
    public void Takes_no_reducer() =>
        Assert.Contains("takes no reducer", Assert.Throws<ArgumentException>(() => FixedProxies.Value(new ProxyAnchorLoss { Reducer = Reducer.Mean })).Message);
}
