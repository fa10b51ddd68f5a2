namespace Probity.Similarity;

/// <summary>How a <see cref="FeatureStore"/> keeps its numbers.</summary>
public enum FeatureStoreNumbers
{
    /// <summary>Four bytes each, to the bit.</summary>
    Float32 = 1,

    /// <summary>Two bytes each: 11 significant bits, magnitudes up to 65,504.</summary>
    Float16 = 2,
}
