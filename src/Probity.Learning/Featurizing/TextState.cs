namespace Probity.Learning.Featurizing;

/// <summary>All that a <see cref="TextFeaturizer"/> has learned, as arrays for a file: of words first, then of characters.</summary>
/// <param name="Options">What it was fitted with.</param>
/// <param name="Rows">That it was fitted on.</param>
/// <param name="Words">Columns of word n-grams; the others are of characters.</param>
/// <param name="Names">The n-grams in UTF-8, one behind the other; empty where they are hashed.</param>
/// <param name="Lengths">Bytes of each; empty where they are hashed.</param>
/// <param name="Weights">One a column, finite.</param>
internal sealed record TextState(TextOptions Options, int Rows, int Words, byte[] Names, int[] Lengths, float[] Weights);
