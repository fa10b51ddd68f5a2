namespace Probity.IO;

/// <summary>Sizes that a file claims, before anything is allocated for them.</summary>
internal static class ArrayShape
{
    /// <summary>The product of a shape; <see cref="long.MaxValue"/> where it is beyond any file.</summary>
    public static long Product(ReadOnlySpan<long> shape)
    {
        Int128 product = 1;
        bool beyond = false;
        foreach (long size in shape)
        {
            if (size == 0) return 0;
            product *= size;
            if (product > long.MaxValue)
            {
                beyond = true;
                product = 1;
            }
        }

        return beyond ? long.MaxValue : (long)product;
    }
}
