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
        Distance.Cosine => Cosine(Sum<Products>(x, y), square, Square(y)),
        Distance.DotProduct => -Sum<Products>(x, y),
        Distance.Euclidean => Math.Sqrt(Sum<Squares>(x, y)),
        _ => Sum<Magnitudes>(x, y),
    };

    /// <summary>‖x‖².</summary>
    public static double Square(ReadOnlySpan<float> x) => Sum<Products>(x, x);

    private static double Cosine(double product, double first, double second) =>
        first == 0 || second == 0 ? 1 : Math.Clamp(1 - (product / Math.Sqrt(first * second)), 0, 2);

    private static double Sum<T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y) where T : struct, ITerm
    {
        Vector256<double> low = default, high = default;
        int j = 0;
        for (; j <= x.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256<float> left = Vector256.Create(x[j..]), right = Vector256.Create(y[j..]);
            low += T.Of(Vector256.WidenLower(left), Vector256.WidenLower(right));
            high += T.Of(Vector256.WidenUpper(left), Vector256.WidenUpper(right));
        }
        low += high;
        double sum = low[0] + low[1] + (low[2] + low[3]);
        for (; j < x.Length; j++) sum += T.Of(Vector256.CreateScalar((double)x[j]), Vector256.CreateScalar((double)y[j]))[0];
        return sum;
    }

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
