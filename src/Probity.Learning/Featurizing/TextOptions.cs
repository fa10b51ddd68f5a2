namespace Probity.Learning;

/// <summary>How texts become numbers: which n-grams, how many of them, and how they are weighed. The default values suit short texts of any language.</summary>
public sealed record TextOptions
{
    internal const int LongestNgram = 16;

    /// <summary>Words of the shortest word n-gram, 1 to 16. The default value is 1.</summary>
    public int ShortestWords { get; init; } = 1;

    /// <summary>Words of the longest; 0 for no word n-grams. The default value is 2.</summary>
    public int LongestWords { get; init; } = 2;

    /// <summary>Characters of the shortest n-gram within a word and its borders, 1 to 16. The default value is 2.</summary>
    public int ShortestCharacters { get; init; } = 2;

    /// <summary>Characters of the longest; 0 for no character n-grams. The default value is 5.</summary>
    public int LongestCharacters { get; init; } = 5;

    /// <summary>Training rows that an n-gram must occur in to be kept, at least 1. The default value is 2.</summary>
    public int MinimumRows { get; init; } = 2;

    /// <summary>Most word n-grams kept, and most character n-grams: those of the most rows. 1 to 4,000,000. The default value is 200,000.</summary>
    public int MostFeatures { get; init; } = 200_000;

    /// <summary>b: n-grams are hashed into 2^b columns of each kind, without a vocabulary; 8 to 24, or 0 for a vocabulary. The default value is 0.</summary>
    public int HashBits { get; init; }

    /// <summary>
    /// Whether an n-gram is weighed by how much its share differs between two classes (log-count ratio; Wang &amp; Manning, ACL 2012) as well as by how rare
    /// it is. It looks at the labels: out-of-fold outputs need a featurizer of each fold. The default value is false.
    /// </summary>
    public bool LogCountRatio { get; init; }

    internal void Check()
    {
        Range(ShortestWords, LongestWords, "words");
        Range(ShortestCharacters, LongestCharacters, "characters");
        if (LongestWords == 0 && LongestCharacters == 0)
            throw new ArgumentException("text: no word n-grams and no character n-grams; take one of them");
        Require.InRange(MinimumRows, 1, int.MaxValue, "minimum rows of an n-gram");
        Require.InRange(MostFeatures, 1, 4_000_000, "most features of a text");
        if (HashBits != 0) Require.InRange(HashBits, 8, 24, "hash bits");

        static void Range(int shortest, int longest, string what)
        {
            Require.InRange(longest, 0, LongestNgram, $"longest n-gram of {what}");
            if (longest > 0) Require.InRange(shortest, 1, longest, $"shortest n-gram of {what}");
        }
    }
}
