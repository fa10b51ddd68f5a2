using System.Numerics;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class ShareLogarithmTests
{
    [Fact]
    public void Is_the_logarithm_over_the_whole_range_of_shares()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 200_000; i++)
        {
            double x = (float)Math.Exp(-103 * random.NextDouble() * random.NextDouble());
            Check(x, 1e-15);
            Check((float)(1 - (1e-3 * random.NextDouble())), 1e-15);
        }
        foreach (double x in new double[] { 1, .5, 2, 4, float.Epsilon, 1.17549435e-38f, MathF.BitDecrement(1), MathF.BitIncrement(1), .70710677f, .7071068f, 1.4142135f, 1.4142137f }) Check(x, 2e-15);
        Assert.Equal(0, ShareLogarithm.TimesLog(Vector<double>.Zero)[0]);
        Assert.Equal(0, ShareLogarithm.TimesLog(Vector<double>.One)[0]);

        static void Check(double x, double absolute)
        {
            double expected = x * Math.Log(x), found = ShareLogarithm.TimesLog(new Vector<double>(x))[0];
            Assert.True(Math.Abs(found - expected) <= absolute && Math.Abs(found - expected) <= 4e-15 * Math.Abs(expected), $"{x:R}: {found:R} where {expected:R} is right");
        }
    }
}
