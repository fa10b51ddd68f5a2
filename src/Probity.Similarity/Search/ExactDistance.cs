using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Probity.Similarity;

/// <summary>The distance of two rows of float32, in double: nothing overflows, and the bits are the same on every processor.</summary>
internal static class ExactDistance
{
    /// <param name="distance">Which.</param>
    /// <param name="x">A row, finite.</param>
    /// <param name="y">As long.</param>
    /// <param name="square">‖x‖², which only cosine needs.</param>
    public static double Of(Distance distance, ReadOnlySpan<float> x, ReadOnlySpan<float> y, double square) => distance switch
    {
        Distance.Cosine => Cosine(ProductAndSquare(x, y), square),
        Distance.DotProduct => -Sum<Products>(x, y),
        Distance.Euclidean => Math.Sqrt(Sum<Squares>(x, y)),
        _ => Sum<Magnitudes>(x, y),
    };

    /// <summary>‖x‖².</summary>
    public static double Square(ReadOnlySpan<float> x) => Sum<Products>(x, x);

    private static double Cosine((double Product, double Square) y, double square) =>
        square == 0 || y.Square == 0 ? 1 : Math.Clamp(1 - (y.Product / Math.Sqrt(square * y.Square)), 0, 2);

    private static double Sum<T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y) where T : struct, ITerm
    {
        y = y[..x.Length];
        ref float left = ref MemoryMarshal.GetReference(x);
        ref float right = ref MemoryMarshal.GetReference(y);
        Vector256<double> low = default, high = default;
        int j = 0;
        for (; j <= x.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            (Vector256<double> lowX, Vector256<double> highX) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)j));
            (Vector256<double> lowY, Vector256<double> highY) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)j));
            low += T.Of(lowX, lowY);
            high += T.Of(highX, highY);
        }
        double sum = InOrder(low + high);
        for (; j < x.Length; j++) sum += Single<T>(x[j], y[j]);
        return sum;
    }

    /// <summary>The product and ‖y‖², to the bit what <see cref="Sum{T}"/> gives, in one pass.</summary>
    private static (double Product, double Square) ProductAndSquare(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        y = y[..x.Length];
        ref float left = ref MemoryMarshal.GetReference(x);
        ref float right = ref MemoryMarshal.GetReference(y);
        Vector256<double> lowProduct = default, highProduct = default, lowSquare = default, highSquare = default;
        int j = 0;
        for (; j <= x.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            (Vector256<double> lowX, Vector256<double> highX) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)j));
            (Vector256<double> lowY, Vector256<double> highY) = Vector256.Widen(Vector256.LoadUnsafe(ref right, (nuint)j));
            lowProduct += lowX * lowY;
            highProduct += highX * highY;
            lowSquare += lowY * lowY;
            highSquare += highY * highY;
        }
        double product = InOrder(lowProduct + highProduct), square = InOrder(lowSquare + highSquare);
        for (; j < x.Length; j++)
        {
            product += (double)x[j] * y[j];
            square += (double)y[j] * y[j];
        }
        return (product, square);
    }

    private static double InOrder(Vector256<double> sums) => sums[0] + sums[1] + (sums[2] + sums[3]);

    private static double Single<T>(double x, double y) where T : struct, ITerm => T.Of(Vector256.CreateScalar(x), Vector256.CreateScalar(y))[0];

    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> x, Vector256<double> y);
    }

    private readonly struct Products : ITerm
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => x * y;
    }

    private readonly struct Squares : ITerm
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => (x - y) * (x - y);
    }

    private readonly struct Magnitudes : ITerm
    {
        public static Vector256<double> Of(Vector256<double> x, Vector256<double> y) => Vector256.Abs(x - y);
    }
}
