namespace Probity.Similarity.Tests.Losses;

public class CosFaceLossTests
{
    /// <summary>PyTorch by hand in double, and the known answer 40.0385. Quaterion 0.1.35 takes the cosine of a cosine and has 2.4885.</summary>
    [Fact]
    public void Takes_the_cosine_once() => FixedProxies.Check(new CosFaceLoss(64, .35), 40.03852187681935,
    [
        9.7970874644, -0.9732630152, -1.9465260303, -1.8726941927, 2.0270028314, -7.733472487, -20.7015977837, -25.2751611595, 37.9127417393,
        -4.0442060272, -8.696126041, 4.4935622524, 0.0, 0.0, 0.0, 0.0007474078, -0.0003556615, 0.0003487903,
    ],
    [-8.7828250204, -2.8743175107, -8.1120380252, 1.9724353254, 22.1753208007, -2.0407970713, -1.3733682959, -13.7196542712, -3.6576392265]);

    [Fact]
    public void Its_gradient_is_that_of_central_differences()
    {
        LossGradientCheck.Of(new CosFaceLoss(8, .35), tolerance: 1e-5);
        LossGradientCheck.Of(new CosFaceLoss(8, .35), MultiLabelRelations.Random(12, 5), 12, 4, tolerance: 1e-5);
    }

    [Fact]
    public void Refuses_settings_out_of_range()
    {
        Assert.Throws<ArgumentException>(() => new CosFaceLoss(0));
        Assert.Throws<ArgumentException>(() => new CosFaceLoss(64, -.1));
        Assert.Throws<ArgumentException>(() => new CosFaceLoss(64, double.NaN));
    }
}
