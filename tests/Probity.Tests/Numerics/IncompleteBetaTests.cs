using FsCheck;
using FsCheck.Fluent;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class IncompleteBetaTests
{
    // Hypergeometric form in 60-digit arithmetic (mpmath 1.2), at shapes drawn over ten decades.
    [Theory]
    [InlineData(4.696494922404141, 7.6395337836936282e-06, 1.3889708505019023e-05, -65.85626477576325, -2.5060377521473913e-29)]
    [InlineData(0.24060902524804761, 0.00038298591813962853, 5.7374654268987293e-11, -12.118293361645563, -5.45875054519328e-06)]
    [InlineData(1388.5707763523237, 2.0034968110736334e-05, 0.99999999943538542, -8.2168103121807938, -0.00027011162474838889)]
    [InlineData(2200.3625500993999, 0.50358509109549765, 0.99799490606813168, -5.8094715498785794, -0.0030035205385562707)]
    [InlineData(0.016373901987237555, 0.0005117412344462219, 8.7493244181727773e-05, -3.6493818107433422, -0.026351368778346762)]
    [InlineData(0.00069500919083676296, 9.0782247258223024e-05, 2.1666062217361171e-06, -2.1672921064624946, -0.12158838565147306)]
    [InlineData(0.038930333920129415, 0.015864187477422614, 0.99847618709244335, -1.026230750681502, -0.44372031845665427)]
    [InlineData(0.00346434652445649, 0.0062865838569747031, 0.99999976224284903, -0.3898058631933895, -1.1306861874695979)]
    [InlineData(8.1037572915027678e-05, 0.00081243008062907649, 5.8633448335794336e-07, -0.096243006370277717, -2.3886145560024472)]
    [InlineData(842.84757963936727, 35.077799773902179, 0.97270729737622952, -0.017952562053937804, -4.0289852935494919)]
    [InlineData(0.0001620869725856942, 2.4606329161334628, 3.5609393129562627e-10, -0.0033219783951001502, -5.7088553007777234)]
    [InlineData(1.6423600712830026e-05, 105.60508431187401, 1.621743249590925e-11, -0.00032211226581393878, -8.0407714733983546)]
    [InlineData(1.3055892641509227e-06, 0.29505903720565801, 0.11611962463514447, -6.5980003488676084e-06, -11.928747231281495)]
    [InlineData(4.589085790132305e-05, 232.38217571409584, 0.20332129133106816, -1.0972099203018999e-29, -66.682197175315963)]
    public void Both_sides_are_right_in_far_tails_and_next_to_one(double a, double b, double x, double log, double logComplement)
    {
        Assert.Equal(0, (IncompleteBeta.Log(a, b, x) - log) / Math.Max(Math.Min(1, Math.Abs(log)), Math.Abs(log)), 1e-12);
        Assert.Equal(0, (IncompleteBeta.LogComplement(a, b, x) - logComplement) / Math.Abs(logComplement), 1e-12);
    }

    [Fact]
    public void Closed_forms_hold()
    {
        foreach (double x in (double[])[0, 1e-300, 1e-8, .1, .5, .9, 1 - 1e-12, 1])
        {
            Assert.Equal(x, IncompleteBeta.Regularized(1, 1, x), 2e-13 * x);   // its logarithm is as large as 700
            Assert.Equal(Math.Pow(x, 7.5), IncompleteBeta.Regularized(7.5, 1, x), 2e-12 * Math.Pow(x, 7.5));
            Assert.Equal(x * x * (3 - 2 * x), IncompleteBeta.Regularized(2, 2, x), 2e-13 * x * x);
            double arcsine = x < .5 ? 2 / Math.PI * Math.Asin(Math.Sqrt(x)) : 1 - 2 / Math.PI * Math.Asin(Math.Sqrt(1 - x));
            Assert.Equal(arcsine, IncompleteBeta.Regularized(.5, .5, x), 1e-14);
        }
        foreach (double a in (double[])[1e-6, .3, 1, 40, 1e5, 1e8]) Assert.Equal(.5, IncompleteBeta.Regularized(a, a, .5), 1e-11);
    }

    [Fact]
    public void Agrees_with_the_binomial_tail_up_to_ten_million_trials()
    {
        // P(Bin(n, x) ≥ k) = Iₓ(k, n − k + 1); Binomial sums the terms themselves.
        foreach (int n in (int[])[1, 30, 5_000, 10_000_000])
        {
            foreach (double share in (double[])[.01, .2, .5, .9])
            {
                int k = Math.Max(1, (int)(n * share));
                foreach (double x in (double[])[share * .9, share, Math.Min(.99, share * 1.05)])
                {
                    double tail = Binomial.LogUpperTail(k, n, x);
                    Assert.Equal(0, (IncompleteBeta.Log(k, n - k + 1, x) - tail) / Math.Max(1, Math.Abs(tail)), 1e-11);
                }
            }
        }
    }

    [Fact]
    public void Laws_of_the_beta_function_hold()
    {
        var shape = Gen.Choose(-400, 400).Select(i => Math.Pow(10, i / 100.0));
        var cases = from a in shape from b in shape from w in Gen.Choose(-700, 700) select (A: a, B: b, X: 1 / (1 + Math.Exp(-w / 100.0)));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            double whole = IncompleteBeta.Regularized(c.A, c.B, c.X);
            double mirrored = IncompleteBeta.Regularized(c.B, c.A, 1 - c.X);
            // Iₓ(a, b) = Iₓ(a + 1, b) + xᵃ(1 − x)ᵇ/(a·B(a, b)).
            double density = Math.Exp(c.A * Math.Log(c.X) + c.B * Elementary.Log1P(-c.X) - Math.Log(c.A) + GammaFunction.Log(c.A + c.B) - GammaFunction.Log(c.A) - GammaFunction.Log(c.B));
            double next = IncompleteBeta.Regularized(c.A + 1, c.B, c.X) + density;
            return Math.Abs(whole + mirrored - 1) < 1e-10 && Math.Abs(whole - next) < 1e-9;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_inverse_undoes_it_from_either_end()
    {
        var shape = Gen.Choose(-200, 500).Select(i => Math.Pow(10, i / 100.0));
        var cases = from a in shape from b in shape from e in Gen.Choose(1, 30_000) select (A: a, B: b, Log: -e / 100.0);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            double p = Math.Exp(c.Log);
            double x = IncompleteBeta.Inverse(c.A, c.B, p), top = IncompleteBeta.InverseOfComplement(c.A, c.B, p);
            // Where x is a double with room on both sides; next to 1 it has no digits left to carry the answer.
            bool lower = x < 1e-300 || x > .999 || Math.Abs(Math.Exp(IncompleteBeta.Log(c.A, c.B, x) - c.Log) - 1) < 1e-10;
            bool upper = top < 1e-300 || top > .999 || Math.Abs(Math.Exp(IncompleteBeta.LogComplement(c.A, c.B, top) - c.Log) - 1) < 1e-10;
            return lower && upper;
        }).QuickCheckThrowOnFailure();
    }

    // scipy 1.10.1, special.betaincinv.
    [Theory]
    [InlineData(2, 3, .05, 0.097611462886414341)]
    [InlineData(.5, .5, .975, 0.99845866686656404)]
    [InlineData(120.5, 3.25, 1e-9, 0.79883519960254423)]
    [InlineData(1e-3, 2, .999, 0.15856672392071847)]
    public void Quantiles_agree_with_scipy(double a, double b, double p, double x) => Assert.Equal(1, IncompleteBeta.Inverse(a, b, p) / x, 1e-10);

    [Theory]
    [InlineData(1e-4, 75, .6)]
    [InlineData(1e-4, 1e8, .8)]
    [InlineData(2e-5, 1, .7)]      // x = .7^50,000
    public void Quantiles_beyond_all_doubles_are_0_or_1_on_either_side_of_the_median(double a, double b, double p)
    {
        Assert.Equal(0, IncompleteBeta.Inverse(a, b, p));
        Assert.Equal(0, IncompleteBeta.InverseOfComplement(a, b, 1 - p));
        Assert.Equal(1, IncompleteBeta.Inverse(b, a, 1 - p));
        Assert.Equal(1, IncompleteBeta.InverseOfComplement(b, a, p));
    }

    [Fact]
    public void Quantiles_of_a_power_keep_their_digits_above_the_median()
    {
        // I = xᵃ for b = 1.
        foreach (double a in (double[])[1e-3, .01, .5, 3])
        {
            foreach (double p in (double[])[.51, .7, .999])
                Assert.Equal(1, IncompleteBeta.Inverse(a, 1, p) / Math.Pow(p, 1 / a), 1e-11);
        }
    }

    [Fact]
    public void Ends_and_bad_input()
    {
        Assert.Equal(0, IncompleteBeta.Inverse(2, 3, 0));
        Assert.Equal(1, IncompleteBeta.Inverse(2, 3, 1));
        Assert.Equal(1, IncompleteBeta.InverseOfComplement(2, 3, 0));
        Assert.Equal(0, IncompleteBeta.Inverse(1e-5, 1, .5));   // 2^−100,000
        Assert.Equal(double.NegativeInfinity, IncompleteBeta.Log(2, 3, 0));
        Assert.Throws<ArgumentException>(() => IncompleteBeta.Log(0, 1, .5));
        Assert.Throws<ArgumentException>(() => IncompleteBeta.Log(1, double.NaN, .5));
        Assert.Throws<ArgumentException>(() => IncompleteBeta.Log(1, 1, 1.5));
        Assert.Throws<ArgumentException>(() => IncompleteBeta.Inverse(1, 1, double.NaN));
        Assert.Throws<ArgumentException>(() => IncompleteBeta.Inverse(1e12, 1, .5));
    }
}
