namespace Probity.Similarity;

/// <summary>
/// How far two embeddings are apart; smaller is closer. A distance has one definition wherever it stands: between pairs, in matrices, in
/// losses, in evaluation and in search.
/// </summary>
public enum Distance
{
    /// <summary>1 − cos, in [0, 2]. A zero vector has no direction: its cosine with anything is 0.</summary>
    Cosine,

    /// <summary>√Σ(x − y)².</summary>
    Euclidean,

    /// <summary>Σ|x − y|.</summary>
    Manhattan,

    /// <summary>−⟨x, y⟩: below 0 for vectors that agree.</summary>
    DotProduct,
}
