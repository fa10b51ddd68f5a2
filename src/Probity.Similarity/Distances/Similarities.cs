using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>Distances turned round: larger is closer.</summary>
internal static class Similarities
{
    /// <summary>The cosine, the product itself, or 1 / (1 + d) of a distance that has no upper end.</summary>
    public static double Of(Distance distance, double value) => distance switch
    {
        Distance.Cosine => 1 - value,
        Distance.DotProduct => -value,
        _ => 1 / (1 + value),
    };

    /// <summary>The same of many, in place.</summary>
    public static void Of(Distance distance, Span<double> values)
    {
        if (distance is Distance.Cosine or Distance.DotProduct)
        {
            ElementWise.Scale(values, -1, distance == Distance.Cosine ? 1 : 0);
            return;
        }
        foreach (ref double value in values) value = Of(distance, value);
    }

    /// <summary>Multiplies derivatives in similarities by <see cref="Derivative"/>.</summary>
    public static void ToDistances(Distance distance, ReadOnlySpan<double> similarities, Span<double> derivatives)
    {
        if (distance is Distance.Cosine or Distance.DotProduct)
        {
            ElementWise.Scale(derivatives, -1, 0);
            return;
        }
        for (int i = 0; i < similarities.Length; i++) derivatives[i] *= Derivative(distance, similarities[i]);
    }

    /// <summary>Its derivative in the distance, from the similarity.</summary>
    public static double Derivative(Distance distance, double similarity) =>
        distance is Distance.Cosine or Distance.DotProduct ? -1 : -similarity * similarity;
}
