namespace Probity.Similarity.Tests.Uncertainty;

public class VonMisesFisherTests
{
    /// <summary>scipy 1: log(ive(v, k)) + k − v·log(k/2) + gammaln(v + 1) and ive(v + 1, k)/ive(v, k), v = d/2 − 1.</summary>
    [Theory]
    [InlineData(2, .5, 0.061549719185481355, 0.24249961258080188)]
    [InlineData(2, 5, 3.3046817758225333, 0.893383137044085)]
    [InlineData(2, 400, 396.0856420848876, 0.9987492167892057)]
    [InlineData(3, .01, 1.6666611112714502e-05, 0.0033333111113227495)]
    [InlineData(3, 5, 2.697369506045592, 0.8000908039820194)]
    [InlineData(3, 20000, 19989.403365266906, 0.99995)]
    [InlineData(64, .5, 0.0019530672059886456, 0.007812037665568662)]
    [InlineData(64, 60, 21.7880779000092, 0.6023437186503399)]
    [InlineData(64, 20000, 19786.676970366887, 0.9984262009968301)]
    [InlineData(256, 5, 0.04881888859449646, 0.019523862724167437)]
    [InlineData(256, 400, 194.73192538105434, 0.7305572442771158)]
    public void Normaliser_is_that_of_scipy(int dimensions, double kappa, double value, double slope)
    {
        (double got, double gotSlope) = new VonMisesFisher(dimensions).LogNormaliser(kappa);
        Assert.Equal(value, got, 2e-10 * (1 + Math.Abs(value)));
        Assert.Equal(1, gotSlope / slope, 1e-8);
    }

    /// <summary>At small κ: κ²/(2d) and κ/d. At large κ: A → 1 − (d − 1)/(2κ) + (d − 1)(d − 3)/(8κ²).</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(512)]
    public void Limits(int dimensions)
    {
        var law = new VonMisesFisher(dimensions);
        Assert.Equal((0, 0), law.LogNormaliser(0));
        (double value, double slope) = law.LogNormaliser(1e-6);
        Assert.Equal(1, value / (1e-12 / (2 * dimensions)), 1e-9);
        Assert.Equal(1, slope / (1e-6 / dimensions), 1e-9);
        double kappa = 1e3 * dimensions;
        Assert.Equal(1 - ((dimensions - 1) / (2 * kappa)) + ((dimensions - 1) * (dimensions - 3.0) / (8 * kappa * kappa)), law.LogNormaliser(kappa).Slope, 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Series_and_expansion_meet(int dimensions)
    {
        var law = new VonMisesFisher(dimensions);
        double seam = 1e-3 * dimensions / 2;
        (double below, double slopeBelow) = law.LogNormaliser(seam * (1 - 1e-9));
        (double above, double slopeAbove) = law.LogNormaliser(seam);
        Assert.Equal(below, above, 1e-10);
        Assert.Equal(1, slopeAbove / slopeBelow, 1e-8);
    }
}
