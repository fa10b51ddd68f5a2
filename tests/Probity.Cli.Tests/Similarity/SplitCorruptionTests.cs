using Probity.Similarity;

namespace Probity.Cli.Tests.Similarity;

public class SplitCorruptionTests
{
    private const int Rows = 20_000, Columns = 2;

    // The first column is 0 and 4 by turns: mean 2, deviation 2. The second is always 7: no deviation, so no noise.
    private static readonly float[] Values = [.. Enumerable.Range(0, Rows * Columns).Select(i => i % 2 == 1 ? 7f : 2 * (i % 4))];

    [Fact]
    public void Noise_is_of_so_many_deviations_of_its_column()
    {
        float[] damaged = new SplitCorruption { Noise = .5, Masked = 0 }.Damage(Values, Columns);
        double[] noise = [.. Enumerable.Range(0, Rows).Select(i => (double)damaged[i * Columns] - Values[i * Columns])];
        double mean = noise.Average(), deviation = Math.Sqrt(noise.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(mean, -.04, .04);         // five standard errors: 1/√20,000 is .007
        Assert.InRange(deviation, .975, 1.025);   // .5 × 2; its standard error is 1/√40,000
        Assert.All(Enumerable.Range(0, Rows), i => Assert.Equal(7, damaged[(i * Columns) + 1]));
    }

    [Fact]
    public void Masked_numbers_are_the_mean_of_their_column()
    {
        float[] damaged = new SplitCorruption { Noise = 0, Masked = .3 }.Damage(Values, Columns);
        int masked = Enumerable.Range(0, Rows).Count(i => damaged[i * Columns] == 2);
        Assert.InRange(masked, 5_676, 6_324);   // 6,000 ± five times √(20,000 · .3 · .7) = 65
        Assert.All(Enumerable.Range(0, Rows), i => Assert.True(damaged[i * Columns] == 2 || damaged[i * Columns] == Values[i * Columns]));
    }

    [Fact]
    public void What_a_row_draws_does_not_depend_on_the_rows_beside_it()
    {
        var corruption = new SplitCorruption { Seed = 3 };
        float[] all = corruption.Damage(Values, Columns), some = corruption.Damage(Values, Columns, [11, 4]);
        Assert.Equal(all.AsSpan(22, 2).ToArray(), some[..2]);
        Assert.Equal(all.AsSpan(8, 2).ToArray(), some[2..]);
        Assert.NotEqual(all, new SplitCorruption { Seed = 4 }.Damage(Values, Columns));
    }

    [Fact]
    public void Refuses_what_is_no_damage()
    {
        Assert.Contains("noise: -1", Assert.Throws<ArgumentException>(() => new SplitCorruption { Noise = -1 }.Damage(Values, Columns)).Message, StringComparison.Ordinal);
        Assert.Contains("masked: 2; it must lie in [0, 1]", Assert.Throws<ArgumentException>(() => new SplitCorruption { Masked = 2 }.Damage(Values, Columns)).Message, StringComparison.Ordinal);
    }
}
