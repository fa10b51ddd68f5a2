namespace Probity.Similarity;

/// <summary>Distances as text: the same in model files, reports and on the command line.</summary>
internal static class DistanceTokens
{
    private static readonly Dictionary<string, Distance> ByToken = new(StringComparer.Ordinal)
    {
        ["cosine"] = Distance.Cosine,
        ["euclidean"] = Distance.Euclidean,
        ["manhattan"] = Distance.Manhattan,
        ["dot"] = Distance.DotProduct,
    };

    public static IReadOnlyCollection<string> All => ByToken.Keys;

    public static string Token(this Distance distance) => ByToken.Single(pair => pair.Value == distance).Key;

    /// <exception cref="ArgumentException">No such distance.</exception>
    public static Distance Parse(string token) =>
        ByToken.TryGetValue(token, out Distance distance) ? distance : throw new ArgumentException($"distance: '{token}'; it must be {string.Join(", ", All)}");
}
