namespace Probity.Similarity;

/// <summary>Which triplets: by how far the negative is behind the positive, d(a, n) − d(a, p), and a margin m.</summary>
public enum TripletKind
{
    /// <summary>Below m: all that a triplet loss with this margin learns from.</summary>
    All,

    /// <summary>0 or below: the negative is no farther than the positive.</summary>
    Hard,

    /// <summary>Above 0 and below m: in order, but too tight.</summary>
    SemiHard,

    /// <summary>m or above: those that are left.</summary>
    Easy,
}
