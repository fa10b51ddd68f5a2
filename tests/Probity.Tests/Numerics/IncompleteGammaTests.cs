using FsCheck;
using FsCheck.Fluent;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class IncompleteGammaTests
{
    // Confluent hypergeometric form in 60-digit arithmetic (mpmath 1.2).
    [Theory]
    [InlineData(3777.4319544685327, 3124.7764990031337, -67.142843137122711, -6.9220339696980808e-30)]
    [InlineData(15.603675394051027, 4.7325599576780748, -9.7154145164557963, -6.0347903946028324e-05)]
    [InlineData(0.84664815016804262, 0.0058869941354189855, -4.2932476234269537, -0.013754652061860786)]
    [InlineData(85.761146718234727, 77.704486440406285, -1.6388736443905885, -0.21591803818812941)]
    [InlineData(0.032879046583518881, 2.0141050685391457e-08, -0.56453021469479203, -0.84078263633212069)]
    [InlineData(0.021430722887074705, 0.00078431238475312759, -0.14126489329099123, -2.026919569742776)]
    [InlineData(0.024812586543992765, 0.14567683255104188, -0.037383202634687029, -3.3051671755331875)]
    [InlineData(0.00098511618741764203, 5.7369357510820006e-05, -0.0090528746686959691, -4.7091959513225028)]
    [InlineData(7.6743777184531378e-05, 1.3363419468804254e-16, -0.0027608015875920746, -5.8936142943422309)]
    [InlineData(1.4642814077437055e-05, 2.7035492670571225e-15, -0.00048272975887694001, -7.6362949214939766)]
    [InlineData(5.7049591742414145e-06, 2.0311904099086727e-08, -9.7753606936114903e-05, -9.233109336582686)]
    [InlineData(1.036986915336101e-05, 0.11145827513400763, -1.7891390769512664e-05, -10.931199869096279)]
    [InlineData(2.7654177871721108, 22.538915464097027, -2.6417190454547478e-08, -17.4492508983299)]
    [InlineData(3.2109684769174619e-06, 50.117549863452453, -1.0775989185183583e-29, -66.700232354315929)]
    public void Both_sides_are_right_in_far_tails_and_next_to_one(double a, double x, double logLower, double logUpper)
    {
        Assert.Equal(0, (IncompleteGamma.LogLower(a, x) - logLower) / Math.Abs(logLower), 1e-12);
        Assert.Equal(0, (IncompleteGamma.LogUpper(a, x) - logUpper) / Math.Abs(logUpper), 1e-12);
    }

    [Fact]
    public void Closed_forms_hold()
    {
        foreach (double x in (double[])[1e-200, 1e-5, .3, .6, 1, 1.7, 5, 60, 700])
        {
            Assert.Equal(-x, IncompleteGamma.LogUpper(1, x), 1e-13 * x);
            Assert.Equal(-x + Elementary.Log1P(x + x * x / 2), IncompleteGamma.LogUpper(3, x), 1e-13 * Math.Max(x, 1e-3));
            // Q(½, z²/2) is the two-sided tail of a normal.
            double z = Math.Sqrt(2 * x);
            Assert.Equal(Math.Log(2 * NormalDistribution.UpperTail(z)), IncompleteGamma.LogUpper(.5, x), 1e-13 * Math.Max(1, x));
        }
        // The 95 % point of chi-squared with three degrees is 7.814727903251179.
        Assert.Equal(.05, IncompleteGamma.Upper(1.5, 7.814727903251179 / 2), 1e-15);
    }

    [Fact]
    public void The_recurrence_and_the_sum_to_one_hold()
    {
        var cases = from i in Gen.Choose(-400, 500) from w in Gen.Choose(-600, 600) select (A: Math.Pow(10, i / 100.0), Shift: w / 100.0);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            double x = c.A * Math.Exp(c.Shift / Math.Max(1, Math.Sqrt(c.A)));
            double density = Math.Exp(c.A * Math.Log(x) - x - GammaFunction.Log(c.A + 1));
            bool recurrence = Math.Abs(IncompleteGamma.Lower(c.A, x) - IncompleteGamma.Lower(c.A + 1, x) - density) < 1e-9;
            return recurrence && Math.Abs(IncompleteGamma.Lower(c.A, x) + IncompleteGamma.Upper(c.A, x) - 1) < 1e-14;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_inverse_undoes_it_from_either_end()
    {
        var cases = from i in Gen.Choose(-400, 600) from e in Gen.Choose(1, 60_000) select (A: Math.Pow(10, i / 100.0), Log: -e / 100.0);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            double p = Math.Exp(c.Log);
            double x = IncompleteGamma.InverseLower(c.A, p), top = IncompleteGamma.InverseUpper(c.A, p);
            return (x < 1e-300 || Math.Abs(IncompleteGamma.LogLower(c.A, x) / c.Log - 1) < 1e-10)
                && (top < 1e-300 || Math.Abs(IncompleteGamma.LogUpper(c.A, top) / c.Log - 1) < 1e-10);
        }).QuickCheckThrowOnFailure();
    }

    // scipy 1.10.1, special.gammaincinv and gammainccinv; the third row mpmath 1.2, 60 digits.
    [Theory]
    [InlineData(3.5, .05, 1.0836749546490285, 7.0335702246700835)]
    [InlineData(.01, .2, 7.1758381098580719e-71, 1.1531127259490523e-10)]
    [InlineData(13.489628825916533, 1e-223, 1.722483063525215e-16, 571.55369455676334)]
    [InlineData(1e4, 1e-12, 9312.6289698542259, 10719.69177661663)]
    public void Quantiles_agree_with_scipy(double a, double p, double lower, double upper)
    {
        Assert.Equal(1, IncompleteGamma.InverseLower(a, p) / lower, 1e-10);
        Assert.Equal(1, IncompleteGamma.InverseUpper(a, p) / upper, 1e-10);
    }

    [Fact]
    public void Ends_and_bad_input()
    {
        Assert.Equal(0, IncompleteGamma.InverseLower(2, 0));
        Assert.Equal(double.PositiveInfinity, IncompleteGamma.InverseLower(2, 1));
        Assert.Equal(0, IncompleteGamma.Lower(2, 0));
        Assert.Equal(0, IncompleteGamma.Upper(2, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => IncompleteGamma.Lower(0, 1));
        Assert.Throws<ArgumentException>(() => IncompleteGamma.Lower(1, -1));
        Assert.Throws<ArgumentException>(() => IncompleteGamma.Lower(1, double.NaN));
        Assert.Throws<ArgumentException>(() => IncompleteGamma.Lower(1e11, 1));
        Assert.Throws<ArgumentException>(() => IncompleteGamma.InverseUpper(1, 2));
    }
}
