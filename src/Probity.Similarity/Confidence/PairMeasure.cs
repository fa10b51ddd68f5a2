namespace Probity.Similarity;

/// <summary>What <see cref="PairConfidence.Column"/> gives of every pair. Of each, higher = more alike.</summary>
public enum PairMeasure
{
    /// <summary><see cref="PairConfidence.Agreement"/>.</summary>
    Agreement,

    /// <summary><see cref="PairConfidence.Cosine"/>.</summary>
    Cosine,

    /// <summary><see cref="PairConfidence.Evidence"/>; wants a reference.</summary>
    Evidence,
}
