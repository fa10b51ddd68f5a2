namespace Probity.Similarity;

/// <summary>What <see cref="ItemConfidence.Column"/> gives of every row.</summary>
public enum ItemMeasure
{
    /// <summary><see cref="ItemConfidence.SelfAgreement"/>, higher = more sure.</summary>
    SelfAgreement,

    /// <summary><see cref="ItemConfidence.AttainableAgreement"/>, higher = more sure.</summary>
    AttainableAgreement,

    /// <summary><see cref="ItemConfidence.JointLogMaximum"/>, higher = more sure.</summary>
    JointLogMaximum,

    /// <summary><see cref="ItemConfidence.TotalEntropy"/>, higher = less sure.</summary>
    TotalEntropy,

    /// <summary><see cref="ItemConfidence.MeanNormalizedEntropy"/>, higher = less sure.</summary>
    MeanNormalizedEntropy,
}
