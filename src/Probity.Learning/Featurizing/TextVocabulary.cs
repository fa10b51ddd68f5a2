using System.Runtime.InteropServices;

namespace Probity.Learning.Featurizing;

/// <summary>N-grams of one kind that are worth a column: those in enough rows, the most frequent first.</summary>
/// <remarks>
/// Rows are passed over twice. The first pass counts hashes, and where there are too many drops the rarest and counts on (lossy counting; Manku &amp;
/// Motwani, VLDB 2002), so that memory is bounded however many rows there are; the second counts what is left exactly and writes it down.
/// </remarks>
internal sealed class TextVocabulary
{
    private const int MostCounted = 4_000_000;

    private readonly TextOptions _options;
    private readonly int _mostCounted;
    private readonly Dictionary<ulong, (int Rows, int Last)> _counted = [];
    private int _dropped;   // rows that a dropped n-gram may have had

    public TextVocabulary(TextOptions options, int mostCounted = MostCounted)
    {
        _options = options;
        _mostCounted = Math.Max(mostCounted, 2 * options.MostFeatures);
    }

    /// <summary>N-grams in memory.</summary>
    public int Counted => _counted.Count;

    /// <summary>Counts a row for the first time.</summary>
    public void Count(int row, ReadOnlySpan<Ngram> ngrams)
    {
        foreach (Ngram ngram in ngrams)
        {
            ref (int Rows, int Last) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_counted, ngram.Hash, out bool known);
            if (!known || entry.Last != row) entry = ((known ? entry.Rows : _dropped) + 1, row);
            if (!known && _counted.Count > _mostCounted) DropRarest();
        }
    }

    /// <summary>Hashes of what is kept with their places: many rows first, among equals the smaller hash. Where some were dropped, counts may be too high by a few.</summary>
    public Dictionary<ulong, int> Keep()
    {
        (int Rows, ulong Hash)[] kept = [.. _counted.Where(entry => entry.Value.Rows >= _options.MinimumRows).Select(entry => (entry.Value.Rows, entry.Key))];
        Array.Sort(kept, (one, other) => one.Rows != other.Rows ? other.Rows.CompareTo(one.Rows) : one.Hash.CompareTo(other.Hash));
        _counted.Clear();
        _counted.TrimExcess();
        var places = new Dictionary<ulong, int>(Math.Min(kept.Length, _options.MostFeatures));
        foreach ((_, ulong hash) in kept.AsSpan(0, Math.Min(kept.Length, _options.MostFeatures))) places.Add(hash, places.Count);
        return places;
    }

    private void DropRarest()
    {
        while (_counted.Count > _mostCounted / 2)
        {
            _dropped++;
            foreach ((ulong hash, (int rows, _)) in _counted)
            {
                if (rows <= _dropped) _counted.Remove(hash);   // removing while walking is allowed
            }
        }
    }
}
