using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class QueryRanksTests
{
    private const string Spread = nameof(Spread), Tied = nameof(Tied), Outlier = nameof(Outlier), Equal = nameof(Equal);

    /// <summary>Few keys are compared one by one, many by buckets, which ties, outliers and equal keys crowd.</summary>
    [Theory]
    [InlineData(Spread, 3, 700)]
    [InlineData(Spread, 24, 1_300)]
    [InlineData(Spread, 25, 1_300)]
    [InlineData(Spread, 600, 3_000)]
    [InlineData(Spread, 20_000, 5_000)]   // more than there are buckets for
    [InlineData(Tied, 40, 700)]
    [InlineData(Tied, 600, 3_000)]
    [InlineData(Outlier, 600, 3_000)]
    [InlineData(Equal, 30, 100)]
    public void Wrong_references_are_counted_as_one_by_one(string kind, int relevant, int wrong)
    {
        var random = new RandomStream(5, (ulong)relevant);
        float[] right = Draw(ref random, kind, relevant), others = Draw(ref random, kind, wrong);
        var ranks = new QueryRanks();
        for (int time = 0; time < 2; time++)   // what the first query left must not disturb the next
        {
            ranks.Start(time);
            ranks.AddPositives(right.AsSpan(0, 2));
            ranks.AddPositives(right.AsSpan(2));
            ranks.Sort();
            ranks.AddNegatives(others.AsSpan(0, 5));
            ranks.AddNegatives(others.AsSpan(5));
            ranks.Finish();

            float[] levels = [.. right.Distinct().Order()];
            float[] sorted = [.. others.Order()];
            ILookup<float, float> copies = right.ToLookup(key => key);
            Assert.Equal(levels.Length, ranks.Levels);
            int below = 0, within = 0;
            for (int i = 0; i < levels.Length; i++)
            {
                while (below < sorted.Length && sorted[below] < levels[i]) below++;
                while (within < sorted.Length && sorted[within] <= levels[i]) within++;
                Assert.Equal((copies[levels[i]].Count(), below, within - below), (ranks.Hits(i), ranks.WrongBefore(i), ranks.WrongTied(i)));
            }
        }
    }

    private static float[] Draw(ref RandomStream random, string kind, int count)
    {
        var keys = new float[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = kind switch
            {
                Spread => (float)random.NextGaussian(),
                Tied => random.NextInt32(50) - 25,
                Outlier => (float)random.NextGaussian() + (i == 3 ? 1e9f : 0),
                _ => 0.5f,
            };
        }
        return keys;
    }
}
