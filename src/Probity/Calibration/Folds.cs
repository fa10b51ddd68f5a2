using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>A seeded split of rows into folds of equal size (give or take one) for cross-fitting.</summary>
internal static class Folds
{
    /// <summary>The fold of every row.</summary>
    public static byte[] Assign(int rows, int folds, ulong seed)
    {
        var foldOf = new byte[rows];
        for (int i = 0; i < rows; i++) foldOf[i] = (byte)(i % folds);
        new RandomStream(seed, stream: 0xF01D).Shuffle(foldOf.AsSpan());
        return foldOf;
    }
}
