namespace Probity.Similarity;

/// <summary>The k closest of all that were offered; of equal distances the lower index.</summary>
internal sealed class Closest
{
    private readonly Found[] _found;
    private int _k, _count;
    private double _limit;

    /// <param name="mostK">More are never asked for.</param>
    public Closest(int mostK) => _found = new Found[Math.Max(checked(2 * mostK), 64)];

    public void Start(int k) => (_k, _count, _limit) = (k, 0, double.PositiveInfinity);

    public void Offer(double distance, int index)
    {
        if (distance > _limit) return;
        if (_count == _found.Length) Keep();
        _found[_count++] = new Found(distance, index);
    }

    /// <summary>Sorts and tells the closest, at most k.</summary>
    public ReadOnlySpan<Found> Finish()
    {
        Keep();
        return _found.AsSpan(0, _count);
    }

    private void Keep()
    {
        _found.AsSpan(0, _count).Sort(default(CloserFirst));
        if (_count < _k) return;
        _count = _k;
        _limit = _found[_k - 1].Distance;
    }

    /// <summary>A reference and how far it is.</summary>
    internal readonly record struct Found(double Distance, int Index);

    private readonly struct CloserFirst : IComparer<Found>
    {
        public int Compare(Found x, Found y) => x.Distance.CompareTo(y.Distance) is not 0 and int order ? order : x.Index.CompareTo(y.Index);
    }
}
