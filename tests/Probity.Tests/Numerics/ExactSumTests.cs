using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class ExactSumTests
{
    [Fact]
    public void Nothing_is_lost_between_huge_and_tiny_terms()
    {
        var sum = Of(1e308, double.Epsilon, -1e308, 1, 1e-30, -1);
        Assert.Equal(1e-30, sum.Value);
        Assert.Equal(double.Epsilon, Of(double.Epsilon).Value);
        Assert.Equal(double.Epsilon, Of(1e308, double.Epsilon, -1e308).Value);
        Assert.Equal(-double.MaxValue, Of(-double.MaxValue).Value);
        Assert.Equal(0, Of().Value);
    }

    [Fact]
    public void Beyond_the_largest_double_is_infinite_and_comes_back()
    {
        var sum = Of(double.MaxValue, double.MaxValue);
        Assert.Equal(double.PositiveInfinity, sum.Value);
        sum.Add(-double.MaxValue);
        Assert.Equal(double.MaxValue, sum.Value);
    }

    [Fact]
    public void Agrees_with_whole_numbers_of_any_size() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), terms =>
        {
            // Every double is a whole multiple of 2^-1074.
            double[] values = [.. terms.Select(term => term.Get)];
            BigInteger whole = values.Aggregate(BigInteger.Zero, (sum, value) => sum + InUnits(value));
            double actual = Of(values).Value;
            BigInteger error = BigInteger.Abs(InUnits(actual) - whole), ulp = InUnits(Math.BitIncrement(Math.Abs(actual)) - Math.Abs(actual));
            return error <= ulp;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_and_parts_change_no_bit()
    {
        var stream = new RandomStream(5);
        double[] terms = new double[2_000];
        for (int i = 0; i < terms.Length; i++) terms[i] = stream.NextGaussian() * Math.Pow(10, stream.NextInt32(60) - 30);
        double whole = Of(terms).Value;

        var merged = Of(terms[..700]);
        merged.Add(Of(terms[700..]));
        Array.Reverse(terms);
        Assert.Equal(whole, Of(terms).Value);
        Assert.Equal(whole, merged.Value);
        Assert.NotEqual(whole, terms.Sum());   // or the test shows nothing
    }

    [Fact]
    public void Reading_in_between_changes_nothing()
    {
        var sum = new ExactSum();
        for (int i = 0; i < 100; i++)
        {
            sum.Add(-0.1);
            Assert.True(sum.Value < 0);
        }
        Assert.Equal(-10.000000000000000555, sum.Value);   // 100 times the double nearest to 0.1
    }

    [Fact]
    public void Refuses_what_is_not_finite()
    {
        Assert.Throws<ArgumentException>(() => Of(double.NaN));
        Assert.Throws<ArgumentException>(() => Of(double.NegativeInfinity));
    }

    private static ExactSum Of(params double[] terms)
    {
        var sum = new ExactSum();
        foreach (double term in terms) sum.Add(term);
        return sum;
    }

    private static BigInteger InUnits(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        long mantissa = bits & 0xFFFFFFFFFFFFF;
        BigInteger units = exponent == 0 ? mantissa : new BigInteger(mantissa | (1L << 52)) << (exponent - 1);
        return value < 0 ? -units : units;
    }
}
