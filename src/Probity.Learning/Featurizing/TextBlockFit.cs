namespace Probity.Learning.Featurizing;

/// <summary>Learns a <see cref="TextBlock"/>: which columns there are, then in how many rows (of which class) each occurs.</summary>
internal sealed class TextBlockFit(bool characters, TextOptions options)
{
    private readonly TextVocabulary? _vocabulary = options.HashBits == 0 ? new TextVocabulary(options) : null;
    private Dictionary<ulong, int> _places = [];
    private string?[] _names = [];
    private int[] _rows = [], _positiveRows = [], _last = [];

    /// <summary>First pass.</summary>
    public void Count(int row, TextNgrams text) => _vocabulary?.Count(row, Ngrams(text));

    /// <summary>Between the passes.</summary>
    public void Keep()
    {
        int width = 1 << options.HashBits;
        if (_vocabulary is not null)
        {
            _places = _vocabulary.Keep();
            width = _places.Count;
            _names = new string?[width];
        }
        (_rows, _positiveRows, _last) = (new int[width], new int[width], new int[width]);
        Array.Fill(_last, -1);
    }

    /// <summary>Second pass.</summary>
    public void Weigh(int row, TextNgrams text, bool positive)
    {
        int shift = 64 - options.HashBits;
        foreach (Ngram ngram in Ngrams(text))
        {
            int place = (int)(ngram.Hash >> shift);
            if (_vocabulary is not null && !_places.TryGetValue(ngram.Hash, out place)) continue;
            if (_last[place] == row) continue;
            _last[place] = row;
            _rows[place]++;
            if (positive) _positiveRows[place]++;
            if (_vocabulary is not null) _names[place] ??= characters ? text.CharacterText(ngram) : text.WordText(ngram);
        }
    }

    /// <summary>What was learned.</summary>
    /// <param name="rows">N.</param>
    public TextBlock Finish(int rows)
    {
        if (_vocabulary is not null) LeaveOutRare();
        double[] weights = Array.ConvertAll(_rows, own => Math.Log((1.0 + rows) / (1.0 + own)) + 1);
        if (options.LogCountRatio) MultiplyByRatios(weights);
        return new TextBlock(characters, _names!, Array.ConvertAll(weights, weight => (float)weight));
    }

    /// <summary>Counts of the first pass may have been too high.</summary>
    private void LeaveOutRare()
    {
        int[] kept = [.. Enumerable.Range(0, _rows.Length).Where(place => _rows[place] >= options.MinimumRows)];
        if (kept.Length == _rows.Length) return;
        (_names, _rows, _positiveRows) = (Array.ConvertAll(kept, place => _names[place]), Array.ConvertAll(kept, place => _rows[place]), Array.ConvertAll(kept, place => _positiveRows[place]));
    }

    /// <summary>ln of the share of an n-gram among those of the one class over that among those of the other, each counted once a row and once more.</summary>
    private void MultiplyByRatios(double[] weights)
    {
        double positives = 0, negatives = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            positives += _positiveRows[i] + 1;
            negatives += _rows[i] - _positiveRows[i] + 1;
        }
        for (int i = 0; i < weights.Length; i++) weights[i] *= Math.Log((_positiveRows[i] + 1) / positives / ((_rows[i] - _positiveRows[i] + 1) / negatives));
    }

    private ReadOnlySpan<Ngram> Ngrams(TextNgrams text) => characters ? text.CharacterNgrams : text.WordNgrams;
}
