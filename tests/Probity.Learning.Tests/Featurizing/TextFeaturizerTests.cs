using System.Globalization;
using Probity.Learning.Featurizing;
using Probity.Numerics;

namespace Probity.Learning.Tests.Featurizing;

public class TextFeaturizerTests
{
    private static readonly string?[] Texts =
        ["The cat sat on the mat; the cat purred.", "Don't sit on the CAT!", "A cat, a mat & a dog's bed", "Été à la mer, l'été", "dog on mat, dog on bed", "a"];

    /// <summary>
    /// scikit-learn 1.2.1: TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+(?:'\w+)*|[^\w\s]", sublinear_tf=True, min_df=2), fitted on the six texts,
    /// divided by √2.
    /// </summary>
    [Theory]
    [InlineData("The cat sat on the mat; the cat purred.", "cat=0.29500436; mat=0.17423433; on=0.17423433; on the=0.20637307; the=0.43309706; the cat=0.34941998")]
    [InlineData("Don't sit on the CAT!", "cat=0.28377925; on=0.28377925; on the=0.33612432; the=0.33612432; the cat=0.33612432")]
    [InlineData("A cat, a mat & a dog's bed", ",=0.21737361; a=0.54032907; bed=0.25746970; cat=0.21737361; mat=0.21737361")]
    [InlineData("Été à la mer, l'été", ",=0.70710678")]
    [InlineData("the CAT and the dog, the dog", ",=0.22843529; cat=0.22843529; the=0.56782527; the cat=0.27057179")]
    [InlineData("zzz", "")]
    public void Words_are_weighed_as_by_scikit_learn(string text, string expected) => AssertEntries(expected, Entries(Fitted(), text, "text:"));

    /// <summary>The same with TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2).</summary>
    [Theory]
    [InlineData("Été à la mer, l'été", " m=0.36643989; , =0.42762238; a =0.42762238")]
    [InlineData("a", " a=0.42931587; a =0.36245796;  a =0.42931587")]
    [InlineData("dog on mat, dog on bed", " b=0.10622165;  be=0.10622165;  bed=0.10622165;  d=0.15184079;  do=0.15184079;  dog=0.17984889;  m=0.07684862;  ma=0.08967962;  mat=0.08967962;  o=0.15184079;  on=0.15184079;  on =0.15184079; , =0.08967962; at=0.07684862; at,=0.10622165; at, =0.10622165; be=0.10622165; bed=0.10622165; bed =0.10622165; d =0.10622165; do=0.15184079; dog=0.17984889; ed=0.08967962; ed =0.10622165; ma=0.08967962; mat=0.08967962; n =0.15184079; og=0.17984889; on=0.15184079; on =0.15184079; t,=0.10622165; t, =0.10622165")]
    [InlineData("the CAT and the dog, the dog", " a=0.08917140;  c=0.07528462;  ca=0.07528462;  cat=0.07528462;  d=0.12746795;  do=0.12746795;  dog=0.15098031;  t=0.18713620;  th=0.18713620;  the=0.18713620; , =0.07528462; at=0.06451320; at =0.08917140; ca=0.07528462; cat=0.07528462; d =0.08917140; do=0.12746795; dog=0.15098031; e =0.18713620; he=0.18713620; he =0.18713620; og=0.15098031; t =0.07528462; th=0.18713620; the=0.18713620; the =0.18713620")]
    [InlineData("zzz", "")]
    public void Characters_are_weighed_as_by_scikit_learn(string text, string expected) => AssertEntries(expected, Entries(Fitted(), text, "text characters:"));

