using Probity.Numerics;

namespace Probity.Tests.Metrics;

public class RandomWordsTests
{
    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(0xFEDCBA9876543210UL, 0x0123456789ABCDEFUL)]
    public void The_words_of_the_stream_in_its_order(ulong seed, ulong stream)
    {
        var one = new RandomStream(seed, stream);
        var many = new RandomWords(seed, stream, stackalloc uint[32]);
        for (int i = 0; i < 1_000; i++) Assert.Equal(one.NextUInt32(), many.Next());
        for (int i = 1; i < 1_000; i++) Assert.Equal(one.NextInt32(i * 2_000_000), many.NextInt32(i * 2_000_000));
    }
}
