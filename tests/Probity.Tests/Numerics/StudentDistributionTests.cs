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

    [Theory]
    [InlineData(1e-6)]
    [InlineData(.04)]
    [InlineData(.95)]
    [InlineData(.999999)]
    public void One_two_and_many_degrees_have_closed_forms_to_the_last_digits(double level)
    {
        Assert.Equal(1, StudentDistribution.TwoSided(level, 1) / Math.Tan(level * Math.PI / 2), 1e-10);
        Assert.Equal(1, StudentDistribution.TwoSided(level, 2) / Math.Sqrt(2 * level * level / (1 - level * level)), 1e-10);
        // z + (z³ + z)/4ν for many degrees (Cornish & Fisher).
        double z = NormalDistribution.Quantile(.5 + level / 2);
        Assert.Equal(1, StudentDistribution.TwoSided(level, 1e7) / (z + (z * z * z + z) / 4e7), 1e-9);
    }

    [Fact]
    public void Refuses_levels_that_are_no_share()
    {
        Assert.Throws<ArgumentException>(() => StudentDistribution.TwoSided(1, 3));
        Assert.Throws<ArgumentException>(() => StudentDistribution.TwoSided(.95, 0));
    }
}