    /// <summary>Wang &amp; Manning's r with one added to every count, by hand: of "good" 3 and 1 of (3 + 1 + 2 + 1) and (1 + 3 + 2 + 1) … per class.</summary>
    [Fact]
    public void Log_count_ratios_multiply_the_weights()
    {
        string?[] texts = ["good good film", "good film", "bad film", "bad film bad"];
        TextOptions words = new() { LongestWords = 1, LongestCharacters = 0 };
        var plain = TextFeaturizer.Fit("text", texts, [], 2, words);
        var weighed = TextFeaturizer.Fit("text", texts, [1, 1, 0, 0], 2, words with { LogCountRatio = true });
        float[] idf = plain.State().Weights, own = weighed.State().Weights;
        string[] names = [.. Enumerable.Range(0, 3).Select(weighed.FeatureName)];
        int good = Array.IndexOf(names, "text:\"good\""), bad = Array.IndexOf(names, "text:\"bad\""), film = Array.IndexOf(names, "text:\"film\"");
        Assert.Equal(idf[good] * Math.Log(3.0 / 7 / (1.0 / 7)), own[good], 1e-6);   // + 1 each: good 3, bad 1, film 3 of 7; the other class likewise
        Assert.Equal(-own[good], own[bad], 1e-6);
        Assert.Equal(0, own[film]);
        Assert.Empty(Entries(weighed, "film", "text:"));
        Assert.Contains("log-count ratio", weighed.Explain(), StringComparison.Ordinal);
        Assert.Contains("tell two classes apart, but there are 3", Assert.Throws<ArgumentException>(() => TextFeaturizer.Fit("text", texts, [0, 1, 2, 0], 3, words with { LogCountRatio = true })).Message, StringComparison.Ordinal);
    }

