using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class StudentDistributionTests
{
    [Theory]
    [InlineData(.95, 1, 12.706204736432095)]   // tan(.475π)
    [InlineData(.95, 2, 4.302652729911275)]
    [InlineData(.5, 7.5, .7085995804442136)]
    [InlineData(.99, 30, 2.7499956535670305)]
    [InlineData(.95, 1e7, 1.959964221767205)]
    public void Quantiles_are_those_of_another_library(double level, double degrees, double expected)
    {
        Assert.Equal(expected, StudentDistribution.TwoSided(level, degrees), 1e-8 * expected);
        Assert.Equal(-MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, degrees, (1 - level) / 2), StudentDistribution.TwoSided(level, degrees), 1e-6);
    }
}
