namespace Probity.Similarity;

/// <summary>
/// Embeddings made ready for <see cref="DistanceTile"/>, in an order of the caller's: unit rows for cosine, else all by one power of two, so that
/// nothing overflows.
/// </summary>
internal sealed class DistanceRows
{
    private readonly int _exponent;

    private DistanceRows(Distance distance, float[] values, int rows, int columns, int exponent)
    {
        (Distance, Values, Rows, Columns) = (distance, values, rows, columns);
        _exponent = exponent;
    }

    public Distance Distance { get; }

    /// <summary>Rows × columns.</summary>
    public float[] Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The exponent that two sets must share, to be compared with each other.</summary>
    public static int Exponent(ReadOnlySpan<float> first, ReadOnlySpan<float> second = default) => Math.Max(Exponent(first), Exponent(second));

    /// <param name="distance">What the rows will be compared by.</param>
    /// <param name="embeddings">N × columns, finite.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="order">Row order[i] becomes row i.</param>
    /// <param name="exponent">Of <see cref="Exponent(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.</param>
    public static DistanceRows Of(Distance distance, ReadOnlySpan<float> embeddings, int columns, ReadOnlySpan<int> order, int exponent)
    {
        var values = new float[order.Length * columns];
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<float> from = embeddings.Slice(order[i] * columns, columns);
            Span<float> to = values.AsSpan(i * columns, columns);
            if (distance == Distance.Cosine) Normalise(from, to);
            else Scale(from, to, exponent);
        }
        return new DistanceRows(distance, values, order.Length, columns, exponent);
    }

    /// <summary>Rows that are ready as they are, in an array that may be filled anew.</summary>
    public static DistanceRows Ready(Distance distance, float[] values, int columns) => new(distance, values, values.Length / columns, columns, exponent: 0);

    /// <summary>The distance that a key of <see cref="DistanceTile"/> stands for.</summary>
    public double DistanceOf(float key) => Distance switch
    {
        Distance.Cosine => Math.Clamp(1.0 + key, 0, 2),
        Distance.DotProduct => Math.ScaleB((double)key, 2 * _exponent),
        Distance.Euclidean => Math.ScaleB(Math.Sqrt(key), _exponent),
        _ => Math.ScaleB((double)key, _exponent),
    };

    private static int Exponent(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest == 0 ? int.MinValue / 4 : Math.ILogB(largest);
    }

    private static void Normalise(ReadOnlySpan<float> from, Span<float> to)
    {
        double square = 0;
        foreach (float value in from) square += (double)value * value;
        double norm = Math.Sqrt(square);
        for (int j = 0; j < from.Length; j++) to[j] = norm > 0 ? (float)(from[j] / norm) : 0;
    }

    private static void Scale(ReadOnlySpan<float> from, Span<float> to, int exponent)
    {
        double factor = exponent < -1_000 ? 1 : Math.ScaleB(1.0, -exponent);
        for (int j = 0; j < from.Length; j++) to[j] = (float)(from[j] * factor);
    }
}
