using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class RandomStreamTests
{
    /// <summary>The known answers published with Random123 for philox4x32, ten rounds.</summary>
    [Fact]
    public void Philox_gives_its_published_known_answers()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), RandomStream.Philox(0, 0, 0, 0, 0, 0));
        const uint ones = 0xffffffff;
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), RandomStream.Philox(ones, ones, ones, ones, ones, ones));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            RandomStream.Philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Fact]
    public void Integers_are_uniform_by_chi_squared()
    {
        var stream = new RandomStream(42);
        var counts = new int[7];
        const int draws = 70_000;
        for (int i = 0; i < draws; i++) counts[stream.NextInt32(7)]++;
        double chi = counts.Sum(c => Math.Pow(c - (draws / 7.0), 2) / (draws / 7.0));
        Assert.InRange(chi, .3, 22.5);   // 1e-3 and 1 − 1e-3 quantiles of chi-squared with six degrees
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_a_normal()
    {
        var stream = new RandomStream(7, 3);
        const int draws = 100_000;
        double sum = 0, squares = 0, fourth = 0;
        for (int i = 0; i < draws; i++)
        {
            double x = stream.NextGaussian();
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        Assert.InRange(sum / draws, -.013, .013);
        Assert.InRange(squares / draws, .98, 1.02);
        Assert.InRange(fourth / draws, 2.85, 3.15);
    }

    [Fact]
    public void Streams_of_other_seeds_and_numbers_differ_and_the_same_repeat()
    {
        Assert.Equal(new RandomStream(1, 2).NextUInt64(), new RandomStream(1, 2).NextUInt64());
        Assert.NotEqual(new RandomStream(1, 2).NextUInt64(), new RandomStream(1, 3).NextUInt64());
        Assert.NotEqual(new RandomStream(1, 2).NextUInt64(), new RandomStream(2, 2).NextUInt64());
    }
}
