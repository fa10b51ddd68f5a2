using System.Globalization;
using System.Text;

namespace Probity.Learning.Featurizing;

/// <summary>
/// A text as weighed n-grams: (1 + ln count)·(ln((1 + N)/(1 + rows with it)) + 1), words and characters each of norm 1/√2 (of norm 1 where there are only
/// the one or the other). A text without any known n-gram, an empty or an absent one is all zeros.
/// </summary>
internal sealed class TextFeaturizer : ColumnFeaturizer
{
    private readonly TextOptions _options;
    private readonly int _rows;
    private readonly TextBlock[] _blocks;

    private TextFeaturizer(string column, TextOptions options, int rows, TextBlock[] blocks) : base(column)
    {
        (_options, _rows, _blocks) = (options, rows, blocks);
        Width = blocks.Sum(block => block.Weights.Length);
    }

    public override string Kind => "text";

    public override int Width { get; }

    /// <summary>Learns from the training rows.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="cells">N texts; null is an empty one.</param>
    /// <param name="labels">N classes; used for log-count ratios only, else it may be empty.</param>
    /// <param name="classes">K.</param>
    /// <param name="options">The default value is <see cref="TextOptions"/> as it comes.</param>
    /// <exception cref="ArgumentException">An option is out of range, log-count ratios for more than two classes, or no n-gram is in rows enough.</exception>
    public static TextFeaturizer Fit(string column, ReadOnlySpan<string?> cells, ReadOnlySpan<int> labels, int classes, TextOptions? options = null)
    {
        options ??= new TextOptions();
        options.Check();
        Require.SomeRows(cells.Length, $"column '{column}'");
        if (options.LogCountRatio)
        {
            if (classes != 2) throw new ArgumentException($"column '{column}': log-count ratios tell two classes apart, but there are {classes:N0}; leave them out");
            Require.SameRows(cells.Length, labels.Length, $"column '{column}'", "labels");
        }
        TextNgrams text = TextNgrams.Own;
        TextBlockFit[] fits = [.. Kinds(options).Select(characters => new TextBlockFit(characters, options))];
        if (options.HashBits == 0)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                text.Read(cells[i], options);
                foreach (TextBlockFit fit in fits) fit.Count(i, text);
            }
        }
        foreach (TextBlockFit fit in fits) fit.Keep();
        for (int i = 0; i < cells.Length; i++)
        {
            text.Read(cells[i], options);
            foreach (TextBlockFit fit in fits) fit.Weigh(i, text, options.LogCountRatio && labels[i] == 1);
        }
        int rows = cells.Length;
        var featurizer = new TextFeaturizer(column, options, rows, [.. fits.Select(fit => fit.Finish(rows))]);
        if (featurizer.Width == 0)
            throw new ArgumentException($"column '{column}': no word or n-gram of its {rows:N0} texts is in {options.MinimumRows:N0} rows or more; give more rows, or leave the column out");
        return featurizer;
    }

    /// <summary>What it has learned, for a file.</summary>
    public TextState State()
    {
        byte[][] names = [.. _blocks.SelectMany(block => block.Names).Select(Encoding.UTF8.GetBytes)];
        return new TextState(
            _options, _rows, _blocks[0].Characters ? 0 : _blocks[0].Weights.Length, [.. names.SelectMany(name => name)], Array.ConvertAll(names, name => name.Length),
            [.. _blocks.SelectMany(block => block.Weights)]);
    }

    /// <summary>The same featurizer again.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="state">What <see cref="State"/> gave, perhaps damaged since.</param>
    /// <exception cref="InvalidDataException">Arrays do not fit together, or a number cannot be.</exception>
    public static TextFeaturizer Restore(string column, TextState state)
    {
        TextOptions options = state.Options;
        try
        {
            options.Check();
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidDataException($"column '{column}': {refusal.Message}", refusal);
        }
        int width = state.Weights.Length, kinds = Kinds(options).Length;
        bool hashed = options.HashBits > 0;
        int words = options.LongestWords == 0 ? 0 : kinds == 1 ? width : hashed ? 1 << options.HashBits : state.Words;
        if (state.Words != words || words < 0 || words > width || width == 0 || state.Rows < 1 || state.Lengths.Length != (hashed ? 0 : width) || (hashed && width != kinds << options.HashBits))
            throw new InvalidDataException($"column '{column}': {state.Words:N0} words and {state.Lengths.Length:N0} n-grams for {width:N0} weights of {state.Rows:N0} rows; they do not fit together");
        int bad = Array.FindIndex(state.Weights, weight => !float.IsFinite(weight));
        if (bad >= 0) throw new InvalidDataException($"column '{column}': weight {bad} is {state.Weights[bad]}; every weight must be finite");
        string[] names = Names(column, state);
        TextBlock[] blocks = [.. Kinds(options).Select(characters =>
        {
            Range its = characters ? words..width : 0..words;
            return new TextBlock(characters, hashed ? [] : names[its], state.Weights[its]);
        })];
        return new TextFeaturizer(column, options, state.Rows, blocks);
    }

    public override void Add(string? cell, int first, SparseRows row)
    {
        TextNgrams text = TextNgrams.Own;
        text.Read(cell, _options);
        double norm = Math.Sqrt(1.0 / _blocks.Length);
        foreach (TextBlock block in _blocks)
        {
            block.Add(block.Characters ? text.CharacterNgrams : text.WordNgrams, first, norm, row, text.Room);
            first += block.Weights.Length;
        }
    }

    public override string FeatureName(int index)
    {
        foreach (TextBlock block in _blocks)
        {
            if (index < block.Weights.Length)
            {
                string kind = block.Characters ? " characters" : "";
                return block.IsHashed ? FormattableString.Invariant($"{Column}{(block.Characters ? kind : " words")} #{index}") : $"{Column}{kind}:\"{block.Names[index]}\"";
            }
            index -= block.Weights.Length;
        }
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    public override string Explain()
    {
        IEnumerable<string> kinds = _blocks.Select(block =>
        {
            (int shortest, int longest) = block.Characters ? (_options.ShortestCharacters, _options.LongestCharacters) : (_options.ShortestWords, _options.LongestWords);
            string what = $"{(block.Characters ? "characters within words" : "words")}, {(shortest == longest ? $"{longest}" : $"{shortest} to {longest}")} at a time";
            return block.IsHashed ? $"{what}, hashed into {Count(block)} columns" : $"{Count(block)} n-grams of {what}, each in {_options.MinimumRows} rows or more";
        });
        string weights = _options.LogCountRatio ? "rarity and log-count ratio" : "rarity";
        return string.Create(CultureInfo.InvariantCulture, $"{Column}: text; {string.Join("; ", kinds)}; weighed by {weights} over {_rows:N0} rows");

        static string Count(TextBlock block) => block.Weights.Length.ToString("N0", CultureInfo.InvariantCulture);
    }

    private static bool[] Kinds(TextOptions options) => options.LongestWords == 0 ? [true] : options.LongestCharacters == 0 ? [false] : [false, true];

    private static string[] Names(string column, TextState state)
    {
        string[] names = new string[state.Lengths.Length];
        long start = 0;
        for (int i = 0; i < names.Length; i++)
        {
            int length = state.Lengths[i];
            if (length < 1 || start + length > state.Names.Length) throw new InvalidDataException($"column '{column}': n-gram {i} has {length:N0} bytes at {start:N0} of {state.Names.Length:N0}");
            names[i] = Encoding.UTF8.GetString(state.Names, (int)start, length);
            start += length;
        }
        if (start != state.Names.Length) throw new InvalidDataException($"column '{column}': the n-grams have {start:N0} bytes, but {state.Names.Length:N0} are there");
        return names;
    }
}
