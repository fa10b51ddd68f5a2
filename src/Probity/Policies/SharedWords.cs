namespace Probity;

/// <summary>What several sentences begin and end with alike, so that it need be said but once.</summary>
internal static class SharedWords
{
    /// <summary>Whole words only; of the ending no more than an advice that follows a colon.</summary>
    /// <param name="sentences">One or more.</param>
    /// <returns>The beginning with a colon, what is each one's own, and the ending; both empty of a single sentence, or where nothing is shared.</returns>
    public static (string Before, string[] Own, string After) Of(string[] sentences)
    {
        string first = sentences[0];
        if (sentences.Length == 1) return ("", sentences, "");
        int ending = first.LastIndexOf(": ", StringComparison.Ordinal);
        string after = ending > 0 && Array.TrueForAll(sentences, one => one.EndsWith(first[ending..], StringComparison.Ordinal)) ? first[ending..] : "";
        string[] own = [.. sentences.Select(one => one[..^after.Length])];

        int shared = own[0].Length;
        foreach (string one in own) shared = Math.Min(shared, one.AsSpan().CommonPrefixLength(own[0]));
        // Up to the end of a word in all of them.
        while (shared > 0 && !Array.TrueForAll(own, one => shared == one.Length || one[shared] == ' ')) shared--;
        if (shared == 0) return ("", own, after);
        return (own[0][..shared].TrimEnd(':', ';', ',') + ": ", [.. own.Select(one => one[shared..].TrimStart())], after);
    }
}
