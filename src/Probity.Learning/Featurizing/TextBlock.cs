using System.Runtime.InteropServices;

namespace Probity.Learning.Featurizing;

/// <summary>The columns of one kind of n-grams of a text, words or characters: which n-gram is which column, and what it weighs.</summary>
internal sealed class TextBlock
{
    private readonly Dictionary<ulong, int>? _places;   // null where n-grams are hashed
    private readonly int _shift;

    /// <param name="characters">Of characters; else of words.</param>
    /// <param name="names">One a column, all different; none where n-grams are hashed, or where none was kept.</param>
    /// <param name="weights">One a column: inverse document frequency, times the log-count ratio if that is asked for.</param>
    public TextBlock(bool characters, string[] names, float[] weights)
    {
        (Characters, Names, Weights) = (characters, names, weights);
        _shift = 64 - int.Log2(Math.Max(1, weights.Length));
        if (names.Length == 0 && weights.Length > 0) return;
        _places = new Dictionary<ulong, int>(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            if (!_places.TryAdd(TextNgrams.Hash(names[i], characters), i)) throw new InvalidDataException($"text: the n-gram '{names[i]}' is there twice");
        }
    }

    public bool Characters { get; }

    public string[] Names { get; }

    public float[] Weights { get; }

    public bool IsHashed => _places is null;

    /// <summary>Adds the weighed n-grams of a text, of Euclidean norm <paramref name="norm"/> together (or none where it has none that is known).</summary>
    /// <param name="ngrams">In any order, with repetitions.</param>
    /// <param name="first">The column of place 0.</param>
    /// <param name="norm">Positive.</param>
    /// <param name="row">The rows in the making.</param>
    /// <param name="room">For work.</param>
    public void Add(ReadOnlySpan<Ngram> ngrams, int first, double norm, SparseRows row, List<int> room)
    {
        room.Clear();
        foreach (Ngram ngram in ngrams)
        {
            int place = Place(ngram.Hash);
            if (place >= 0) room.Add(place);
        }
        Span<int> places = CollectionsMarshal.AsSpan(room);
        places.Sort();
        double squares = 0;
        for (int at = 0; at < places.Length;)
        {
            double value = Take(places, ref at, out _);
            squares += value * value;
        }
        if (!(squares > 0)) return;
        double factor = norm / Math.Sqrt(squares);
        for (int at = 0; at < places.Length;)
        {
            double value = Take(places, ref at, out int place);
            row.Add(first + place, (float)(value * factor));
        }
    }

    /// <summary>The place of an n-gram, or −1 where it is not known.</summary>
    public int Place(ulong hash) => _places is null ? (int)(hash >> _shift) : _places.TryGetValue(hash, out int place) ? place : -1;

    /// <summary>The next place of a sorted list and its value: (1 + ln count) · weight.</summary>
    private double Take(ReadOnlySpan<int> places, ref int at, out int place)
    {
        int start = at;
        place = places[start];
        while (at < places.Length && places[at] == place) at++;
        return (at - start == 1 ? 1 : 1 + Math.Log(at - start)) * Weights[place];
    }
}
