namespace Probity.Similarity.Tests.Losses;

public class ArcFaceLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_Quaterion_and_pytorch_metric_learning() => FixedProxies.Check(new ArcFaceLoss(16, .3), 9.37044411321741,
    [
        2.496054984, -0.2784830199, -0.5569660397, -0.4311385952, 0.489169306, -1.8704495048, -5.2786163311, -6.6292995021, 9.9439492531,
        -0.9396916826, -2.0051643038, 1.0441018695, -4.884e-07, -6.174e-07, -1.54876e-05, 0.002548466, -0.0016616583, 0.0011892842,
    ],
    [-1.9531532606, -0.7921972315, -2.0487768747, 0.4722317633, 5.6642430847, -0.5393308616, -0.3374685215, -3.2945895497, -0.8732175023]);   // of the proxies: PyTorch by hand

    [Theory]
    [InlineData(16, .3)]
    [InlineData(4, .5)]
    [InlineData(8, 1.5)]
    public void Its_gradient_is_that_of_central_differences(double scale, double margin)
    {
        LossGradientCheck.Of(new ArcFaceLoss(scale, margin), tolerance: 1e-5);
        LossGradientCheck.Of(new ArcFaceLoss(scale, margin), MultiLabelRelations.Random(12, 5), 12, 4, tolerance: 1e-5);
    }

    [Theory]
    [InlineData(.1)]
    [InlineData(.5)]
    [InlineData(1.5)]
    public void Rises_with_the_angle_all_the_way_to_the_far_side(double margin)
    {
        double last = double.NegativeInfinity;
        for (int degree = 0; degree <= 180; degree++)
        {
            double angle = degree * Math.PI / 180;
            double loss = Loss([Math.Cos(angle), Math.Sin(angle), 0], new ArcFaceLoss(4, margin), out _);
            Assert.True(loss > last, $"{degree}°: {loss} after {last}");
            last = loss;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void On_its_proxy_and_opposite_of_it_the_gradient_is_finite(double along)
    {
        double loss = Loss([along, 0, 0], new ArcFaceLoss(64, .5), out double[] gradient);
        Assert.True(double.IsFinite(loss));
        Assert.All(gradient, value => Assert.True(double.IsFinite(value) && Math.Abs(value) < 64 * 64));
    }

    [Fact]
    public void Without_a_margin_it_is_the_normalised_softmax() =>
        Assert.Equal(FixedProxies.Value(new NormalizedSoftmaxLoss(1.0 / 16)), FixedProxies.Value(new ArcFaceLoss(16, 0)), 1e-12);

    [Fact]
    public void Refuses_another_distance_and_margins_out_of_range()
    {
        Assert.Contains("take cosine", Assert.Throws<ArgumentException>(() => FixedProxies.Value(new ArcFaceLoss { Distance = Distance.Euclidean })).Message);
        Assert.Contains("radians", Assert.Throws<ArgumentException>(() => new ArcFaceLoss(16, 17.2)).Message);
    }

    /// <summary>Of one item of group 0, whose proxy is the first axis; that of group 1 is the third, at a right angle to the item.</summary>
    private static double Loss(double[] item, SimilarityLoss loss, out double[] gradient)
    {
        gradient = new double[3];
        return loss.ValueAndGradient(item, 3, [0], 2, gradient, [1, 0, 0, 0, 0, 1], new double[6]);
    }
}
