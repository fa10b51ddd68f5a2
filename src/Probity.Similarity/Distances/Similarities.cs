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

    /// <summary>Its derivative in the distance, from the similarity.</summary>
    public static double Derivative(Distance distance, double similarity) =>
        distance is Distance.Cosine or Distance.DotProduct ? -1 : -similarity * similarity;
}