    /// <summary>Against a count with strings.</summary>
    [Theory]
    [InlineData(1, 3, 1, 1, 1)]
    [InlineData(2, 2, 3, 6, 2)]
    [InlineData(1, 1, 5, 9, 3)]
    public void The_vocabulary_is_that_of_counting_strings(int shortestWords, int longestWords, int shortestCharacters, int longestCharacters, int minimum)
    {
        var random = new RandomStream(4);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => string.Join(' ', Enumerable.Range(0, random.NextInt32(12)).Select(_ => Word(ref random))))];
        TextOptions options = new() { ShortestWords = shortestWords, LongestWords = longestWords, ShortestCharacters = shortestCharacters, LongestCharacters = longestCharacters, MinimumRows = minimum };
        var featurizer = TextFeaturizer.Fit("t", texts, [], 2, options);
        HashSet<string>[] ofRows = [.. texts.Select(text =>
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            HashSet<string> all = [];
            for (int n = shortestWords; n <= longestWords; n++)
            {
                for (int i = 0; i + n <= words.Length; i++) all.Add($"t:\"{string.Join(' ', words[i..(i + n)])}\"");
            }
            foreach (string word in words.Select(word => $" {word} "))
            {
                for (int n = Math.Min(shortestCharacters, word.Length); n <= Math.Min(longestCharacters, word.Length); n++)
                {
                    for (int i = 0; i + n <= word.Length; i++) all.Add($"t characters:\"{word.Substring(i, n)}\"");
                }
            }
            return all;
        })];
        Dictionary<string, int> rows = ofRows.SelectMany(own => own).CountBy(name => name).ToDictionary();
        string[] kept = [.. rows.Where(pair => pair.Value >= minimum).Select(pair => pair.Key)];
        string[] names = [.. Enumerable.Range(0, featurizer.Width).Select(featurizer.FeatureName)];
        Assert.Equal(kept.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        float[] weights = featurizer.State().Weights;
        for (int i = 0; i < names.Length; i++) Assert.Equal(Math.Log(201.0 / (1 + rows[names[i]])) + 1, weights[i], 1e-6);
        int split = names.Count(name => !name.Contains("characters:", StringComparison.Ordinal));
        foreach (Range block in new[] { ..split, split.. }) Assert.Equal(names[block].Select(name => rows[name]).OrderDescending(), names[block].Select(name => rows[name]));

        static string Word(ref RandomStream random)
        {
            char[] letters = new char[1 + random.NextInt32(6)];
            foreach (ref char letter in letters.AsSpan()) letter = (char)('a' + random.NextInt32(4));
            return new string(letters);
        }
    }

    [Theory]
    [InlineData("  A\tB\u00A0\u2003c\r\n", "a b c")]
    [InlineData("soft\u00ADhyphen zero\u200Bwidth \uFEFFmark", "softhyphen zerowidth mark")]
    [InlineData("a\0b\u0085c", "a b c")]
    [InlineData("ＦＵＬＬ ﬁne don’t", "full fine don't")]
    [InlineData("e\u0301 \u00C9", "é é")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("\u200B \t", "")]
    public void Texts_are_normalised(string? text, string expected)
    {
        TextNgrams own = new();
        own.Read(text, new TextOptions());
        Assert.Equal(expected, own.NormalText);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_sign_of_its_own()
    {
        TextNgrams own = new();
        own.Read("half \uD83D pair\uDE00 \uD83D\uDE00", new TextOptions());
        Assert.Equal("half \uFFFD pair\uFFFD 😀", own.NormalText);
    }

    [Theory]
    [InlineData("don't stop-me, now!!", "don't|stop|-|me|,|now|!|!")]
    [InlineData("'tis x' a_b 3.5", "'|tis|x|'|a_b|3|.|5")]
    [InlineData("नमस्ते 你好。😀😀", "नमस्ते|你好|。|😀|😀")]
    public void Words_are_runs_of_letters_and_every_other_sign(string text, string expected)
    {
        TextNgrams own = new();
        own.Read(text, new TextOptions { LongestWords = 1 });
        Assert.Equal(expected, string.Join('|', own.WordNgrams.ToArray().Select(own.WordText)));
        foreach (Ngram ngram in own.WordNgrams) Assert.Equal(ngram.Hash, TextNgrams.Hash(own.WordText(ngram), characters: false));
        foreach (Ngram ngram in own.CharacterNgrams) Assert.Equal(ngram.Hash, TextNgrams.Hash(own.CharacterText(ngram), characters: true));
    }

    [Fact]
    public void A_text_of_a_million_characters_and_odd_ones_are_read()
    {
        var random = new RandomStream(3);
        char[] odd = new char[200_000];
        foreach (ref char value in odd.AsSpan()) value = (char)random.NextInt32(65_536);   // half pairs and all
        string?[] texts = [new string(odd), new string('x', 1_000_000), new string(' ', 1_000_000), null, "", "x y", "x z", "\uD800"];
        var featurizer = TextFeaturizer.Fit("text", texts, [], 2, new TextOptions { LongestCharacters = 3 });
        Features features = Rows(featurizer, texts);
        Assert.Equal(texts.Length, features.Rows);
        Assert.Equal(0, ((SparseFeatures)features).Count(2) + ((SparseFeatures)features).Count(3) + ((SparseFeatures)features).Count(4));
        Assert.Contains("text:\"x\"", Enumerable.Range(0, featurizer.Width).Select(featurizer.FeatureName));
    }

    [Fact]
    public void Hashed_columns_have_the_same_weights_as_a_vocabulary_where_nothing_collides()
    {
        var known = TextFeaturizer.Fit("text", Texts, [], 2, new TextOptions { MinimumRows = 1 });
        var hashed = TextFeaturizer.Fit("text", Texts, [], 2, new TextOptions { HashBits = 20 });
        Assert.Equal(1 << 21, hashed.Width);
        foreach (string? text in Texts)
        {
            float[] expected = [.. Row(known, text).Values.Order()], got = [.. Row(hashed, text).Values.Order()];
            Assert.Equal(expected.Length, got.Length);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], got[i], 1e-6);
        }
        Assert.StartsWith("text characters #", hashed.FeatureName((1 << 20) + 5), StringComparison.Ordinal);
        Assert.Contains("hashed into 1,048,576 columns", hashed.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_ngrams_the_frequent_are_found_in_bounded_memory()
    {
        TextOptions options = new() { MostFeatures = 20, MinimumRows = 2 };
        var vocabulary = new TextVocabulary(options, mostCounted: 5_000);
        for (int row = 0; row < 5_000; row++)
        {
            Ngram[] ngrams = [.. Enumerable.Range(0, 20).Where(i => row % (i + 1) == 0).Select(i => new Ngram((ulong)i, 0, 1)), .. Enumerable.Range(0, 30).Select(i => new Ngram(1_000_000 + (ulong)((row * 30) + i), 0, 1))];
            vocabulary.Count(row, ngrams);
        }
        Assert.InRange(vocabulary.Counted, 20, 5_000);   // of 150,020
        Assert.Equal(Enumerable.Range(0, 20), vocabulary.Keep().OrderBy(pair => pair.Value).Select(pair => (int)pair.Key));   // in every row, every second, every third …
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void What_was_learned_comes_back_from_arrays(int hashBits)
    {
        foreach (TextOptions options in (TextOptions[])[new(), new() { LongestWords = 0 }, new() { LongestCharacters = 0 }])
        {
            var fitted = TextFeaturizer.Fit("text", Texts, [], 2, options with { HashBits = hashBits });
            TextState state = fitted.State();
            var restored = TextFeaturizer.Restore("text", state);
            foreach (string text in (string[])["the cat sat on the dog, été", "?"]) Assert.Equal(Row(fitted, text), Row(restored, text));
            Assert.Equal(fitted.Explain(), restored.Explain());
            Assert.Equal(Enumerable.Range(0, fitted.Width).Select(fitted.FeatureName), Enumerable.Range(0, restored.Width).Select(restored.FeatureName));

            Refused(state with { Weights = [.. state.Weights, 1] });
            Refused(state with { Words = hashBits > 0 ? state.Words + 1 : fitted.Width + 1 });
            Refused(state with { Rows = 0 });
            Refused(state with { Options = state.Options with { LongestWords = 99 } });
            Refused(state with { Weights = [float.NaN, .. state.Weights[1..]] });
            if (hashBits > 0) continue;
            Refused(state with { Names = [.. state.Names, 1] });
            Refused(state with { Lengths = [-1, .. state.Lengths[1..]] });
            Refused(state with { Lengths = [int.MaxValue, .. state.Lengths[1..]] });
            Refused(state with { Names = Enumerable.Repeat((byte)'x', state.Names.Length).ToArray() });   // one n-gram many times
        }

        static void Refused(TextState damaged) => Assert.Contains("text", Assert.Throws<InvalidDataException>(() => TextFeaturizer.Restore("text", damaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_gives_no_columns()
    {
        Refused("no word or n-gram of its 2 texts is in 2 rows or more", ["a", "b"], new());
        Refused("column 'text': no rows", [], new());
        Refused("no word n-grams and no character n-grams", ["a"], new() { LongestWords = 0, LongestCharacters = 0 });
        Refused("shortest n-gram of words: 3; it must be 1 to 2", ["a"], new() { ShortestWords = 3 });
        Refused("hash bits: 30; it must be 8 to 24", ["a"], new() { HashBits = 30 });

        static void Refused(string words, string?[] texts, TextOptions options) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => TextFeaturizer.Fit("text", texts, [], 2, options)).Message, StringComparison.Ordinal);
    }

    private static TextFeaturizer Fitted() => TextFeaturizer.Fit("text", Texts, [], 2, new TextOptions { LongestCharacters = 4 });

    private static void AssertEntries(string expected, Dictionary<string, float> got)
    {
        string[] entries = expected.Split("; ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(entries.Length, got.Count);
        foreach (string entry in entries)
        {
            int at = entry.LastIndexOf('=');
            Assert.Equal(float.Parse(entry[(at + 1)..], CultureInfo.InvariantCulture), got[entry[..at]], 1e-6);
        }
    }

    private static Dictionary<string, float> Entries(TextFeaturizer featurizer, string? text, string prefix) =>
        Row(featurizer, text).Select(entry => (Name: featurizer.FeatureName(entry.Key), entry.Value))
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Name[(prefix.Length + 1)..^1], entry => entry.Value);

    private static Dictionary<int, float> Row(TextFeaturizer featurizer, string? text)
    {
        var features = (SparseFeatures)Rows(featurizer, [text]);
        return features.ColumnsOf(0).ToArray().Zip(features.ValuesOf(0).ToArray()).ToDictionary();
    }

    private static Features Rows(TextFeaturizer featurizer, IEnumerable<string?> texts)
    {
        var rows = new SparseRows(featurizer.Width);
        foreach (string? text in texts)
        {
            featurizer.Add(text, 0, rows);
            rows.EndRow();
        }
        return rows.ToFeatures();
    }
}
