namespace Probity.Similarity;

/// <summary>How far a <see cref="FeatureStore"/> is with the items it was given.</summary>
/// <param name="Items">Items given, with those that occur twice.</param>
/// <param name="ToEncode">Different items among them that were not stored before.</param>
/// <param name="Encoded">How many of these are encoded and stored by now.</param>
public readonly record struct EncodingProgress(int Items, int ToEncode, int Encoded);
