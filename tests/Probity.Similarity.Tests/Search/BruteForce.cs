namespace Probity.Similarity.Tests;

/// <summary>The closest by sorting all distances, straight from their definitions.</summary>
internal static class BruteForce
{
    public static (int Index, double Distance)[] Closest(
        Distance distance, ReadOnlySpan<float> query, ReadOnlySpan<float> references, int k, Predicate<int>? isLeftOut = null)
    {
        int columns = query.Length;
        var all = new List<(int Index, double Distance)>();
        for (int i = 0; i < references.Length / columns; i++)
        {
            if (isLeftOut?.Invoke(i) != true) all.Add((i, Between(distance, query, references.Slice(i * columns, columns))));
        }
        return [.. all.OrderBy(one => one.Distance).ThenBy(one => one.Index).Take(k)];
    }

    public static double Between(Distance distance, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double product = 0, first = 0, second = 0, squares = 0, magnitudes = 0;
        for (int j = 0; j < x.Length; j++)
        {
            product += (double)x[j] * y[j];
            first += (double)x[j] * x[j];
            second += (double)y[j] * y[j];
            double difference = (double)x[j] - y[j];
            squares += difference * difference;
            magnitudes += Math.Abs(difference);
        }
        return distance switch
        {
            Distance.Cosine => first * second == 0 ? 1 : 1 - (product / Math.Sqrt(first) / Math.Sqrt(second)),
            Distance.DotProduct => -product,
            Distance.Euclidean => Math.Sqrt(squares),
            _ => magnitudes,
        };
    }
}
