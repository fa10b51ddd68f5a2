namespace Probity.Similarity.Tests;

public class HalfNumbersTests
{
    [Fact]
    public void Every_finite_half_is_widened_as_the_runtime_does_it()
    {
        ushort[] halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits).Where(bits => Half.IsFinite(BitConverter.UInt16BitsToHalf(bits))), 1, 0x8001, 0x3C00];
        float[] widened = new float[halves.Length];
        HalfNumbers.ToFloats(halves, widened);
        for (int i = 0; i < halves.Length; i++)
            Assert.Equal(BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf(halves[i])), BitConverter.SingleToUInt32Bits(widened[i]));
    }

    /// <summary>The check value of CRC-32C (Castagnoli) in the catalogue of parametrised CRC algorithms.</summary>
    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        Assert.Equal(0xE3069283u, Castagnoli.Append(0, "123456789"u8));
        Assert.Equal(0xE3069283u, Castagnoli.Append(Castagnoli.Append(0, "1234"u8), "56789"u8));
    }
}
