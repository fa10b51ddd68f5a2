using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

internal static class Draws
{
    public static int Value(ReadOnlySpan<float> shares, ref RandomStream random)
    {
        double place = random.NextDouble();
        for (int k = 0; k < shares.Length; k++)
        {
            place -= shares[k];
            if (place < 0) return k;
        }
        return shares.Length - 1;
    }
}
