namespace Probity.Similarity;

/// <summary>How a <see cref="CodeIndex"/> is made and searched.</summary>
public sealed record CodeIndexOptions
{
    /// <summary>What is close: cosine, or the product, which is the number of groups that two codes agree in.</summary>
    public Distance Distance { get; init; } = Distance.Cosine;

    /// <summary>Most values of a group that an item is listed under, its largest: 1 to 16. More take room and find undecided items.</summary>
    public int ListedValues { get; init; } = 2;

    /// <summary>Values after the first are listed, and looked up, where they have at least this share of their group.</summary>
    public double LeastShare { get; init; } = .05;

    /// <summary>Lists that a query looks up, largest share first; 0 stands for two a group. The first of each group always is.</summary>
    public int Lists { get; init; }

    /// <summary>References that are compared with a query exactly, those of most evidence; at least twice the neighbours asked for.</summary>
    public int Candidates { get; init; } = 256;

    internal void Check()
    {
        if (Distance is not (Distance.Cosine or Distance.DotProduct)) throw new ArgumentException($"distance: {Distance}; codes are searched by Cosine or DotProduct");
        Require.InRange(ListedValues, 1, 16, "listed values");
        if (!(LeastShare >= 0 && LeastShare <= 1)) throw new ArgumentException($"least share: {LeastShare}; it must be 0 to 1");
        Require.InRange(Lists, 0, 1 << 20, "lists");
        Require.InRange(Candidates, 1, 1 << 20, "candidates");
    }
}
