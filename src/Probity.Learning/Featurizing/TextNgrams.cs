using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Probity.Learning.Featurizing;

/// <summary>An n-gram of the text at work.</summary>
/// <param name="Hash">64 bits: of a million different ones two share theirs with a chance of 3·10⁻⁸.</param>
/// <param name="Start">Its first word, or code point.</param>
/// <param name="Length">Its words, or code points.</param>
internal readonly record struct Ngram(ulong Hash, int Start, int Length);

/// <summary>
/// Takes texts apart, one after the other: normalised code points, words, n-grams. Words are runs of letters, digits, marks and apostrophes
/// between them; every other sign is a word of its own. Character n-grams stay between blanks and see a blank on either side. Room is used again.
/// </summary>
internal sealed class TextNgrams
{
    private const int Blank = ' ', Apostrophe = '\'', Curly = 0x2019;
    private const int LargestKept = 1 << 20;
    private const ulong WordSeed = 0x243F6A8885A308D3, CharacterSeed = 0x13198A2E03707344, Multiplier = 0x9E3779B97F4A7C15;

    [ThreadStatic]
    private static TextNgrams? s_own;

    private readonly List<int> _points = [], _room = [];
    private readonly List<(int Start, int End, ulong Hash)> _words = [];
    private readonly List<Ngram> _wordGrams = [], _characterGrams = [];

    /// <summary>The calling thread's.</summary>
    public static TextNgrams Own => s_own ??= new TextNgrams();

    /// <summary>For whoever adds up n-grams.</summary>
    public List<int> Room { get; } = [];

    /// <summary>Of the last text, in its order, with repetitions.</summary>
    public ReadOnlySpan<Ngram> WordNgrams => CollectionsMarshal.AsSpan(_wordGrams);

    /// <inheritdoc cref="WordNgrams"/>
    public ReadOnlySpan<Ngram> CharacterNgrams => CollectionsMarshal.AsSpan(_characterGrams);

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">Any UTF-16; null is an empty one.</param>
    /// <param name="options">Checked.</param>
    public void Read(string? text, TextOptions options)
    {
        Empty(_wordGrams);
        Empty(_characterGrams);
        Empty(_words);
        Empty(Room);
        Normalize(text);
        if (options.LongestWords > 0) AddWords(options);
        if (options.LongestCharacters > 0) AddCharacters(options);
    }

    /// <summary>A word n-gram of the last text: its words with blanks between.</summary>
    public string WordText(Ngram ngram) => string.Join(' ', _words.Slice(ngram.Start, ngram.Length).Select(word => Text(word.Start, word.End)));

    /// <summary>A character n-gram of the last text.</summary>
    public string CharacterText(Ngram ngram) => Text(ngram.Start, ngram.Start + ngram.Length);

    /// <summary>The normalised text.</summary>
    public string NormalText => Text(0, _points.Count).Trim(' ');

    /// <summary>The hash of what <see cref="WordText"/> or <see cref="CharacterText"/> gave, in the end.</summary>
    public static ulong Hash(string ngram, bool characters)
    {
        ulong hash = characters ? CharacterSeed : WordSeed, word = WordSeed;
        foreach (Rune rune in ngram.EnumerateRunes())
        {
            if (characters) hash = Next(hash, (uint)rune.Value);
            else if (rune.Value != Blank) word = Next(word, (uint)rune.Value);
            else (hash, word) = (Next(hash, Finish(word)), WordSeed);
        }
        return Finish(characters ? hash : Next(hash, Finish(word)));
    }

    /// <summary>NFKC and lower case; white space and control characters become one blank, what only formats goes. A blank stands at either end.</summary>
    private void Normalize(string? text)
    {
        List<int> points = _room;
        Empty(points);
        Empty(_points);
        foreach (Rune rune in (text ?? "").EnumerateRunes())   // half a surrogate pair comes as U+FFFD
        {
            if (rune.IsAscii || Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format) points.Add(rune.Value);
        }
        CompatibilityComposition.Normalize(points, _points);
        List<int> normal = _points;
        normal.Clear();
        normal.Add(Blank);
        foreach (int point in points)
        {
            int lower = point == Curly ? Apostrophe : point < 128 ? Lower(point) : Rune.ToLowerInvariant(new Rune(point)).Value;
            if (!IsBlank(lower)) normal.Add(lower);
            else if (normal[^1] != Blank) normal.Add(Blank);
        }
        if (normal[^1] != Blank) normal.Add(Blank);
    }

    private void AddWords(TextOptions options)
    {
        ReadOnlySpan<int> points = CollectionsMarshal.AsSpan(_points);
        for (int start = 0; start < points.Length;)
        {
            int end = start + 1;
            if (IsOfWord(points[start]))
            {
                while (IsOfWord(points[end]) || (points[end] == Apostrophe && IsOfWord(points[end + 1]))) end++;   // a blank ends the text
            }
            ulong hash = WordSeed;
            foreach (int point in points[start..end]) hash = Next(hash, (uint)point);
            if (points[start] != Blank) _words.Add((start, end, Finish(hash)));
            start = end;
        }
        for (int start = 0; start < _words.Count; start++)
        {
            ulong hash = WordSeed;
            for (int length = 1; length <= options.LongestWords && start + length <= _words.Count; length++)
            {
                hash = Next(hash, _words[start + length - 1].Hash);
                if (length >= options.ShortestWords) _wordGrams.Add(new(Finish(hash), start, length));
            }
        }
    }

    private void AddCharacters(TextOptions options)
    {
        ReadOnlySpan<int> points = CollectionsMarshal.AsSpan(_points);
        for (int first = 0; first + 1 < points.Length;)
        {
            int end = first + 1 + points[(first + 1)..].IndexOf(Blank) + 1;   // behind the blank that ends the word
            int longest = Math.Min(options.LongestCharacters, end - first), shortest = Math.Min(options.ShortestCharacters, longest);
            for (int start = first; start <= end - shortest; start++)
            {
                ulong hash = CharacterSeed;
                int most = Math.Min(longest, end - start);
                for (int length = 1; length <= most; length++)
                {
                    hash = Next(hash, (uint)points[start + length - 1]);
                    if (length >= shortest) _characterGrams.Add(new(Finish(hash), start, length));
                }
            }
            first = end - 1;
        }
    }

    /// <summary>Gives back what a very long text took.</summary>
    private static void Empty<T>(List<T> list)
    {
        list.Clear();
        if (list.Capacity > LargestKept) list.Capacity = 0;
    }

    private static ulong Next(ulong hash, ulong value) => (BitOperations.RotateLeft(hash, 5) ^ value) * Multiplier;

    /// <summary>Spreads what came last over all bits (the end of MurmurHash3; Appleby, 2011).</summary>
    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    private static int Lower(int ascii) => ascii is >= 'A' and <= 'Z' ? ascii | 0x20 : ascii;

    private static bool IsBlank(int point) => point < 128
        ? point <= ' ' || point == 127
        : Rune.GetUnicodeCategory(new Rune(point)) is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsOfWord(int point) => point < 128
        ? char.IsAsciiLetterOrDigit((char)point) || point == '_'
        : Rune.GetUnicodeCategory(new Rune(point)) is <= UnicodeCategory.OtherNumber or UnicodeCategory.ConnectorPunctuation;   // letters, marks and numbers come first

    private string Text(int start, int end)
    {
        var text = new StringBuilder(end - start);
        Span<char> chars = stackalloc char[2];
        foreach (int point in CollectionsMarshal.AsSpan(_points)[start..end]) text.Append(chars[..new Rune(point).EncodeToUtf16(chars)]);
        return text.ToString();
    }
}
