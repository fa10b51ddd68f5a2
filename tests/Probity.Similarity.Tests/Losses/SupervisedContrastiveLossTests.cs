namespace Probity.Similarity.Tests.Losses;

public class SupervisedContrastiveLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_pytorch_metric_learning() => FixedBatch.Check(new SupervisedContrastiveLoss(.1), 6.756492951872805,
    [
        2.8727602496, -1.1974133325, -2.394826665,
        -1.2614412944, -0.0106006139, 0.2946907143,
        -7.2123344529, 3.0806704534, -4.6210056801,
        0.8600755359, -2.8276087983, -0.9556394843,
        -1.3667835676, -1.3597137196, 0.8483817555,
        -0.0173567737, 2.0841108141, -0.0080998277,
    ]);

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.DotProduct)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    public void Its_gradient_is_that_of_central_differences_on_every_distance(Distance distance) =>
        LossGradientCheck.Of(new SupervisedContrastiveLoss(.3) { Distance = distance });
}
