namespace Probity.Similarity.Tests.Losses;

public class GroupContrastiveLossTests
{
    [Fact]
    public void Has_the_value_and_gradient_of_pytorch_metric_learning() => OtherDistances.Check(new GroupContrastiveLoss(), OtherDistances.UnitEuclidean, 1.5512673425011143,
    [
        0.3006777421, -0.1354859454, -0.2709718908,
        -0.0816911053, -0.0210093322, 0.1003755497,
        -0.8092130693, 0.3387232655, -0.5080848982,
        0.1209886891, -0.3192666885, -0.1344318768,
        -0.0763179815, -0.0750598514, 0.1509756058,
        0.0005469308, 0.2911469318, 0.0002552344,
    ]);

    [Theory]
    [InlineData(Distance.Cosine)]
    [InlineData(Distance.DotProduct)]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Manhattan)]
    public void Its_gradient_is_that_of_central_differences(Distance distance)
    {
        LossGradientCheck.Of(new GroupContrastiveLoss(.1, 1.2) { Distance = distance });
        LossGradientCheck.Of(new GroupContrastiveLoss(.1, 1.2) { Distance = distance }, new SharedLabels([1, 3, 2, 4, 6, 0, 1, 8, 12, 5]), 10, 4);
    }

    [Fact]
    public void Reads_what_it_writes() => Assert.Equal("group-contrastive(0.1,1.5)", SimilarityLoss.Parse("group-contrastive(0.1,1.5)").ToString());
}
