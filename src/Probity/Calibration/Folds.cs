using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>A seeded split of rows into folds of equal size (give or take one) for cross-fitting.</summary>
internal static class Folds
{
    private const ulong Stream = 0xF01D;

    /// <summary>The fold of every row.</summary>
    public static byte[] Assign(int rows, int folds, ulong seed)
    {
        var foldOf = new byte[rows];
        for (int i = 0; i < rows; i++) foldOf[i] = (byte)(i % folds);
        new RandomStream(seed, Stream).Shuffle(foldOf.AsSpan());
        return foldOf;
    }

    /// <summary>The fold of every row, where every class is spread over the folds evenly too (give or take one).</summary>
    /// <param name="labels">0 to K−1.</param>
    /// <param name="classes">K.</param>
    /// <param name="folds">At most 255.</param>
    /// <param name="seed">Any value.</param>
    public static byte[] Stratified(ReadOnlySpan<int> labels, int classes, int folds, ulong seed)
    {
        var order = new int[labels.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        new RandomStream(seed, Stream).Shuffle(order.AsSpan());

        // Dealt out class after class like cards, so that no fold gets the remainders of all classes.
        var next = new int[classes];
        for (int k = 1; k < classes; k++) next[k] = next[k - 1] + labels.Count(k - 1);
        var foldOf = new byte[labels.Length];
        foreach (int row in order) foldOf[row] = (byte)(next[labels[row]]++ % folds);
        return foldOf;
    }
}
