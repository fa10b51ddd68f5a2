namespace Probity.Similarity;

/// <summary>‖x − y‖² out of a table of distances: of the rows themselves, or of their directions where the distance is the cosine's (then it is 2·(1 − cos)).</summary>
internal static class SquaredDistances
{
    public static double Of(Distance distance, double value) => distance == Distance.Cosine ? 2 * value : value * value;

    /// <summary>Its derivative in the distance of the table.</summary>
    public static double Derivative(Distance distance, double value) => distance == Distance.Cosine ? 2 : 2 * value;
}
