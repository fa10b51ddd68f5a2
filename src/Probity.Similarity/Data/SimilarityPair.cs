namespace Probity.Similarity;

/// <summary>Two items and how much they belong together.</summary>
/// <param name="First">Row of an item.</param>
/// <param name="Second">Row of another.</param>
/// <param name="Score">1 where they belong together, 0 where they do not, or between. The default value is 1.</param>
public readonly record struct SimilarityPair(int First, int Second, double Score = 1);
